// The hashes of the tokens that came lately. Most tokens come again within the minute, with each request of a page, and
// need not be hashed again.

import { parseToken, type Token } from './session-token.ts';

/**
 * A token stays for one to two periods after it came last. It is in this process' memory alone, where requests have it in
 * any case, and in no log.
 */
const limits = { periodMs: 30_000, tokensPerPeriod: 5_000 } as const;

export class TokenMemory {
  #recent = new Map<string, string>();
  #before = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** Undefined for one that did not come lately. */
  find(text: string): Token | undefined {
    let hash = this.#recent.get(text);
    if (hash === undefined) {
      hash = this.#before.get(text);
      if (hash === undefined) return undefined;
      this.#keep(text, hash);
    }
    return { owner: text.slice(0, 17), name: text.slice(18, 30), hash };
  }

  /** Takes a token apart and remembers it. Null for what cannot be one. */
  read(text: string): Token | null {
    const token = parseToken(text);
    if (token) this.#keep(text, token.hash);
    return token;
  }

  #keep(text: string, hash: string): void {
    if (this.#recent.size >= limits.tokensPerPeriod) this.#forget();
    // A copy: the text may be a piece of a long header, which would be kept with it.
    this.#recent.set(Buffer.from(text, 'latin1').toString('latin1'), hash);
    this.#timer ??= setInterval(() => this.#forget(), limits.periodMs).unref();
  }

  #forget(): void {
    this.#before = this.#recent;
    this.#recent = new Map();
    if (this.#before.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
