// The variables of second factors: what keeps their secrets, who needs one, and for which sites passkeys are.

import type { z } from 'zod';
import type { SecondFactorSettings } from '../redis/account/factor.ts';
import type { PasskeySettings } from '../redis/account/passkey.ts';
import type { Role } from '../redis/session/role.ts';
import { list, onOff, onOffWords, text, variable } from './variable.ts';

/** Encrypts while one develops and has set no key. It protects nothing. */
const developmentKey = 'this key of the source is known to everybody';

export const factorVariables = {
  MORTAR_SECRET_KEYS: variable({
    about:
      'Keys that encrypt the secrets of authenticator apps in Redis, separated by commas. The first encrypts, all decrypt.',
    unset: 'none: no authenticator apps; a known key in development',
    allowed: 'keys of 32 to 256 characters without spaces, with commas between them',
    shape: list((key) => /^\S{32,256}$/.test(key)),
    secret: true,
  }),
  MORTAR_ADMINISTRATORS_NEED_SECOND_FACTOR: variable({
    about: 'Whether a session has the role ADMIN only if a second factor was given for it.',
    unset: '0',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_PASSKEY_ORIGINS: variable({
    about: 'Origins whose pages may use passkeys, separated by commas. A port may be *.',
    unset: 'the origin of MORTAR_ACCOUNT_PAGES_URL; http://localhost:* in development',
    allowed: 'origins such as https://shop.example.com, with commas between them',
    shape: list((origin) => isOrigin(origin)),
  }),
  MORTAR_PASSKEY_RP_ID: variable({
    about: 'Domain that passkeys are for. If it changes, existing passkeys stop working.',
    unset: 'the host of the first origin',
    allowed: 'a domain such as example.com, which all origins are below',
    shape: text.refine((value) => value === undefined || /^[a-z0-9.-]{1,253}$/.test(value)),
  }),
} as const;

type Variables = typeof factorVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

/**
 * @param pagesUrl where the pages of accounts are, if that is known.
 * @throws Error where an origin is not below the domain.
 */
export function readFactors(read: Read, isProduction: boolean, pagesUrl: string | undefined): SecondFactorSettings {
  const keys = read('MORTAR_SECRET_KEYS');
  const passkeys = readPasskeys(read, isProduction, pagesUrl);
  return Object.freeze({
    secretKeys: Object.freeze(keys.length === 0 && !isProduction ? [developmentKey] : keys),
    requiredFor: Object.freeze<Role[]>(read('MORTAR_ADMINISTRATORS_NEED_SECOND_FACTOR') ? ['ADMIN'] : []),
    ...(passkeys && { passkeys }),
  });
}

function readPasskeys(read: Read, isProduction: boolean, pagesUrl: string | undefined): PasskeySettings | undefined {
  const given = read('MORTAR_PASSKEY_ORIGINS');
  const own = pagesUrl ? [new URL(pagesUrl).origin] : isProduction ? [] : ['http://localhost:*'];
  const origins = given.length > 0 ? given : own;
  const [first] = origins;
  if (first === undefined) return undefined;
  const rpId = read('MORTAR_PASSKEY_RP_ID') ?? hostOf(first);
  const stray = origins.find((origin) => hostOf(origin) !== rpId && !hostOf(origin).endsWith(`.${rpId}`));
  if (stray !== undefined)
    throw new Error(`MORTAR_PASSKEY_RP_ID is ${rpId}, but the origin ${stray} is not below that domain`);
  return Object.freeze({ rpId, origins: Object.freeze(origins) });
}

const withPort = (origin: string): string => origin.replace(/:\*$/, ':1');

const hostOf = (origin: string): string => new URL(withPort(origin)).hostname;

function isOrigin(value: string): boolean {
  if (!URL.canParse(withPort(value))) return false;
  const { protocol, origin } = new URL(withPort(value));
  return ['http:', 'https:'].includes(protocol) && origin === withPort(value);
}
