// By which keys an e-mail address, or a user name, leads to its account.

import { createHash } from 'node:crypto';
import { accountKeys } from './keys.ts';
import { emailIdentity, formerEmailIdentity } from './text.ts';

/** The key of an address as addresses are compared. */
export const emailKey = (prefix: string, email: string): string => keyOf(prefix, emailIdentity(email));

/** The key that the first release has given it. */
export const formerEmailKey = (prefix: string, email: string): string => keyOf(prefix, formerEmailIdentity(email));

/** Both, which are one for most addresses. */
export const emailKeys = (prefix: string, email: string): string[] => [
  ...new Set([emailKey(prefix, email), formerEmailKey(prefix, email)]),
];

function keyOf(prefix: string, identity: string): string {
  return accountKeys.email(prefix, createHash('sha256').update(identity).digest('base64url'));
}
