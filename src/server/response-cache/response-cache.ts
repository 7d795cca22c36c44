// Answers of anonymous reads, kept in the memory of the process for a short time: whole texts, by operation and variables. An answer
// ends with its time, and earlier when a product or its stock changes that it was made from, in whatever process: each hears of it.
// docs/decisions/response-cache.md says what may be kept.

import type { ExecutionResult } from 'graphql';
import { Invalidations } from '../../redis/cache/invalidations.ts';
import { Memory } from '../../redis/cache/memory.ts';
import type { Stores } from '../../redis/stores.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { sourceOf } from '../../resolvers/base/sources.ts';
import type { PlannedExecution } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';
import { OperationKeys } from './operation-keys.ts';

interface Kept {
  readonly text: string;
  readonly madeAtMs: number;
}

/** An answer that was handed out: its text stands for it unless somebody has looked at its data, which may have changed them. */
interface Handed {
  readonly text: string;
  readonly ageSeconds: number;
  data?: ExecutionResult['data'];
}

type Execute = (context: Context) => ExecutionResult | Promise<ExecutionResult>;

export class ResponseCache {
  /** What this process answered so far, of what may be kept. */
  readonly counts = { hits: 0, misses: 0 };
  readonly #seconds: number;
  readonly #invalidations = new Invalidations();
  readonly #memory = new Memory(serverLimits.responseCache, this.#invalidations);
  readonly #keys = new OperationKeys();
  readonly #handed = new WeakMap<ExecutionResult, Handed>();
  readonly #unheard: Set<string>;
  readonly #stops: readonly (() => void)[];

  /** @param seconds how long an answer is kept at most */
  constructor({ redis, catalogue, inventory }: Pick<Stores, 'redis' | 'catalogue' | 'inventory'>, seconds: number) {
    this.#seconds = seconds;
    const channels = [...new Set([catalogue.changedChannel(''), inventory.changedChannel('')])];
    this.#unheard = new Set(channels);
    this.#stops = channels.map((channel) =>
      redis.listen(
        channel,
        (text) => this.#hear(channel, text),
        () => this.#lose(channel),
      ),
    );
  }

  /** Memory of the answers, in bytes of their texts and keys. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#memory.clear();
  }

  /** Answers from memory, or executes and keeps the answer if it may be kept. */
  answer(execution: PlannedExecution, execute: Execute): ExecutionResult | Promise<ExecutionResult> {
    const key = this.#unheard.size === 0 ? this.#keys.of(execution) : null;
    if (key === null) return execute(execution.context);
    const nowMs = performance.now();
    const held = this.#memory.get(key, undefined, nowMs);
    if (!held) return this.#make(key, execution.context, execute);
    this.counts.hits++;
    const { text, madeAtMs } = held.value as Kept;
    return this.#hand(text, Math.floor((nowMs - madeAtMs) / 1_000));
  }

  /** How long ago an answer was made that was handed out; undefined for any other. */
  ageSecondsOf(result: ExecutionResult): number | undefined {
    return this.#handed.get(result)?.ageSeconds;
  }

  /** The text of an answer that was handed out, as long as it says what the answer does. */
  textOf(result: ExecutionResult): string | undefined {
    const handed = this.#handed.get(result);
    return handed && handed.data === undefined ? handed.text : undefined;
  }

  async #make(key: string, context: Context, execute: Execute): Promise<ExecutionResult> {
    this.counts.misses++;
    const readAt = this.#invalidations.now;
    const madeAtMs = performance.now();
    const sources = new Set<string>();
    const result = await execute({ ...context, sources });
    if (result.errors || !result.data || sources.size > serverLimits.responseCache.sources) return result;
    const text = JSON.stringify(result);
    const untilMs = madeAtMs + this.#seconds * 1_000;
    const value: Kept = { text, madeAtMs };
    const bytes = 2 * (text.length + key.length);
    this.#memory.set(
      key,
      { value, tags: [...sources], bytes, untilMs, freshUntilMs: untilMs, tookMs: 0, version: 0 },
      readAt,
    );
    return result;
  }

  #hand(text: string, ageSeconds: number): ExecutionResult {
    const handed: Handed = { text, ageSeconds };
    const result: ExecutionResult = {
      get data() {
        handed.data ??= (JSON.parse(text) as ExecutionResult).data;
        return handed.data;
      },
    };
    this.#handed.set(result, handed);
    return result;
  }

  #hear(channel: string, text: string): void {
    if (text === '') {
      this.#unheard.delete(channel);
      this.#forgetEverything();
      return;
    }
    const [what, ...skus] = text.split('\n');
    if (what === 'product') this.#invalidations.addTag(sourceOf.products);
    for (const sku of skus)
      this.#invalidations.addTag(what === 'product' ? sourceOf.product(sku) : sourceOf.stock(sku));
  }

  #lose(channel: string): void {
    this.#unheard.add(channel);
    this.#forgetEverything();
  }

  #forgetEverything(): void {
    this.#invalidations.addEverything();
    this.#memory.clear();
  }
}
