// The mail of an installation: in which language and whose name it is written, and what sends it.

import { createHash } from 'node:crypto';
import { lifetimeOf, type MailPurpose } from '../redis/account/proof.ts';
import type { Account } from '../redis/account/record.ts';
import { compose } from './compose.ts';
import type { Mailer } from './mail.ts';
import { MailOutbox } from './outbox.ts';
import { SmtpMailer } from './smtp.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';
import type { OrderFacts, OrderTemplateName, OrderTemplates } from './templates/order.ts';
import { orderDe } from './templates/order-de.ts';
import { orderEn } from './templates/order-en.ts';
import type { MailFacts, MailWords, Template, TemplateName, Templates } from './templates/template.ts';

export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** The words of mails in one language: those of accounts and those about orders, by their names. */
export type MailTemplates = Partial<Templates & OrderTemplates>;

/** What a program brings for mail. */
export interface MailParts {
  /** By language, as `en` or `fr`. What a language lacks is written in `language`, and in English if that lacks it, too. */
  readonly templates?: Readonly<Record<string, MailTemplates>>;
  /** Language of mails to those who have chosen none, instead of MORTAR_MAIL_LANGUAGE. */
  readonly language?: string;
  /** Sends mail, instead of MORTAR_SMTP_URL. */
  readonly mailer?: Mailer;
}

const builtIn: Readonly<Record<string, Required<MailTemplates>>> = {
  en: { ...en, ...orderEn },
  de: { ...de, ...orderDe },
};

/** The pages that the links of mails lead to, below `pagesUrl`. */
const pages: Readonly<Partial<Record<TemplateName, string>>> = {
  PASSWORD_RESET: 'password-reset',
  EMAIL_VERIFICATION: 'verify-email',
  LOG_IN: 'log-in',
  INVITATION: 'invitation',
  SIGN_UP: 'log-in',
  SIGN_UP_TAKEN: 'log-in',
  EMAIL_CHANGE: 'change-email',
};

export interface MailSettings extends Pick<MailParts, 'templates' | 'mailer'> {
  readonly siteName: string;
  /** The address that mail comes from. */
  readonly from: string;
  readonly language: string;
  /** What the pages stand below that links lead to. */
  readonly pagesUrl: string;
  /** Absent where no server sends mail. */
  readonly smtpUrl?: string | undefined;
  /** Whether mail that no server sends is kept, to be looked at. */
  readonly keepUnsent: boolean;
  /** Whether who signs up has to prove the address first. */
  readonly verify?: boolean | undefined;
}

/** What a mail is written from, besides the settings. */
export interface Letter {
  readonly template: TemplateName;
  /** Null where it is erased. */
  readonly account: Account | null;
  readonly to: string;
  /** Tells this mail from all others, and is the same when it is sent again. */
  readonly id: string;
  /** What the mail proves, if it proves anything. */
  readonly proof?: { readonly token: string; readonly code: string };
  /** The address of the webhook that the mail is about. */
  readonly webhook?: string;
}

/** What a mail about an order is written from, besides the settings. */
export interface OrderLetter extends Pick<Letter, 'id' | 'account' | 'to'> {
  readonly template: OrderTemplateName;
  readonly facts: Omit<OrderFacts, 'siteName'>;
  /** Of the link that shows the order, if the mail has one. */
  readonly token?: string | undefined;
}

export class Post {
  readonly #settings: MailSettings;
  readonly #mailer: Mailer;
  /** Where mail is kept that goes nowhere. */
  readonly outbox: MailOutbox | null;

  private constructor(settings: MailSettings, mailer: Mailer) {
    this.#settings = settings;
    this.#mailer = mailer;
    this.outbox = mailer instanceof MailOutbox ? mailer : null;
  }

  /** Null where mail can neither be sent nor be kept. */
  static open(settings: MailSettings): Post | null {
    const { smtpUrl, siteName, from, keepUnsent, mailer } = settings;
    if (mailer) return new Post(settings, mailer);
    if (smtpUrl) return new Post(settings, new SmtpMailer({ url: smtpUrl, from: { name: siteName, address: from } }));
    return keepUnsent ? new Post(settings, new MailOutbox()) : null;
  }

  /** @throws as Mailer.send. */
  async send({ template, account, to, id, proof, webhook = '' }: Letter): Promise<void> {
    const { siteName, from, pagesUrl } = this.#settings;
    const facts = {
      siteName,
      name: account?.displayName ?? null,
      // Behind the #, so that neither a server's log nor a Referer has it.
      link: proof ? `${pagesUrl}/${pages[template]}#token=${proof.token}` : '',
      code: proof?.code ?? '',
      minutes: proof ? lifetimeOf(template as MailPurpose) / 60 : 0,
      webhook,
    };
    const words = (this.#templateFor(account, template) as Template)(facts satisfies MailFacts);
    await this.#mailer.send({ to, messageId: messageIdOf(id, from), ...compose(words, facts) });
  }

  /**
   * Sends a mail about an order. `account` is null for a guest's.
   * @throws as Mailer.send.
   */
  async sendOrder({ template, facts: known, account, to, id, token }: OrderLetter): Promise<void> {
    const { siteName, from, pagesUrl } = this.#settings;
    const facts = { ...known, siteName, link: token ? `${pagesUrl}/order#token=${token}` : known.link };
    const words: MailWords = (this.#templateFor(account, template) as OrderTemplates[OrderTemplateName])(facts);
    const composed = compose(words, { link: facts.link, code: '' });
    await this.#mailer.send({ to, messageId: messageIdOf(id, from), ...composed });
  }

  close(): void {
    this.#mailer.close();
  }

  /** In the language that the holder of the account has chosen, if the mail is written in it. */
  #templateFor<Name extends keyof MailTemplates>(account: Account | null, name: Name): Required<MailTemplates>[Name] {
    const { language, templates = {} } = this.#settings;
    const chosen = account?.locale?.split('-')[0];
    const found = [chosen, language, 'en']
      .filter((each) => each !== undefined)
      .map((each) => own(templates, each)?.[name] ?? own(builtIn, each)?.[name])
      .find((template) => template !== undefined);
    return found as Required<MailTemplates>[Name];
  }
}

/** A language may be any word, such as `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function messageIdOf(id: string, from: string): string {
  const unique = createHash('sha256').update(id).digest('hex').slice(0, 32);
  return `<${unique}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
