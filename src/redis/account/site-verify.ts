// The providers of captchas that judge answers at an address named siteverify: hCaptcha, Cloudflare Turnstile and reCAPTCHA. They take a
// form and answer JSON of one dialect.

import { z } from 'zod';
import type { CaptchaAnswer, CaptchaProvider } from './captcha.ts';

/** Where answers are judged, and what comes back beside the outcome. */
export const siteVerifiers = {
  hcaptcha: { url: 'https://api.hcaptcha.com/siteverify', hasAction: false, hasScore: false },
  turnstile: {
    url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    hasAction: true,
    hasScore: false,
  },
  'recaptcha-v2': { url: 'https://www.google.com/recaptcha/api/siteverify', hasAction: false, hasScore: false },
  'recaptcha-v3': { url: 'https://www.google.com/recaptcha/api/siteverify', hasAction: true, hasScore: true },
} as const;
export type SiteVerifierName = keyof typeof siteVerifiers;

export interface SiteVerifySettings {
  readonly name: SiteVerifierName;
  readonly siteKey: string;
  readonly secret: string;
  /** The host names of the pages on which answers may have been given. */
  readonly hostnames: readonly string[];
  /** Of reCAPTCHA v3: the least score, from 0 for a program to 1 for a person. */
  readonly minScore: number;
  /** Instead of the provider's own address, as for a proxy. */
  readonly url?: string | undefined;
}

const answerBytes = 16_384;

const verdict = z.looseObject({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  score: z.number().optional(),
  'error-codes': z.array(z.string()).optional(),
});

/** What is wrong with the service, or with how it is asked. Everything else may be the doing of who has given the answer. */
const outages: ReadonlySet<string> = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

export class SiteVerify implements CaptchaProvider {
  readonly #settings: SiteVerifySettings;

  constructor(settings: SiteVerifySettings) {
    this.#settings = settings;
  }

  get name(): string {
    return this.#settings.name;
  }

  get siteKey(): string {
    return this.#settings.siteKey;
  }

  /** Asked once: a second time the provider would say that it knows the answer already. */
  async verify({ response, action, signal }: Omit<CaptchaAnswer, 'ipAddress'>): Promise<boolean> {
    const { name, secret, hostnames, minScore, url } = this.#settings;
    const { hasAction, hasScore, url: own } = siteVerifiers[name];
    const reply = await fetch(url ?? own, {
      method: 'POST',
      body: new URLSearchParams({ secret, response }),
      redirect: 'error',
      signal,
    });
    const given = verdict.parse(JSON.parse(await bodyOf(reply)));
    if (!given.success) {
      const outage = given['error-codes']?.find((code) => outages.has(code));
      if (outage) throw new Error(`The service that judges captchas says ${outage}`);
      return false;
    }
    if (!hostnames.includes(given.hostname?.toLowerCase() ?? '')) return false;
    if (hasAction && given.action !== action) return false;
    return !hasScore || (given.score ?? 0) >= minScore;
  }
}

async function bodyOf(reply: Response): Promise<string> {
  // Some say with the status 400 what is wrong, and the body says it, too.
  if (reply.status >= 500) throw new Error(`The service that judges captchas answered with the status ${reply.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of reply.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytes) throw new Error(`The service that judges captchas sent over ${answerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
