// How a process sends mail, from its configuration.

import type { Config } from '../config.ts';
import type { MailSettings } from '../mail/post.ts';

export function mailSettings({ mail, production, port }: Config): MailSettings {
  return { ...mail, pagesUrl: mail.pagesUrl ?? `http://localhost:${port}/dashboard`, keepUnsent: !production };
}
