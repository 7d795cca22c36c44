// What Redis holds under a key, read when it is asked for; the places are listed in cache/lua/include/entry.lua.

/** How values become text and come back. */
export interface CacheCodec {
  encode(value: unknown): string | undefined;
  decode(text: string): unknown;
}

export class Entry {
  readonly #text: string;
  readonly #decode: (text: string) => unknown;
  readonly #redisNowMs: number;
  readonly #readAtMs: number;
  readonly #valueAt: number;
  #value: unknown;
  #tags: readonly string[] | undefined;

  /**
   * @param redisNowMs Redis' time when it was read
   * @param readAtMs the same moment of `performance.now()`; a little before it, so that nothing lives too long
   */
  constructor(text: string, redisNowMs: number, readAtMs: number, decode: (text: string) => unknown) {
    this.#text = text;
    this.#decode = decode;
    this.#redisNowMs = redisNowMs;
    this.#readAtMs = readAtMs;
    this.#valueAt = text.indexOf('\n', 48) + 1;
  }

  /** Redis' time until which it is fresh: tells two entries of a key apart. */
  get version(): number {
    return Number(this.#text.slice(0, 13));
  }

  /** As of `performance.now()`, like the two that follow. */
  get freshUntilMs(): number {
    return this.#local(0);
  }

  get staleUntilMs(): number {
    return this.#local(13);
  }

  get keptUntilMs(): number {
    return this.#local(26);
  }

  /** How long its load took, in milliseconds. */
  get tookMs(): number {
    return Number(this.#text.slice(39, 47));
  }

  get tags(): readonly string[] {
    this.#tags ??= this.#text
      .slice(48, this.#valueAt - 1)
      .split('\t')
      .filter((_part, place) => place % 2 === 0)
      .slice(0, -1);
    return this.#tags;
  }

  /** Of its text, header and all. */
  get size(): number {
    return this.#text.length;
  }

  /** The same object each time, frozen. */
  get value(): unknown {
    if (this.#value === undefined) this.#value = freeze(this.#decode(this.#text.slice(this.#valueAt)));
    return this.#value;
  }

  #local(place: number): number {
    return Number(this.#text.slice(place, place + 13)) - this.#redisNowMs + this.#readAtMs;
  }
}

/** Many callers get the same object: what one of them changed, all would have changed. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

/** Whether a value has all the tags that it is asked for with: a program may have learnt of new ones since it was stored. */
export function covers(tags: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.every((tag) => tags.includes(tag));
}
