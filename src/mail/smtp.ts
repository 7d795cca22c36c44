// Mail by SMTP.

import { createTransport } from 'nodemailer';
import { UnrecoverableError } from '../redis/base/attempt-error.ts';
import type { Mail, Mailer } from './mail.ts';

const smtpLimits = {
  connections: 3,
  mailsPerConnection: 100,
  /** Connecting, the greeting, and silence in the middle. */
  timeoutMs: 20_000,
} as const;

export interface SmtpSettings {
  /** smtp://, or smtps:// for TLS from the start; with user and password where the server wants them. */
  readonly url: string;
  readonly from: { readonly name: string; readonly address: string };
}

export class SmtpMailer implements Mailer {
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #from: SmtpSettings['from'];

  constructor({ url, from }: SmtpSettings) {
    const { connections, mailsPerConnection, timeoutMs } = smtpLimits;
    this.#transport = createTransport({
      url,
      pool: true,
      maxConnections: connections,
      maxMessages: mailsPerConnection,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      // What a mail holds is text of ours: nothing of it is read from a file or fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
    this.#from = from;
  }

  async send(mail: Mail): Promise<void> {
    try {
      await this.#transport.sendMail({
        from: this.#from,
        ...mail,
        // Out-of-office answers and the like are of no use to anybody.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { responseCode = 0 } = error as { responseCode?: number };
      // The server's text may repeat the recipient: only its number goes into the job.
      if (responseCode >= 500 && responseCode < 600)
        throw new UnrecoverableError(`The mail server refused it: ${responseCode}`);
      throw new Error(
        `The mail server did not take it: ${responseCode || (error as NodeJS.ErrnoException).code || 'no answer'}`,
      );
    }
  }

  close(): void {
    this.#transport.close();
  }
}
