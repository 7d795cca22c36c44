// What an API key looks like: `mortar_`, the id of its account, its name, a secret and a checksum, each of a fixed length. The prefix is
// what scanners of leaked secrets look for, and the checksum tells them, and Mortar, what is none without a question. Only the SHA-256 of
// the secret's 256 random bits is kept anywhere.

import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SessionAddress } from '../session/token.ts';

/** No token of a session begins so. */
const prefix = 'mortar_';

const pattern = /^mortar_([\w-]{16})([\w-]{12})([\w-]{43})([\w-]{6})$/;

/** In the ids of what stands for a session of an API key, so that none is ever the id of a session. */
const mark = '~';

export interface ApiKeyAddress {
  readonly userId: string;
  readonly name: string;
}

export interface GivenApiKey extends ApiKeyAddress {
  /** SHA-256 of the secret, base64url, 43 characters. */
  readonly hash: string;
}

export function newApiKeyName(): string {
  return randomBytes(9).toString('base64url');
}

/** Another secret for a key; the text is to be handed out and forgotten. */
export function newApiKeyText({ userId, name }: ApiKeyAddress): { readonly text: string; readonly hash: string } {
  const secret = randomBytes(32).toString('base64url');
  const text = `${prefix}${userId}${name}${secret}`;
  return { text: text + checksum(text), hash: hashSecret(secret) };
}

/** Whether a bearer token is to be judged as an API key. */
export const isApiKey = (text: string): boolean => text.startsWith(prefix);

/** Null for what cannot be a key. */
export function parseApiKey(text: string): GivenApiKey | null {
  const [, userId, name, secret, sum] = pattern.exec(text) ?? [];
  if (!userId || !name || !secret || sum !== checksum(text.slice(0, -6))) return null;
  return { userId, name, hash: hashSecret(secret) };
}

/** What a key begins with: enough to tell which one it is, and no secret. */
export const apiKeyStart = ({ userId, name }: ApiKeyAddress): string => `${prefix}${userId}${name}`;

/** Where a session of its own would be. */
export const apiKeySession = ({ userId, name }: ApiKeyAddress): SessionAddress => ({
  owner: `u${userId}`,
  name: `${mark}${name}`,
});

/** Null for what is the address of a session. */
export function apiKeyAddress({ owner, name }: SessionAddress): ApiKeyAddress | null {
  return name.startsWith(mark) ? { userId: owner.slice(1), name: name.slice(1) } : null;
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64url');
}

function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
