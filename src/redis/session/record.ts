// What is known of a session beside its pass: a hash with names of one letter and values of at most 64 bytes, which keeps
// it in Redis' compact form.
//
// c created; p hash of the token before the present one, q when it was replaced, o older ones; d device; u0 to u3 the user
// agent in pieces.

import { Pass, type SessionFlag, type SessionTransport } from './pass.ts';
import { type SessionAddress, sessionId, userIdOf } from './token.ts';

/** A session as its owner sees it in the list of devices. */
export interface SessionInfo {
  readonly id: string;
  /** Null for a guest. */
  readonly userId: string | null;
  /** The name given at log-in, or else what the client seems to be, such as `Firefox on Linux`. */
  readonly device: string;
  readonly transport: SessionTransport;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly flagged: SessionFlag | null;
  /** Whether an administrator acts as the account in it. */
  readonly impersonated: boolean;
  /** Whether it was begun to last. */
  readonly remembered: boolean;
  readonly createdAt: Date;
  readonly lastActiveAt: Date;
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
}

const pieceLength = 60;
const pieces = ['u0', 'u1', 'u2', 'u3'] as const;

/** Field, value, ... of a new session, beside its time. */
export function sessionDetails(userAgent: string | null, deviceName: string | null | undefined): string[] {
  const fields = deviceName ? ['d', deviceName] : [];
  // Only ASCII is kept, so that a character is a byte.
  const text = (userAgent ?? '').replace(/[^\x20-\x7e]/g, '?');
  pieces.forEach((name, index) => {
    const piece = text.slice(index * pieceLength, (index + 1) * pieceLength);
    if (piece !== '') fields.push(name, piece);
  });
  return fields;
}

export function readSession(address: SessionAddress, pass: string, details: Record<string, string>): SessionInfo {
  const { lastActiveAt, expiresAt, absoluteExpiresAt, flagged, impersonated, remembered, transport, client } = new Pass(
    pass,
  );
  const { family, ipAddress } = client;
  return {
    id: sessionId(address),
    userId: userIdOf(address.owner),
    device: details.d ?? (family || 'Unknown client'),
    transport,
    ipAddress,
    userAgent: pieces.map((name) => details[name] ?? '').join('') || null,
    flagged,
    impersonated,
    remembered,
    createdAt: new Date(Number(details.c)),
    lastActiveAt,
    expiresAt,
    absoluteExpiresAt,
  };
}
