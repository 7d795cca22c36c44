// The devices that an account knows: somebody has logged in to it there. A device keeps proofs, one an account, each signed with a
// secret that the account has for them and replaces with the password. Nothing is stored a device.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const deviceLimits = {
  /** Accounts whose proofs a device keeps: the newest. */
  accounts: 3,
  lifetimeMs: 365 * 24 * 3_600_000,
} as const;

interface Proof {
  readonly nonce: string;
  /** In seconds since 1970, in base 36. */
  readonly issued: string;
  readonly signature: string;
}

const pattern = /^([\w-]{16})\.([0-9a-z]{1,8})\.([\w-]{22})$/;

export const newDeviceSecret = (): string => randomBytes(16).toString('base64url');

/** The id of a device that has a proof for the account; null if it has none. */
export function knownDevice(
  text: string | null | undefined,
  userId: string,
  secret: string | undefined,
): string | null {
  if (!text || secret === undefined) return null;
  return parse(text).find((proof) => isProof(proof, userId, secret))?.nonce ?? null;
}

/** What the device keeps from now on: a new proof for the account, and those for others that it had. */
export function rememberOn(text: string | null | undefined, userId: string, secret: string): string {
  const others = parse(text ?? '').filter((proof) => !isProof(proof, userId, secret));
  const nonce = randomBytes(12).toString('base64url');
  const issued = Math.floor(Date.now() / 1000).toString(36);
  const proofs = [{ nonce, issued, signature: sign(nonce, issued, userId, secret) }, ...others];
  return proofs
    .slice(0, deviceLimits.accounts)
    .map((proof) => `${proof.nonce}.${proof.issued}.${proof.signature}`)
    .join('~');
}

/** When what a device keeps is of no use any more. */
export function deviceExpiry(): Date {
  return new Date(Date.now() + deviceLimits.lifetimeMs);
}

function parse(text: string): Proof[] {
  return text
    .split('~', deviceLimits.accounts)
    .map((part) => pattern.exec(part))
    .filter((parts) => parts !== null)
    .map(([, nonce = '', issued = '', signature = '']) => ({ nonce, issued, signature }));
}

function isProof({ nonce, issued, signature }: Proof, userId: string, secret: string): boolean {
  if (Number.parseInt(issued, 36) * 1000 + deviceLimits.lifetimeMs < Date.now()) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(nonce, issued, userId, secret)));
}

function sign(nonce: string, issued: string, userId: string, secret: string): string {
  return createHmac('sha256', secret).update(`${userId}.${nonce}.${issued}`).digest('base64url').slice(0, 22);
}
