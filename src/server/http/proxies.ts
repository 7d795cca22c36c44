// The proxies that Mortar trusts, and what it believes of what they write into a request.

import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { AddressRanges } from './address-ranges.ts';

export class Proxies {
  readonly #trusted: AddressRanges;

  /** Takes addresses and ranges in CIDR notation. */
  constructor(ranges: readonly string[]) {
    this.#trusted = new AddressRanges(ranges);
  }

  trust(address: string): boolean {
    return this.#trusted.has(address);
  }

  /** Whether the client's own connection has TLS: the one to Mortar, or the one to a trusted proxy by its X-Forwarded-Proto. */
  isSecure({ socket, headers }: IncomingMessage): boolean {
    if ((socket as TLSSocket).encrypted) return true;
    const forwarded = headers['x-forwarded-proto'];
    if (forwarded === undefined || !this.trust(plainAddress(socket.remoteAddress ?? ''))) return false;
    return String(forwarded).split(',')[0]?.trim().toLowerCase() === 'https';
  }
}

/** Without a port, brackets, a zone and the IPv6 dress of an IPv4 address, all of which occur in the wild. */
export function plainAddress(written: string): string {
  if (!/[:%[]/.test(written)) return written;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(written)?.[1] ?? /^([\d.]+):\d+$/.exec(written)?.[1] ?? written;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? (bare.split('%')[0] as string);
}
