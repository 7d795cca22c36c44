// What a mail is, and what sends it.

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same each time the same mail is sent: a mailbox that gets it twice can tell. */
  readonly messageId: string;
}

/** Sends mail. A program may bring its own. */
export interface Mailer {
  /**
   * Resolves when the next server has the mail.
   * @throws UnrecoverableError where trying again does not help; any other error is tried again.
   */
  send(mail: Mail): Promise<void>;
  close(): void;
}
