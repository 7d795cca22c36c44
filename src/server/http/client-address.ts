// Whose request it is, by address. What a client writes into X-Forwarded-For is worth nothing; what a trusted proxy
// appends to it is the address that the proxy saw.

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type Proxies, plainAddress } from './proxies.ts';

export interface AddressSettings {
  readonly proxies: Proxies;
  /** Called once for each address that forwards for others and is not trusted, for at most `maxUntrustedReports` of them. */
  onUntrusted?(proxy: string): void;
}

const maxUntrustedReports = 10;

/**
 * Returns a function that finds a request's address: the rightmost one of X-Forwarded-For that no trusted proxy has. The header
 * `Forwarded` is not read: a proxy that writes one of the two lets the other through as the client made it up.
 */
export function addressReader({ proxies, onUntrusted }: AddressSettings): (request: IncomingMessage) => string {
  const reported = new Set<string>();
  const report = (proxy: string): void => {
    if (reported.has(proxy) || reported.size >= maxUntrustedReports) return;
    reported.add(proxy);
    onUntrusted?.(proxy);
  };
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined || peer === '') return peer;
    if (!proxies.trust(peer)) {
      report(peer);
      return peer;
    }
    const hops = String(forwarded).split(',');
    let address = peer;
    for (let hop = hops.length - 1; hop >= 0 && proxies.trust(address); hop--) {
      const next = plainAddress((hops[hop] as string).trim());
      // Nobody vouches for what stands further left.
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  };
}
