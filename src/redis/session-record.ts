// The fields of a session's hash. Names are one letter and values at most 64 bytes, which keeps the hash in Redis'
// compact form: some 400 bytes where it would be over a thousand.
//
// h hash of the token, p of the one before, q when it was rotated, o older ones; c created, l last used, x absolute end,
// a authenticated; t transport, d device, f family, n network, i address, g flag; u0 to u3 the user agent in pieces.

import { clientFamily, clientNetwork, type SessionClient } from './session-client.ts';
import { type SessionAddress, sessionId, userIdOf } from './session-token.ts';

/** A session as its owner sees it in the list of devices. */
export interface SessionInfo {
  readonly id: string;
  /** Null for a guest. */
  readonly userId: string | null;
  /** The name given at log-in, or else what the client seems to be, such as `Firefox on Linux`. */
  readonly device: string;
  readonly transport: 'COOKIE' | 'BEARER';
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly flagged: 'DEVICE' | 'NETWORK' | null;
  readonly createdAt: Date;
  readonly lastActiveAt: Date;
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
}

const pieceLength = 60;
const pieces = ['u0', 'u1', 'u2', 'u3'] as const;

/** Field, value, ... of a new session, beside its times. */
export function sessionFields(given: {
  hash: string;
  transport: 'COOKIE' | 'BEARER';
  client: SessionClient;
  deviceName?: string | null;
}): string[] {
  const { ipAddress, userAgent } = given.client;
  const family = clientFamily(userAgent);
  const fields = ['h', given.hash, 't', given.transport, 'f', family, 'n', clientNetwork(ipAddress), 'i', ipAddress];
  if (given.deviceName) fields.push('d', given.deviceName);
  // Only ASCII is kept, so that a character is a byte.
  const text = (userAgent ?? '').replace(/[^\x20-\x7e]/g, '?');
  pieces.forEach((name, index) => {
    const piece = text.slice(index * pieceLength, (index + 1) * pieceLength);
    if (piece !== '') fields.push(name, piece);
  });
  return fields;
}

export function readSession(address: SessionAddress, fields: Record<string, string>, expires: number): SessionInfo {
  const date = (name: string): Date => new Date(Number(fields[name]));
  return {
    id: sessionId(address),
    userId: userIdOf(address.owner),
    device: fields.d ?? fields.f ?? 'Unknown client',
    transport: fields.t === 'BEARER' ? 'BEARER' : 'COOKIE',
    ipAddress: fields.i || null,
    userAgent: pieces.map((name) => fields[name] ?? '').join('') || null,
    flagged: fields.g === 'DEVICE' || fields.g === 'NETWORK' ? fields.g : null,
    createdAt: date('c'),
    lastActiveAt: date('l'),
    expiresAt: new Date(expires),
    absoluteExpiresAt: date('x'),
  };
}
