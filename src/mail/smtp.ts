// Mail by SMTP. nodemailer is loaded for the first mail.

import type { createTransport } from 'nodemailer';
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
  readonly #settings: SmtpSettings;
  #transport: Promise<ReturnType<typeof createTransport>> | undefined;

  constructor(settings: SmtpSettings) {
    this.#settings = settings;
  }

  async #open(): Promise<ReturnType<typeof createTransport>> {
    const { createTransport } = await import('nodemailer');
    const { connections, mailsPerConnection, timeoutMs } = smtpLimits;
    return createTransport({
      url: this.#settings.url,
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
  }

  async send(mail: Mail): Promise<void> {
    this.#transport ??= this.#open();
    const transport = await this.#transport;
    try {
      await transport.sendMail({
        from: this.#settings.from,
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
    void this.#transport?.then((transport) => transport.close());
  }
}
