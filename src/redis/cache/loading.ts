// What a caller's load is given: what it may say about the value while it makes it, and a signal that it took too long.

import { type CacheOptions, checkTags } from './options.ts';

/** Makes the value of a key: asked only where no cache has it. */
export type Load<T> = (loading: Loading) => T | Promise<T>;

/** Its load took too long. */
export class CacheTimeout extends Error {
  override readonly name = 'CacheTimeout';

  constructor(key: string, timeoutMs: number) {
    super(`Loading ${JSON.stringify(key)} took longer than ${timeoutMs} ms`);
  }
}

/** Its load has failed in another process, whose caller has the error. */
export class CacheLoadFailed extends Error {
  override readonly name = 'CacheLoadFailed';

  constructor(key: string) {
    super(`Loading ${JSON.stringify(key)} has just failed in another process; ask again to try it here`);
  }
}

/** What a load is given. */
export class Loading {
  /** Aborted when the load takes too long; the caller has an error or the old value by then. */
  readonly signal: AbortSignal;
  #options: CacheOptions;
  #kept = true;

  constructor(options: CacheOptions, signal: AbortSignal) {
    this.#options = options;
    this.signal = signal;
  }

  /** The options as the load has left them. */
  get options(): CacheOptions {
    return this.#options;
  }

  get isKept(): boolean {
    return this.#kept;
  }

  /** Gives the value more tags, of what came out only now. @throws Refusal INVALID. */
  tag(...tags: string[]): void {
    const all = [...new Set([...(this.#options.tags ?? []), ...tags])];
    checkTags(all);
    this.#options = { ...this.#options, tags: all };
  }

  /** In the place of `ttlSeconds`. */
  freshFor(ttlSeconds: number): void {
    this.#options = { ...this.#options, ttlSeconds };
  }

  /** Hands this value to those who wait, and remembers it nowhere. */
  doNotKeep(): void {
    this.#kept = false;
  }
}

/** Runs a load for at most `timeoutMs`. @throws what it throws, or CacheTimeout. */
export async function runLoad<T>(
  key: string,
  load: Load<T>,
  options: CacheOptions,
  timeoutMs: number,
): Promise<{ readonly value: T; readonly loading: Loading }> {
  const controller = new AbortController();
  const loading = new Loading(options, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  try {
    const value = await Promise.race([
      (async () => load(loading))(),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          const error = new CacheTimeout(key, timeoutMs);
          controller.abort(error);
          reject(error);
        }, timeoutMs);
      }),
    ]);
    return { value, loading };
  } finally {
    clearTimeout(timer);
  }
}
