// Which pages may call: those of this server's own origin, and those of the origins that the operator lists.

import type { IncomingMessage } from 'node:http';
import type { Proxies } from './proxies.ts';

/**
 * Whose page sent a request: `none` if no page did, since every browser names the origin where it matters; `own` for a page of this
 * server, `listed` for one of an allowed origin, `foreign` for any other.
 */
export type OriginKind = 'none' | 'own' | 'listed' | 'foreign';

export class Origins {
  readonly #listed: ReadonlySet<string>;
  readonly #proxies: Proxies;

  constructor(listed: readonly string[], proxies: Proxies) {
    this.#listed = new Set(listed);
    this.#proxies = proxies;
  }

  /** Whether any page of another origin may call. */
  get hasListed(): boolean {
    return this.#listed.size > 0;
  }

  kindOf(request: IncomingMessage): OriginKind {
    const { origin, host } = request.headers;
    if (origin === undefined) return 'none';
    if (this.#listed.has(origin)) return 'listed';
    // The scheme counts: a page that came without TLS may have been altered on the way.
    const own = `${this.#proxies.isSecure(request) ? 'https' : 'http'}://${host}`;
    return URL.canParse(own) && new URL(own).origin === origin ? 'own' : 'foreign';
  }
}
