// What the templates of every language say, and with what.

import type { NoticeKind } from '../../redis/account/notice.ts';
import type { MailPurpose } from '../../redis/account/proof.ts';

/** A mail with a proof, or one that tells the owner of an account what was done to it. */
export type TemplateName = MailPurpose | NoticeKind | 'SIGN_UP' | 'SIGN_UP_TAKEN' | 'WEBHOOK_WAS_STOPPED';

/** For what holds for days. */
export const minutesPerDay = 24 * 60;

export interface MailFacts {
  readonly siteName: string;
  /** The name of the account; null where it has none. */
  readonly name: string | null;
  readonly link: string;
  readonly code: string;
  readonly minutes: number;
  /** The address of the webhook that the mail is about; '' where it is about none. */
  readonly webhook: string;
}

/** The words of a mail, as plain text: making HTML of them is not the template's affair. */
export interface MailWords {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What the link is called; absent where the mail has none. */
  readonly action?: string;
  /** What stands before the code; absent where the mail has none. */
  readonly codeLabel?: string;
  readonly closing: string;
}

export type Template = (facts: MailFacts) => MailWords;
export type Templates = Readonly<Record<TemplateName, Template>>;
