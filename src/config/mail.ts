// The variables of mail: what sends it, in whose name, and where its links lead.

import { z } from 'zod';
import { type MailLanguage, mailLanguages } from '../mail/post.ts';
import { onOff, onOffWords, text, variable } from './variable.ts';

export interface MailConfig {
  readonly siteName: string;
  readonly from: string;
  readonly language: MailLanguage;
  /** Undefined where it is the dashboard of this process. */
  readonly pagesUrl: string | undefined;
  /** Whether who signs up has to prove the address first. */
  readonly verify: boolean;
  /** Undefined where no server sends mail. */
  readonly smtpUrl: string | undefined;
}

export const mailVariables = {
  MORTAR_SMTP_URL: variable({
    about: 'Server that sends mail.',
    unset: 'none: no mail; in development the page /dashboard/mail shows it',
    allowed: 'smtp://[user:password@]host:port, or smtps:// for TLS from the start',
    shape: text.refine((value) => value === undefined || isUrlOf(value, ['smtp:', 'smtps:'])),
    secret: true,
  }),
  MORTAR_MAIL_FROM: variable({
    about: 'Address that mail comes from.',
    unset: 'no-reply@localhost',
    allowed: 'an e-mail address',
    shape: z
      .string()
      .regex(/^[^\s@<>"]{1,64}@[\w.-]{1,189}$/)
      .default('no-reply@localhost'),
  }),
  MORTAR_MAIL_LANGUAGE: variable({
    about: 'Language of mails.',
    unset: 'en',
    allowed: mailLanguages.join(' or '),
    shape: z.enum(mailLanguages).default('en'),
  }),
  MORTAR_SITE_NAME: variable({
    about: 'Name of the site in mails and their sender.',
    unset: 'Mortar',
    allowed: '1 to 60 characters without control characters',
    shape: z
      .string()
      .regex(/^\P{Cc}{1,60}$/u)
      .default('Mortar'),
  }),
  MORTAR_ACCOUNTS_VERIFY: variable({
    about: 'Whether the owner of an account must confirm the e-mail address before the first log-in.',
    unset: '0',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_ACCOUNT_PAGES_URL: variable({
    about:
      'URL of the pages that links in mails lead to. Mortar appends password-reset, verify-email, change-email, log-in, invitation or order.',
    unset: 'the dashboard of this process',
    allowed: 'an http or https URL without a query, such as https://shop.example.com/account',
    shape: text.refine((value) => value === undefined || isUrlOf(value, ['http:', 'https:'])),
  }),
} as const;

type Variables = typeof mailVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/** @throws Error where the links of real mail would lead to the reader's own machine. */
export function readMail(read: Read, isProduction: boolean): MailConfig {
  const smtpUrl = read('MORTAR_SMTP_URL');
  const pagesUrl = read('MORTAR_ACCOUNT_PAGES_URL')?.replace(/\/+$/, '');
  if (isProduction && smtpUrl && !pagesUrl)
    throw new Error(
      'MORTAR_SMTP_URL is set, but MORTAR_ACCOUNT_PAGES_URL is not: set it to where readers of mails find the account pages, ' +
        'such as https://shop.example.com/dashboard',
    );
  return Object.freeze({
    siteName: read('MORTAR_SITE_NAME'),
    from: read('MORTAR_MAIL_FROM'),
    language: read('MORTAR_MAIL_LANGUAGE'),
    pagesUrl,
    verify: read('MORTAR_ACCOUNTS_VERIFY') ?? false,
    smtpUrl,
  });
}

function isUrlOf(value: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash } = new URL(value);
  return protocols.includes(protocol) && hostname !== '' && search === '' && hash === '';
}
