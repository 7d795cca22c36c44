// What people are asked to show that they are no programs.

import type { CaptchaCheck, CaptchaPurpose, ShownCaptcha } from '../../redis/account/captcha.ts';
import type { Context } from '../base/context.ts';

export function shownCaptcha({ stores }: Context): ShownCaptcha | null {
  return stores.captcha.shown;
}

/** What the caller is asked for a purpose; undefined for nothing. */
export function captchaFor(purpose: CaptchaPurpose, { stores, client }: Context): CaptchaCheck | undefined {
  return stores.captcha.checkFor(purpose, client.captchaResponse ?? null, client.ipAddress);
}
