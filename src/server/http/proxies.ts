// The proxies that Mortar trusts, and what it believes of what they write into a request.

import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4 } from 'node:net';
import type { TLSSocket } from 'node:tls';

export class Proxies {
  readonly #trusted = new BlockList();

  /** Takes addresses and ranges in CIDR notation. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  trust(address: string): boolean {
    return this.#trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
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
  const bare = /^\[(.+)\](?::\d+)?$/.exec(written)?.[1] ?? /^([\d.]+):\d+$/.exec(written)?.[1] ?? written;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? (bare.split('%')[0] as string);
}
