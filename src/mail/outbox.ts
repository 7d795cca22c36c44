// Mail that goes nowhere: it stays in the memory of this process, to be looked at while one develops.

import type { Mail, Mailer } from './mail.ts';

const outboxLimits = { mails: 100 } as const;

export interface KeptMail extends Mail {
  readonly sentAt: Date;
}

export class MailOutbox implements Mailer {
  readonly #mails: KeptMail[] = [];

  /** A mail that is sent again takes the place of what was sent before. */
  async send(mail: Mail): Promise<void> {
    const before = this.#mails.findIndex(({ messageId }) => messageId === mail.messageId);
    if (before >= 0) this.#mails.splice(before, 1);
    this.#mails.unshift({ ...mail, sentAt: new Date() });
    this.#mails.length = Math.min(this.#mails.length, outboxLimits.mails);
  }

  /** The newest first. */
  get mails(): readonly KeptMail[] {
    return this.#mails;
  }

  close(): void {
    this.#mails.length = 0;
  }
}
