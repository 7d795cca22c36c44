// What asks people to show that they are no programs, from the settings of a process and its program.

import type { Config } from '../config.ts';
import type { Program } from '../plugins/program.ts';
import type { CaptchaSettings } from '../redis/account/captcha.ts';
import { SiteVerify } from '../redis/account/site-verify.ts';

/** Undefined where nobody is asked. */
export function captchaSettings({ accounts }: Config, program: Pick<Program, 'captcha'>): CaptchaSettings | undefined {
  const { provider: own, ...rules } = accounts.captcha;
  const provider = program.captcha ?? (own && new SiteVerify(own));
  return provider && { ...rules, provider };
}
