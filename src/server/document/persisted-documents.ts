// Documents that clients have sent with their hash, so that from then on they send the hash only. They are kept in this process and
// bounded in bytes: a client that is told that a hash is not known sends the document again.

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Of an entry, besides its text. */
const entryBytes = 300;

export class PersistedDocuments {
  /** Text by hash; forgets what was asked for longest ago. Undefined where nothing is kept. */
  readonly #texts: LRUCache<string, string> | undefined;

  /** @param bytes 0 keeps nothing. */
  constructor(bytes: number) {
    if (bytes > 0)
      this.#texts = new LRUCache({ maxSize: bytes, sizeCalculation: ({ length }) => 2 * length + entryBytes });
  }

  get on(): boolean {
    return this.#texts !== undefined;
  }

  get bytes(): number {
    return this.#texts?.calculatedSize ?? 0;
  }

  find(hash: string): string | undefined {
    return this.#texts?.get(hash);
  }

  /** Keeps a document that was found valid. One that is larger than all that may be kept is not. */
  keep(hash: string, text: string): void {
    this.#texts?.set(hash, text);
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
