// How a process sends mail, from its settings and its program.

import type { Config } from '../config.ts';
import type { MailSettings } from '../mail/post.ts';
import type { Program } from '../plugins/program.ts';
import { CommandError } from './command.ts';

/** @throws CommandError where the links of real mail would lead to the reader's own machine. */
export function mailSettings(
  { mail, production, port }: Config,
  { mail: own = {} }: Pick<Program, 'mail'> = {},
): MailSettings {
  if (own.mailer && production && !mail.pagesUrl)
    throw new CommandError(
      'mail.mailer is set, but MORTAR_ACCOUNT_PAGES_URL is not: set it to where readers of mails find the account pages, such as ' +
        'https://shop.example.com/dashboard',
    );
  return { ...mail, ...own, pagesUrl: mail.pagesUrl ?? `http://localhost:${port}/dashboard`, keepUnsent: !production };
}
