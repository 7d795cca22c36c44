// The variables of second factors: what keeps their secrets, who needs one, and for which sites passkeys are.

import type { z } from 'zod';
import type { SecondFactorSettings } from '../redis/account/second-factor.ts';
import type { Role } from '../redis/session/role.ts';
import { list, onOff, onOffWords, variable } from './variable.ts';

/** Encrypts while one develops and has set no key. It protects nothing. */
const developmentKey = 'this key of the source is known to everybody';

export const factorVariables = {
  MORTAR_SECRET_KEYS: variable({
    about:
      'Keys that secrets of authenticator apps are encrypted with in Redis, separated by commas: the first encrypts, all decrypt. Without one there are no apps in production; in development a known key is used (none).',
    allowed: 'keys of 32 to 256 characters without spaces, with commas between them',
    shape: list((key) => /^\S{32,256}$/.test(key)),
    secret: true,
  }),
  MORTAR_ADMINISTRATORS_NEED_SECOND_FACTOR: variable({
    about: 'Whether a session has the role ADMIN only if a second factor was given for it (0).',
    allowed: onOffWords,
    shape: onOff,
  }),
} as const;

type Variables = typeof factorVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readFactors(read: Read, isProduction: boolean): SecondFactorSettings {
  const keys = read('MORTAR_SECRET_KEYS');
  return Object.freeze({
    secretKeys: Object.freeze(keys.length === 0 && !isProduction ? [developmentKey] : keys),
    requiredFor: Object.freeze<Role[]>(read('MORTAR_ADMINISTRATORS_NEED_SECOND_FACTOR') ? ['ADMIN'] : []),
  });
}
