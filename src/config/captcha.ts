// The variables of captchas: whose they are, what they are asked for, and what becomes of people while nobody can judge them.

import { z } from 'zod';
import { type CaptchaPurpose, type CaptchaRules, captchaDefaults, captchaPurposes } from '../redis/account/captcha.ts';
import { type SiteVerifierName, type SiteVerifySettings, siteVerifiers } from '../redis/account/site-verify.ts';
import { list, text, variable, wholeNumber } from './variable.ts';

export interface CaptchaConfig extends CaptchaRules {
  /** The built-in provider; undefined for none. */
  readonly provider: SiteVerifySettings | undefined;
}

const providerNames = Object.keys(siteVerifiers) as [SiteVerifierName];
const purposeNames: Readonly<Record<string, CaptchaPurpose>> = Object.fromEntries(
  captchaPurposes.map((purpose) => [purpose.toLowerCase().replace('_', '-'), purpose]),
);
const purposeWords = Object.keys(purposeNames).join(',');
const defaultScore = 0.5;

export const captchaVariables = {
  MORTAR_CAPTCHA: variable({
    about: 'Provider of the captcha that people solve to sign up, to log in after failed tries, and to ask for a mail.',
    unset: 'none: nobody is asked',
    allowed: providerNames.join(', '),
    shape: z.enum(providerNames).optional(),
  }),
  MORTAR_CAPTCHA_SITE_KEY: variable({
    about: 'Site key that the provider of the captcha gave you.',
    unset: 'none',
    allowed: '1 to 200 characters without spaces',
    shape: text.refine((value) => value === undefined || /^\S{1,200}$/.test(value)),
  }),
  MORTAR_CAPTCHA_SECRET: variable({
    about: 'Secret key that the provider of the captcha gave you.',
    unset: 'none',
    allowed: '1 to 500 characters without spaces',
    shape: text.refine((value) => value === undefined || /^\S{1,500}$/.test(value)),
    secret: true,
  }),
  MORTAR_CAPTCHA_HOSTNAMES: variable({
    about: 'Host names of your pages that show the captcha, separated by commas. Answers from other pages are wrong.',
    unset: 'none',
    allowed: 'at most 50 host names such as shop.example.com, with commas between them',
    shape: list((name) => /^[\w.-]{1,253}$/.test(name)).refine((names) => names.length <= 50),
  }),
  MORTAR_CAPTCHA_FOR: variable({
    about: 'What asks for the captcha, separated by commas.',
    unset: purposeWords,
    allowed: `${Object.keys(purposeNames).join(', ')}, with commas between them`,
    shape: list((name) => Object.hasOwn(purposeNames, name)),
  }),
  MORTAR_CAPTCHA_LOG_IN_FAILURES: wholeNumber(
    'After how many failed tries to log in to an account, or from a network, the next one asks for the captcha. 0 asks always.',
    { from: 0, to: 40, unset: captchaDefaults.logInFailures, unit: 'tries' },
  ),
  MORTAR_CAPTCHA_OUTAGE: variable({
    about:
      'What happens while the provider of the captcha does not answer. refuse: CAPTCHA_UNAVAILABLE. pass: nobody is asked.',
    unset: captchaDefaults.outage,
    allowed: 'refuse or pass',
    shape: z.enum(['refuse', 'pass']).default(captchaDefaults.outage),
  }),
  MORTAR_CAPTCHA_MIN_SCORE: variable({
    about: 'Least score of recaptcha-v3 that counts as a person.',
    unset: String(defaultScore),
    allowed: 'a number from 0 to 1 such as 0.5',
    shape: z
      .string()
      .regex(/^(0(\.\d{1,3})?|1(\.0{1,3})?)$/)
      .optional()
      .transform((value) => (value === undefined ? defaultScore : Number(value))),
  }),
  MORTAR_CAPTCHA_URL: variable({
    about: 'URL that judges answers, such as a proxy, or www.recaptcha.net for recaptcha-v2 and recaptcha-v3.',
    unset: 'that of the provider',
    allowed: 'an http or https URL',
    shape: text.refine(
      (value) => value === undefined || (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)),
    ),
  }),
} as const;

type Variables = typeof captchaVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/** @throws Error where one setting needs another. */
export function readCaptcha(read: Read): CaptchaConfig {
  const named = read('MORTAR_CAPTCHA_FOR');
  return Object.freeze({
    purposes:
      named.length === 0
        ? captchaDefaults.purposes
        : Object.freeze(captchaPurposes.filter((each) => named.some((name) => purposeNames[name] === each))),
    logInFailures: read('MORTAR_CAPTCHA_LOG_IN_FAILURES'),
    outage: read('MORTAR_CAPTCHA_OUTAGE'),
    provider: readProvider(read),
  });
}

function readProvider(read: Read): SiteVerifySettings | undefined {
  const name = read('MORTAR_CAPTCHA');
  if (name === undefined) return undefined;
  const [siteKey, secret] = [read('MORTAR_CAPTCHA_SITE_KEY'), read('MORTAR_CAPTCHA_SECRET')];
  const hostnames = read('MORTAR_CAPTCHA_HOSTNAMES').map((each) => each.toLowerCase());
  if (siteKey === undefined) throw new Error(missing('MORTAR_CAPTCHA_SITE_KEY', 'the site key of the provider'));
  if (secret === undefined) throw new Error(missing('MORTAR_CAPTCHA_SECRET', 'the secret key of the provider'));
  if (hostnames.length === 0)
    throw new Error(missing('MORTAR_CAPTCHA_HOSTNAMES', 'the host names of your pages, such as shop.example.com'));
  return Object.freeze({
    ...{ name, siteKey, secret, hostnames: Object.freeze(hostnames) },
    minScore: read('MORTAR_CAPTCHA_MIN_SCORE'),
    url: read('MORTAR_CAPTCHA_URL'),
  });
}

const missing = (variable: string, what: string): string =>
  `MORTAR_CAPTCHA is set, but ${variable} is not: set it to ${what}`;
