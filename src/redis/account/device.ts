// What devices keep of accounts: that somebody has logged in there, so that strangers cannot make it wait, and that a second factor was
// given there, so that it is not asked for again for a while. A device keeps proofs, one an account, each signed with a secret that the
// account has for them and replaces with the password. Nothing is stored a device.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const day = 24 * 3_600_000;

/** Of each kind: accounts whose proofs a device keeps, the newest, and for how long they hold. */
const deviceLimits = {
  known: { accounts: 3, lifetimeMs: 365 * day },
  trusted: { accounts: 3, lifetimeMs: 30 * day },
} as const;

type DeviceKind = keyof typeof deviceLimits;

/** For how many days a device is trusted with the second factor. */
export const trustedDays = deviceLimits.trusted.lifetimeMs / day;

interface Proof {
  readonly nonce: string;
  /** In seconds since 1970, in base 36. */
  readonly issued: string;
  readonly signature: string;
}

/** What a device keeps. */
export interface DeviceText {
  readonly text: string;
  /** When it is of no use any more. */
  readonly expiresAt: Date;
}

const pattern = /^([\w-]{16})\.([0-9a-z]{1,8})\.([\w-]{22})$/;

export const newDeviceSecret = (): string => randomBytes(16).toString('base64url');

/** The id of a device that has a proof for the account; null if it has none. */
export function knownDevice(
  kind: DeviceKind,
  text: string | null | undefined,
  userId: string,
  secret: string | undefined,
): string | null {
  if (!text || secret === undefined) return null;
  return parse(kind, text).find((proof) => isProof(kind, proof, userId, secret))?.nonce ?? null;
}

/** What the device keeps from now on: a new proof for the account, and those for others that it had. */
export function rememberOn(
  kind: DeviceKind,
  text: string | null | undefined,
  userId: string,
  secret: string,
): DeviceText {
  const others = parse(kind, text ?? '').filter((proof) => !isProof(kind, proof, userId, secret));
  const nonce = randomBytes(12).toString('base64url');
  const issued = Math.floor(Date.now() / 1000).toString(36);
  const proofs = [{ nonce, issued, signature: sign(nonce, issued, userId, secret) }, ...others];
  const kept = proofs
    .slice(0, deviceLimits[kind].accounts)
    .map((proof) => `${proof.nonce}.${proof.issued}.${proof.signature}`)
    .join('~');
  return { text: kept, expiresAt: new Date(Date.now() + deviceLimits[kind].lifetimeMs) };
}

function parse(kind: DeviceKind, text: string): Proof[] {
  return text
    .split('~', deviceLimits[kind].accounts)
    .map((part) => pattern.exec(part))
    .filter((parts) => parts !== null)
    .map(([, nonce = '', issued = '', signature = '']) => ({ nonce, issued, signature }));
}

function isProof(kind: DeviceKind, { nonce, issued, signature }: Proof, userId: string, secret: string): boolean {
  if (Number.parseInt(issued, 36) * 1000 + deviceLimits[kind].lifetimeMs < Date.now()) return false;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(nonce, issued, userId, secret)));
}

function sign(nonce: string, issued: string, userId: string, secret: string): string {
  return createHmac('sha256', secret).update(`${userId}.${nonce}.${issued}`).digest('base64url').slice(0, 22);
}
