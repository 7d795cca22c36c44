// Redis for those whose writes count only once replicas, or the disk, have them. WAIT is about all that came before it on its
// connection, and blocks that connection: so each write goes out with its WAIT in one pipeline, on one of a few connections that
// nobody else uses. What comes while these wait travels together.

import { Batch } from './batch.ts';
import { connectBeside, isCluster, type RedisClient, untilReady } from './connect.ts';
import { RedisHandle } from './handle.ts';
import { Unconfirmed } from './problem.ts';
import { isNoScript, type Script, type ScriptArgument, type ScriptCall } from './scripts.ts';

export interface Durability {
  /** How many replicas must have a write. */
  readonly replicas: number;
  /** Whether it must be on the disk, too: of the master, and of so many replicas. Needs Redis 7.2. */
  readonly disk: boolean;
  /** For how long a write waits for them. */
  readonly timeoutMs: number;
}

export const durabilityLimits = {
  /** Below the time after which a silent connection is dropped. */
  maxTimeoutMs: 4_000,
  defaultTimeoutMs: 1_000,
} as const;

const limits = {
  connections: 4,
  /** How long a call waits for a connection that is not open yet. */
  openingMs: 900,
  /** Scripts that share a WAIT. */
  maxCalls: 100,
  /** How often a call is sent again that a cluster has not run since its slot has moved, and the pause before. */
  redirections: 8,
  redirectionPauseMs: 100,
} as const;

interface Lane {
  readonly client: RedisClient;
  inFlight: number;
}

type Reply = [error: Error | null, value: unknown];

export class DurableHandle extends RedisHandle {
  readonly #redis: RedisHandle;
  readonly #durability: Durability;
  readonly #lanes: readonly Lane[];
  readonly #batch: Batch<ScriptCall, { readonly value: unknown }>;

  /** Its connections end with that of `redis`. */
  constructor(redis: RedisHandle, durability: Durability) {
    super(redis.client, redis.prefix, redis.shards);
    this.#redis = redis;
    this.#durability = durability;
    this.#lanes = Array.from({ length: limits.connections }, () => ({
      client: connectBeside(redis.client, 'commands', durability.timeoutMs),
      inFlight: 0,
    }));
    redis.client.once('end', () => {
      for (const { client } of this.#lanes) client.disconnect();
    });
    this.#batch = new Batch({
      group: ({ keys }) => redis.groupOf(keys[0] as string),
      run: (calls) => this.#send(calls),
      maxCalls: limits.maxCalls,
      maxScripts: limits.connections,
    });
  }

  override listen(...call: Parameters<RedisHandle['listen']>): () => void {
    return this.#redis.listen(...call);
  }

  /** @throws Unconfirmed where it was run, and too few have it within the time. */
  override async run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    return (await this.#batch.add({ script, keys, args })).value;
  }

  override runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    return Promise.all(calls.map(({ script, keys, args }) => this.run(script, keys, args).catch((error) => error)));
  }

  async #send(calls: readonly ScriptCall[]): Promise<({ readonly value: unknown } | Error)[]> {
    const results: ({ readonly value: unknown } | Error)[] = [];
    let left = calls.map((call, place) => ({ call, place, whole: false }));
    for (let turn = 0; left.length > 0; turn += 1) {
      const { replies, confirmed } = await this.#sendOnce(left);
      const again: typeof left = [];
      let moved = false;
      left.forEach((each, index) => {
        const [error, value] = replies[index] ?? [new Error('The pipeline gave no answer'), null];
        if (error && isNoScript(error) && !each.whole) again.push({ ...each, whole: true });
        else if (error && hasMoved(error) && turn < limits.redirections) {
          moved = true;
          again.push(each);
        } else results[each.place] = error ?? (confirmed ? { value } : new Unconfirmed());
      });
      if (moved) await this.#followSlots();
      left = again;
    }
    return results;
  }

  /** Runs scripts and waits for all of them at once, on the connection that has least to do. */
  async #sendOnce(
    calls: readonly { readonly call: ScriptCall; readonly whole: boolean }[],
  ): Promise<{ readonly replies: readonly Reply[]; readonly confirmed: boolean }> {
    const open = this.#lanes.filter(({ client }) => client.status === 'ready');
    const lane = (open.length > 0 ? open : this.#lanes).reduce((best, each) =>
      each.inFlight < best.inFlight ? each : best,
    );
    lane.inFlight += 1;
    try {
      // Where it does not open, the pipeline fails as on any connection that is lost.
      if (open.length === 0) await untilReady(lane.client, limits.openingMs).catch(() => {});
      const pipeline = lane.client.pipeline();
      for (const { call, whole } of calls) {
        const { script, keys, args } = call;
        if (whole) pipeline.eval(script.source, keys.length, ...keys, ...args);
        else pipeline.evalsha(script.sha, keys.length, ...keys, ...args);
      }
      const { replicas, disk, timeoutMs } = this.#durability;
      if (disk) pipeline.call('WAITAOF', 1, replicas, timeoutMs);
      else pipeline.call('WAIT', replicas, timeoutMs);
      const replies = ((await pipeline.exec()) ?? []) as Reply[];
      const [error, answer] = replies[calls.length] ?? [new Error('The pipeline gave no answer'), null];
      return { replies, confirmed: !error && this.#suffices(answer) };
    } finally {
      lane.inFlight -= 1;
    }
  }

  /** WAIT answers how many replicas have it; WAITAOF whether the own disk has it, and the disks of how many replicas. */
  #suffices(answer: unknown): boolean {
    const { replicas, disk } = this.#durability;
    if (!disk) return Number(answer) >= replicas;
    const [own, others] = answer as [number, number];
    return own >= 1 && others >= replicas;
  }

  async #followSlots(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, limits.redirectionPauseMs));
    for (const { client } of this.#lanes)
      if (isCluster(client)) await new Promise<void>((resolve) => client.refreshSlotsCache(() => resolve()));
  }
}

/** Whether a cluster has not run a call, since another node has its slot. */
function hasMoved({ message }: Error): boolean {
  return /^(MOVED|ASK|TRYAGAIN) /.test(message);
}
