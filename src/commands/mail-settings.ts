// How a process sends mail, from its settings and its program.

import type { Config } from '../config.ts';
import type { MailSettings } from '../mail/post.ts';
import type { Program } from '../plugins/program.ts';
import { CommandError } from './command.ts';

/** @throws CommandError where the links of real mail would lead to the reader's own machine, and where mail is needed that nobody sends. */
export function mailSettings(
  { mail, production, port }: Config,
  { mail: own = {} }: Pick<Program, 'mail'> = {},
): MailSettings {
  if (own.mailer && production && !mail.pagesUrl)
    throw new CommandError(
      'mail.mailer is set, but MORTAR_ACCOUNT_PAGES_URL is not: set it to where readers of mails find the account pages, such as ' +
        'https://shop.example.com/dashboard',
    );
  if (production && mail.verify && !own.mailer && !mail.smtpUrl)
    throw new CommandError(
      'MORTAR_ACCOUNTS_VERIFY is set, but neither MORTAR_SMTP_URL nor mail.mailer of the configuration is: nobody could confirm an address',
    );
  return { ...mail, ...own, pagesUrl: mail.pagesUrl ?? `http://localhost:${port}/dashboard`, keepUnsent: !production };
}
