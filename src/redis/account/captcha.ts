// Asks who signs up, guesses at a log-in or has mail sent to show that no program does it. A provider judges the answer that its widget gave
// in a browser; that costs a call to somebody else, so it is made when all that is bounded by itself was charged.

import { guarded } from '../base/guarded.ts';
import { Overloaded, refuse } from '../base/problem.ts';
import type { SecurityListener } from '../session/event.ts';

/** What a captcha can be asked for. */
export const captchaPurposes = ['SIGN_UP', 'LOG_IN', 'MAIL'] as const;
export type CaptchaPurpose = (typeof captchaPurposes)[number];

/** What widgets are told that an answer is for, and providers tell of it. */
type CaptchaAction = Lowercase<CaptchaPurpose>;

export const captchaLimits = {
  /** Of an answer: those of the built-in providers have up to some 5,000. */
  responseCharacters: 8_192,
  timeoutMs: 5_000,
  /** Answers that are being judged at once. */
  atOnce: 100,
} as const;

/** What a browser has got from the widget. */
export interface CaptchaAnswer {
  readonly response: string;
  readonly action: CaptchaAction;
  /** Of the caller. The built-in providers are not told. */
  readonly ipAddress: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Judges answers: one of the built-in providers, or a program's own. */
export interface CaptchaProvider {
  /** What front ends choose the widget by, such as `turnstile`. */
  readonly name: string;
  /** What the widget is opened with. */
  readonly siteKey: string;
  /** Whether an answer is right. Called once per answer. Rejects if that cannot be found out, as during an outage. */
  verify(answer: CaptchaAnswer): Promise<boolean>;
}

export interface CaptchaRules {
  readonly purposes: readonly CaptchaPurpose[];
  /** A log-in asks after so many failed tries; 0 always. */
  readonly logInFailures: number;
  /** What becomes of those who are asked while the provider cannot judge. */
  readonly outage: 'refuse' | 'pass';
}

export interface CaptchaSettings extends CaptchaRules {
  readonly provider: CaptchaProvider;
}

export const captchaDefaults: CaptchaRules = { purposes: captchaPurposes, logInFailures: 3, outage: 'refuse' };

/** What a front end shows. */
export interface ShownCaptcha extends Pick<CaptchaRules, 'purposes' | 'logInFailures'> {
  readonly provider: string;
  readonly siteKey: string;
}

/** What somebody who does something is asked. */
export interface CaptchaCheck {
  /** Asked only of whom so many tries have failed before. */
  readonly afterFailures: number;
  /** @throws Refusal CAPTCHA_REQUIRED where no answer was given. Costs nothing. */
  requireAnswer(): void;
  /** @throws Refusal CAPTCHA_REQUIRED for a wrong answer, CAPTCHA_UNAVAILABLE; Overloaded. */
  verify(): Promise<void>;
}

const names: Readonly<Record<string, string>> = {
  hcaptcha: 'hCaptcha',
  turnstile: 'Cloudflare Turnstile',
  'recaptcha-v2': 'reCAPTCHA',
  'recaptcha-v3': 'reCAPTCHA v3',
};

export class Captcha {
  readonly #settings: CaptchaSettings | undefined;
  readonly #report: SecurityListener;
  #judging = 0;

  /** Without settings nobody is asked. */
  constructor(settings: CaptchaSettings | undefined, report: SecurityListener = () => {}) {
    this.#settings = settings;
    this.#report = guarded('onSecurityEvent', report);
  }

  /** Null where nobody is asked. */
  get shown(): ShownCaptcha | null {
    if (!this.#settings) return null;
    const { provider, purposes, logInFailures } = this.#settings;
    return { provider: provider.name, siteKey: provider.siteKey, purposes, logInFailures };
  }

  /** What somebody is asked for a purpose; undefined for nothing. `response` is what his browser has got from the widget. */
  checkFor(purpose: CaptchaPurpose, response: string | null, ipAddress: string): CaptchaCheck | undefined {
    const settings = this.#settings;
    if (!settings?.purposes.includes(purpose)) return undefined;
    return {
      afterFailures: purpose === 'LOG_IN' ? settings.logInFailures : 0,
      requireAnswer: () => {
        if (!response) refuseAnswer(settings.provider, 'Show that you are no program.');
      },
      verify: () => this.#verify(settings, purpose, response ?? '', ipAddress),
    };
  }

  async #verify(settings: CaptchaSettings, purpose: CaptchaPurpose, response: string, ipAddress: string) {
    const { provider, outage } = settings;
    const isWrong = response === '' || response.length > captchaLimits.responseCharacters;
    const answer = { response, action: purpose.toLowerCase() as CaptchaAction, ipAddress };
    const right = isWrong ? false : await this.#ask(provider, answer);
    if (right === true || (right === undefined && outage === 'pass')) return;
    if (right === undefined)
      refuse('CAPTCHA_UNAVAILABLE', 'The service that judges captchas does not answer. Try again later.');
    this.#report({ kind: 'captcha_failed', ipAddress, reason: answer.action });
    refuseAnswer(provider, 'The answer of the captcha is wrong, was used already or is too old.');
  }

  /** Undefined where the provider cannot tell in time. */
  async #ask(provider: CaptchaProvider, answer: Omit<CaptchaAnswer, 'signal'>): Promise<boolean | undefined> {
    if (this.#judging >= captchaLimits.atOnce) throw new Overloaded();
    this.#judging++;
    const waiting = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`The service that judges captchas has not answered in ${captchaLimits.timeoutMs} ms`));
        waiting.abort();
      }, captchaLimits.timeoutMs);
    });
    try {
      return (await Promise.race([provider.verify({ ...answer, signal: waiting.signal }), late])) === true;
    } catch (error) {
      this.#report({ kind: 'captcha_unavailable', reason: reasonOf(error) });
      return undefined;
    } finally {
      clearTimeout(timer);
      this.#judging--;
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

function refuseAnswer({ name, siteKey }: CaptchaProvider, what: string): never {
  const widget = `the widget of ${names[name] ?? name} with the site key ${siteKey}`;
  refuse('CAPTCHA_REQUIRED', `${what} Show ${widget}, and send its answer in the header x-captcha-response.`);
}
