// What a program makes of Mortar: the content of mortar.config.ts, and of the first argument of startMortar.

import type { MailParts } from '../mail/post.ts';
import type { CaptchaProvider } from '../redis/account/captcha.ts';
import type { PaymentProvider } from '../redis/payment/payment.ts';
import type { MortarPlugin, PluginParts } from './plugin.ts';

/** The parts that the configuration itself has are those of a plugin of the name `app`. */
export interface MortarConfig<Own = unknown> extends PluginParts<Own> {
  readonly plugins?: readonly MortarPlugin[];
  /** Takes the money, instead of what MORTAR_PAYMENTS names. Null: nobody does, and only what costs nothing can be bought. */
  readonly payments?: PaymentProvider | null;
  /** The words of mails, and what sends them. */
  readonly mail?: MailParts;
  /** Judges whether somebody is a person, instead of what MORTAR_CAPTCHA names. */
  readonly captcha?: CaptchaProvider;
}

/** A configuration that was checked. */
export interface Program extends Pick<MortarConfig, 'payments' | 'calculators' | 'mail' | 'captcha'> {
  /** Their calculators are in `calculators`. */
  readonly plugins: readonly MortarPlugin[];
}

/** Gives a configuration its type. */
export function defineMortar<Own = undefined>(config: MortarConfig<Own>): MortarConfig {
  return config as MortarConfig;
}
