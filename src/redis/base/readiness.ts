// Whether a Redis does what Mortar asks of it: each master's reads and writes, and subscriptions. It looks while somebody asks.

import calculateSlot from 'cluster-key-slot';
import { withTimeout } from './breaker.ts';
import { isCluster, type RedisClient } from './connect.ts';
import { examineRisks, type Risk } from './fitness.ts';
import type { RedisHandle } from './handle.ts';
import { redisFault } from './redis-fault.ts';
import { Steady } from './steady.ts';

const limits = {
  /** From one look to the next, and while the last two differ. */
  everyMs: 1_000,
  inDoubtEveryMs: 250,
  answerTimeoutMs: 900,
  /** It stops looking when nobody has asked for so long. */
  idleMs: 60_000,
  risksEveryMs: 60_000,
  /** Keys that are tried to find one for each master. */
  keysTried: 2_000,
} as const;

/** `some`: of a cluster, some masters do. */
type Extent = 'all' | 'some' | 'none';

interface MasterState {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Names the fault, as `redisFault` does. */
  readonly cause?: string;
}

export interface ReadinessReport {
  /** `degraded`: part of what Mortar does fails, and the rest does not. */
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly reads: Extent;
  readonly writes: Extent;
  /** Undefined for a process that has none. */
  readonly subscriptions?: Extent;
  readonly masters: readonly MasterState[];
  /** What can lose data while all of it works. */
  readonly risks: readonly Risk[];
}

class Master {
  readonly reads = new Steady();
  readonly writes = new Steady();
  cause: string | undefined;
}

export class Readiness {
  readonly #redis: RedisHandle;
  readonly #subscriber: RedisClient | undefined;
  /** By `host:port`, or '' for the only one. */
  #masters = new Map<string, Master>();
  #subscriptions = new Steady();
  #risks: readonly Risk[] = [];
  #risksAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `subscriber` is the connection that subscriptions are on. */
  constructor(redis: RedisHandle, subscriber?: RedisClient) {
    this.#redis = redis;
    this.#subscriber = subscriber;
  }

  /** What the last looks have shown. The first one waits for a look. */
  async report(): Promise<ReadinessReport> {
    this.#askedAt = performance.now();
    if (this.#timer === undefined) await this.#look();
    return this.last;
  }

  /** The same without a look of its own. */
  get last(): ReadinessReport {
    const masters = [...this.#masters.values()].map(({ reads, writes, cause }): MasterState => {
      const isWhole = reads.value && writes.value;
      return { reads: reads.value, writes: writes.value, ...(isWhole ? {} : { cause }) };
    });
    const reads = extentOf(masters.map((master) => master.reads));
    const writes = extentOf(masters.map((master) => master.writes));
    const subscriptions = this.#subscriber && (this.#subscriptions.value ? 'all' : 'none');
    const isFull = masters.some(({ cause }) => cause === 'OOM');
    const isAway = reads === 'none' || (writes === 'none' && !isFull);
    const isWhole = reads === 'all' && writes === 'all' && subscriptions !== 'none';
    return {
      status: isAway ? 'unavailable' : isWhole ? 'ready' : 'degraded',
      ...{ reads, writes, subscriptions, masters, risks: this.#risks },
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
      this.#plan();
    });
    return this.#looking;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return;
    if (performance.now() - this.#askedAt > limits.idleMs) {
      // What is known is too old to be believed against the next look.
      this.#masters = new Map();
      this.#subscriptions = new Steady();
      return;
    }
    const isInDoubt =
      this.#subscriptions.isInDoubt ||
      [...this.#masters.values()].some(({ reads, writes }) => reads.isInDoubt || writes.isInDoubt);
    this.#timer = setTimeout(() => void this.#look(), isInDoubt ? limits.inDoubtEveryMs : limits.everyMs);
    this.#timer.unref();
  }

  async #lookOnce(): Promise<void> {
    await Promise.all([this.#lookAtMasters(), this.#lookAtSubscriptions(), this.#lookAtRisks()]);
  }

  async #lookAtMasters(): Promise<void> {
    const keys = keysOfMasters(this.#redis);
    for (const name of this.#masters.keys()) if (!keys.has(name)) this.#masters.delete(name);
    await Promise.all(
      [...keys].map(async ([name, key]) => {
        const master = this.#masters.get(name) ?? new Master();
        const { client } = this.#redis;
        // XX: it is refused where a write is, and writes nothing.
        const [read, written] = await Promise.all([outcomeOf(client.get(key)), outcomeOf(client.set(key, '', 'XX'))]);
        master.reads.measure(read === undefined);
        master.writes.measure(written === undefined);
        master.cause = read ?? written ?? master.cause;
        this.#masters.set(name, master);
      }),
    );
  }

  async #lookAtSubscriptions(): Promise<void> {
    if (!this.#subscriber) return;
    // To leave a channel that nobody listens to is always answered.
    const failed = await outcomeOf(this.#subscriber.unsubscribe('pulse') as Promise<unknown>);
    this.#subscriptions.measure(failed === undefined);
  }

  async #lookAtRisks(): Promise<void> {
    if (performance.now() - this.#risksAt < limits.risksEveryMs) return;
    try {
      this.#risks = await withTimeout(examineRisks(this.#redis), limits.answerTimeoutMs);
      this.#risksAt = performance.now();
    } catch {
      // A Redis that does not answer shows elsewhere.
    }
  }
}

/** Undefined if it succeeded, or the cause of the failure. */
async function outcomeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await withTimeout(work, limits.answerTimeoutMs);
    return undefined;
  } catch (error) {
    return redisFault(error)?.cause ?? 'UNKNOWN';
  }
}

/** Never there. Whether a master reads and writes is asked of one of these that is its own. */
function keyOf(prefix: string, number: number): string {
  return `${prefix}:ready:${number}`;
}

function extentOf(each: readonly boolean[]): Extent {
  if (!each.includes(true)) return 'none';
  return each.includes(false) ? 'some' : 'all';
}

/** A key for each master, by the master. Slots that nobody serves count as a master of their own, whose keys fail. */
function keysOfMasters({ client, prefix }: RedisHandle): Map<string, string> {
  if (!isCluster(client)) return new Map([['', keyOf(prefix, 0)]]);
  const masters = new Set(Array.from({ length: 16_384 }, (_none, slot) => client.slots[slot]?.[0] ?? ''));
  const keys = new Map<string, string>();
  for (let number = 0; number < limits.keysTried && keys.size < masters.size; number++) {
    const key = keyOf(prefix, number);
    const master = client.slots[calculateSlot(key)]?.[0] ?? '';
    if (!keys.has(master)) keys.set(master, key);
  }
  return keys;
}
