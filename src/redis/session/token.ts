// What a session's token looks like: `<owner>.<name>.<secret>`. Owner and name find the session, and are no secret; only
// the SHA-256 of the secret's 256 random bits is kept anywhere.

import { hash, randomBytes } from 'node:crypto';

/** Where a session is found: `owner` is `u` and the user's id, or `g` and a guest's; `name` is unique for the owner. */
export interface SessionAddress {
  readonly owner: string;
  readonly name: string;
}

export interface Token extends SessionAddress {
  /** SHA-256 of the secret, base64url, 43 characters. */
  readonly hash: string;
}

const pattern = /^([ug][\w-]{16})\.([\w-]{12})\.([\w-]{43})$/;

/** A new random id of 96 bits for an account, as text of 16 characters. */
export function newOwnerId(): string {
  return randomBytes(12).toString('base64url');
}

export function newSessionName(): string {
  return randomBytes(9).toString('base64url');
}

/** A new token for a session; the text is to be handed out and forgotten. */
export function newToken({ owner, name }: SessionAddress): { text: string; hash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { text: `${owner}.${name}.${secret}`, hash: hashSecret(secret) };
}

/** Null for what cannot be a token. */
export function parseToken(text: string): Token | null {
  const parts = pattern.exec(text);
  if (!parts) return null;
  const [, owner, name, secret] = parts as unknown as [string, string, string, string];
  return { owner, name, hash: hashSecret(secret) };
}

/** Whether a text has the form of a guest's token, whatever it opens. */
export function isGuestToken(text: string): boolean {
  return text.startsWith('g') && pattern.test(text);
}

/** Of a text that begins with a token, which was checked before. */
export function addressOf(text: string): SessionAddress {
  return { owner: text.slice(0, 17), name: text.slice(18, 30) };
}

export function sessionId({ owner, name }: SessionAddress): string {
  return `${owner}.${name}`;
}

/** Null for what cannot be a session's id. */
export function parseSessionId(id: string): SessionAddress | null {
  const parts = /^([ug][\w-]{16})\.([\w-]{12})$/.exec(id);
  return parts ? { owner: parts[1] as string, name: parts[2] as string } : null;
}

export const userOwner = (userId: string): string => `u${userId}`;

export const userIdOf = (owner: string): string | null => (owner.startsWith('u') ? owner.slice(1) : null);

function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
