// Collects the events of a tick and counts them: one script a slot, whoever sent them.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import type { EventType, PreparedEvent } from './metric-event.ts';
import { loadScript } from './scripts.ts';

const ingestScript = loadScript('metric-ingest');

/** Counted, known already, or one too many of this visitor on this day. */
export type Outcome = 'accepted' | 'duplicate' | 'visitor_limit';

const typeLetters: Record<EventType, string> = { PAGE_VIEW: 'p', CART: 'e', CHECKOUT: 'e', PURCHASE: 'c', CUSTOM: 'e' };
const outcomes: Record<string, Outcome> = { y: 'accepted', n: 'duplicate', x: 'visitor_limit' };
const batchLimits = { events: 500 } as const;

/** Events of one site and shard that came in one call. */
interface ShardCall {
  /** Starts the shard's keys. */
  readonly base: string;
  /** Imports are known again by their journal for as long as their day is kept, and are no news to who watches. */
  readonly imported: boolean;
  readonly events: PreparedEvent[];
}

export class MetricIngest {
  readonly #redis: RedisHandle;
  readonly #batch: Batch<ShardCall, string>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#batch = new Batch({
      // Imports and others do not travel together.
      group: ({ base, imported }) => redis.groupOf(base) * 2 + Number(imported),
      run: (calls) => this.#run(calls),
      maxCalls: batchLimits.events,
      weightOf: ({ events }) => events.length,
    });
  }

  /** What became of each event, in their order. */
  async addAll(events: readonly PreparedEvent[], imported: boolean): Promise<Outcome[]> {
    const calls = new Map<string, ShardCall & { readonly places: number[] }>();
    for (const [place, event] of events.entries()) {
      const base = this.#redis.keys.metric(event.site, event.shard, '');
      const call = calls.get(base) ?? { base, imported, events: [], places: [] };
      calls.set(base, call);
      call.events.push(event);
      call.places.push(place);
    }
    const results: Outcome[] = [];
    await Promise.all(
      Array.from(calls.values(), async (call) => {
        const letters = await this.#batch.add(call);
        for (const [index, place] of call.places.entries())
          results[place] = outcomes[letters[index] as string] as Outcome;
      }),
    );
    return results;
  }

  /** A letter an event of each call. The calls of one shard travel as one list, in which their events stand together. */
  async #run(calls: readonly ShardCall[]): Promise<string[]> {
    const lists = new Map<string, (string | number)[]>();
    const sent = new Map<string, number[]>();
    for (const [index, { base, events }] of calls.entries()) {
      const list = lists.get(base) ?? [];
      lists.set(base, list);
      for (const event of events) append(list, event);
      sent.set(base, [...(sent.get(base) ?? []), index]);
    }
    const args = Array.from(lists.values(), (list) => JSON.stringify(list));
    const imported = calls[0]?.imported ? '1' : '';
    const letters = (await this.#redis.run(ingestScript, [...lists.keys()], [...args, imported])) as string;
    const results: string[] = [];
    let read = 0;
    for (const index of [...sent.values()].flat()) {
      const count = (calls[index] as ShardCall).events.length;
      results[index] = letters.slice(read, read + count);
      read += count;
    }
    return results;
  }
}

/** As the script reads it: time, visitor, letter, step, how many details, the details. */
function append(list: (string | number)[], { atMs, visitor, event, step, details }: PreparedEvent): void {
  list.push(atMs, visitor, typeLetters[event.type], step, details.length, ...details);
}
