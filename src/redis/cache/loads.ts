// Loads values: one load a key in this process, and by a lease in Redis one among all processes. Those who come meanwhile
// wait for it.

import { type CacheCodec, type Entry, freeze } from './entry.ts';
import type { Invalidations } from './invalidations.ts';
import { CacheLoadFailed, CacheTimeout, type Load, type Loading, runLoad } from './loading.ts';
import type { Memory } from './memory.ts';
import { heldOf } from './memory.ts';
import { type CacheOptions, cacheLimits, checkOptions, lifetimeOf } from './options.ts';
import { type Lead, type LeadAnswer, type SharedLevel, sharedLimits } from './shared.ts';
import type { CacheStats } from './stats.ts';
import type { Waiters } from './waiters.ts';

const timing = {
  /** Nobody tries again for so long where a load has failed and the old value still serves. */
  pauseMs: 1_000,
  /** A word that a load has ended can be lost: look after so long. */
  lookMs: 1_000,
  /** The same while no words come in. */
  lookUnheardMs: 50,
} as const;

/** What went wrong behind a caller's back, who got a value all the same. */
export interface CacheProblem {
  readonly key: string;
  /** `load`: a load failed and the old value was handed out. `store`: the value could not be stored. `redis`: Redis failed. */
  readonly during: 'load' | 'store' | 'redis';
  readonly error: unknown;
}

export interface LoadsSettings {
  readonly loadTimeoutMs: number;
  readonly codec: CacheCodec;
  /** For how long this process may remember a value now. */
  memoryMs(options: CacheOptions): number;
  isListening(): boolean;
  onProblem(problem: CacheProblem): void;
}

export interface LoadRequest {
  readonly key: string;
  readonly load: Load<unknown>;
  readonly options: CacheOptions;
  /** To be handed out where the load fails. */
  readonly old?: Entry;
  /** Whether Redis has just failed, and need not be asked again. */
  readonly alone: boolean;
}

interface Loaded {
  readonly value: unknown;
  /** Whether nothing was invalidated between the load's beginning and its end. */
  readonly isCurrent: boolean;
}

interface Flight {
  readonly beganAtMs: number;
  readonly tags: readonly string[];
  readonly landing: Promise<Loaded>;
}

export class Loads {
  readonly #shared: SharedLevel;
  readonly #memory: Memory;
  readonly #invalidations: Invalidations;
  readonly #waiters: Waiters;
  readonly #stats: CacheStats;
  readonly #settings: LoadsSettings;
  readonly #flights = new Map<string, Flight>();
  readonly #refreshing = new Set<string>();

  constructor(
    parts: { shared: SharedLevel; memory: Memory; invalidations: Invalidations; waiters: Waiters; stats: CacheStats },
    settings: LoadsSettings,
  ) {
    this.#shared = parts.shared;
    this.#memory = parts.memory;
    this.#invalidations = parts.invalidations;
    this.#waiters = parts.waiters;
    this.#stats = parts.stats;
    this.#settings = settings;
  }

  /**
   * The value of a key that was not found.
   * @param askedAtMs as of `performance.now()`: a load that began earlier and was overtaken by an invalidation does not do.
   */
  async get(request: LoadRequest, askedAtMs: number): Promise<unknown> {
    for (;;) {
      const flight = this.#flights.get(request.key) ?? this.#begin(request);
      const { value, isCurrent } = await flight.landing;
      if (isCurrent || flight.beganAtMs >= askedAtMs) return value;
    }
  }

  /** Loads anew behind the callers' backs, unless somebody does already. `seen` is the version of what they get meanwhile. */
  refresh(key: string, load: Load<unknown>, options: CacheOptions, seen: number): void {
    if (this.#refreshing.has(key) || this.#flights.has(key)) return;
    this.#refreshing.add(key);
    this.#refresh({ key, load, options, alone: false }, seen)
      .catch((error) => {
        this.#settings.onProblem({ key, during: 'load', error });
        return timing.pauseMs;
      })
      .then((restMs) => setTimeout(() => this.#refreshing.delete(key), restMs).unref());
  }

  /** Whoever asks from now on is not given what is being loaded. */
  forget({ keys, tags }: { readonly keys: readonly string[]; readonly tags: readonly string[] }): void {
    for (const key of keys) this.#flights.delete(key);
    if (tags.length === 0) return;
    for (const [key, flight] of this.#flights)
      if (flight.tags.some((tag) => tags.includes(tag))) this.#flights.delete(key);
  }

  #begin(request: LoadRequest): Flight {
    const { key, options } = request;
    const landing = request.alone ? this.#loadAlone(request) : this.#fly(request);
    const flight: Flight = { beganAtMs: performance.now(), tags: options.tags ?? [], landing };
    this.#flights.set(key, flight);
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    landing.then(land, land);
    return flight;
  }

  async #fly(request: LoadRequest): Promise<Loaded> {
    const { key, options, old } = request;
    const { loadTimeoutMs } = this.#settings;
    const deadlineMs = performance.now() + loadTimeoutMs;
    const waiter = this.#waiters.open(key);
    try {
      for (;;) {
        let answer: LeadAnswer;
        const askedAt = this.#invalidations.now;
        try {
          const seen = old?.version ?? 0;
          answer = await this.#shared.lead({ key, tags: options.tags ?? [], seen, waits: true, insists: !old });
        } catch (error) {
          this.#settings.onProblem({ key, during: 'redis', error });
          return await this.#loadAlone(request);
        }
        if (answer.kind === 'entry')
          return { value: this.#remember(key, answer.entry, options, askedAt), isCurrent: true };
        if (answer.kind === 'lead') return await this.#loadFor(request, answer);
        if (answer.kind === 'pause' && old) return { value: old.value, isCurrent: true };
        const leftMs = deadlineMs - performance.now();
        const lookMs = this.#settings.isListening() ? timing.lookMs : timing.lookUnheardMs;
        const wakeup = leftMs > 0 ? await waiter.wait(Math.min(answer.forMs + 1, leftMs, lookMs)) : 'failed';
        if (wakeup !== 'failed') continue;
        if (old) return { value: old.value, isCurrent: true };
        throw leftMs > 0 ? new CacheLoadFailed(key) : new CacheTimeout(key, loadTimeoutMs);
      }
    } finally {
      waiter.close();
    }
  }

  /** @returns for how many milliseconds it need not be tried again. */
  async #refresh(request: LoadRequest, seen: number): Promise<number> {
    const { key, options } = request;
    const askedAt = this.#invalidations.now;
    const answer = await this.#shared.lead({ key, tags: options.tags ?? [], seen, waits: false, insists: false });
    if (answer.kind === 'lead') await this.#loadFor(request, answer, true);
    else if (answer.kind === 'entry') this.#remember(key, answer.entry, options, askedAt);
    else return Math.min(timing.pauseMs, answer.forMs);
    return 0;
  }

  /** @param isRefresh where a value is there already: after a failure nobody tries again at once. */
  async #loadFor(request: LoadRequest, lead: Lead, isRefresh = false): Promise<Loaded> {
    const { key, load, options, old } = request;
    const begunAt = this.#invalidations.now;
    const startedAtMs = performance.now();
    const renewal = setInterval(() => void this.#shared.renew(key, lead).catch(() => {}), sharedLimits.renewMs).unref();
    try {
      this.#stats.counts.loads += 1;
      const { value, loading } = await runLoad(key, load, options, this.#settings.loadTimeoutMs);
      const tookMs = performance.now() - startedAtMs;
      const text = this.#encode(key, value, loading);
      if (text !== undefined) return await this.#store(key, lead, loading, text, tookMs, begunAt);
      await this.#shared.giveUp(key, lead, 'nothing', 0).catch(() => {});
      return { value, isCurrent: !this.#invalidations.overtook(begunAt, key, loading.options.tags ?? []) };
    } catch (error) {
      this.#stats.counts.loadErrors += 1;
      await this.#shared.giveUp(key, lead, 'failed', old || isRefresh ? timing.pauseMs : 0).catch(() => {});
      if (!old) throw error;
      this.#settings.onProblem({ key, during: 'load', error });
      return { value: old.value, isCurrent: true };
    } finally {
      clearInterval(renewal);
    }
  }

  async #store(
    key: string,
    lead: Lead,
    { options }: Loading,
    text: string,
    tookMs: number,
    begunAt: number,
  ): Promise<Loaded> {
    const value = freeze(this.#settings.codec.decode(text));
    const { tags = [] } = options;
    const lifetime = lifetimeOf(options, value === null);
    const storedAtMs = performance.now();
    try {
      const version = await this.#shared.store({ key, lead, tags, lifetime, tookMs, text });
      if (version === 0) return { value, isCurrent: false };
      const freshUntilMs = storedAtMs + lifetime.freshMs;
      const untilMs = Math.min(freshUntilMs, performance.now() + this.#settings.memoryMs(options));
      const bytes = text.length + key.length;
      this.#memory.set(key, { value, tags, bytes, untilMs, freshUntilMs, tookMs, version }, begunAt);
      return { value, isCurrent: true };
    } catch (error) {
      this.#settings.onProblem({ key, during: 'store', error });
      return { value, isCurrent: !this.#invalidations.overtook(begunAt, key, tags) };
    }
  }

  /** Without Redis: this process remembers the value for a moment, so that the source is asked once in it. */
  async #loadAlone({ key, load, options, old }: LoadRequest): Promise<Loaded> {
    const begunAt = this.#invalidations.now;
    this.#stats.counts.loads += 1;
    try {
      const { value: made, loading } = await runLoad(key, load, options, this.#settings.loadTimeoutMs);
      const { tags = [] } = loading.options;
      const isCurrent = (): boolean => !this.#invalidations.overtook(begunAt, key, tags);
      const text = this.#encode(key, made, loading);
      if (text === undefined) return { value: made, isCurrent: isCurrent() };
      const value = freeze(this.#settings.codec.decode(text));
      const nowMs = performance.now();
      const untilMs =
        nowMs + Math.min(this.#settings.memoryMs(loading.options), lifetimeOf(loading.options, value === null).freshMs);
      const bytes = text.length + key.length;
      this.#memory.set(key, { value, tags, bytes, untilMs, freshUntilMs: untilMs, tookMs: 0, version: 0 }, begunAt);
      return { value, isCurrent: isCurrent() };
    } catch (error) {
      this.#stats.counts.loadErrors += 1;
      if (!old) throw error;
      this.#settings.onProblem({ key, during: 'load', error });
      return { value: old.value, isCurrent: true };
    }
  }

  #remember(key: string, entry: Entry, options: CacheOptions, readAt: number): unknown {
    this.#memory.set(key, heldOf(key, entry, this.#settings.memoryMs(options)), readAt);
    return entry.value;
  }

  /** Undefined for what is not to be stored. @throws where a value cannot be. */
  #encode(key: string, value: unknown, loading: Loading): string | undefined {
    if (value === undefined || !loading.isKept) return undefined;
    checkOptions(loading.options);
    const text = encodeValue(this.#settings.codec, value);
    if (!isTooLong(text)) return text;
    const message = `The value of ${JSON.stringify(key)} is longer than ${cacheLimits.valueBytes} bytes and was not stored`;
    this.#settings.onProblem({ key, during: 'store', error: new Error(message) });
    return undefined;
  }
}

/** @throws TypeError where the codec can make no text of it. */
export function encodeValue(codec: CacheCodec, value: unknown): string {
  const text = codec.encode(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} cannot be cached: it has no text`);
  return text;
}

export function isTooLong(text: string): boolean {
  // A character is three bytes at most, so that short texts need no counting.
  return text.length * 3 > cacheLimits.valueBytes && Buffer.byteLength(text) > cacheLimits.valueBytes;
}
