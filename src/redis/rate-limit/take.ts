// One round trip for all the decisions of a tick: packs them for the script, one call a slot, and reads its answers.

import { withTimeout } from '../base/breaker.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript, type Script } from '../base/scripts.ts';
import type { ShardOrOne } from '../base/shards.ts';
import { rateLimitKeys } from './keys.ts';
import { admitsAtOnce, intervalMicros, type RateLimitPolicy } from './policy.ts';
import { callerShards } from './shard.ts';

/** One policy's part of an operation. */
export interface RateLimitCheck {
  readonly policy: RateLimitPolicy;
  /** Whose allowance: an address, an id. */
  readonly key: string;
  /** Units, a whole number from 1. */
  readonly cost: number;
}

/** A check, or a part of an allowance that a process takes ahead, which leaves the caller some units. */
export interface TakenCheck extends RateLimitCheck {
  /** Units that must be left; 0 if absent. */
  readonly leaves?: number;
}

export interface TakeSettings {
  /** How long each slot may take. */
  readonly timeoutMs: number;
  readonly script?: Script;
}

export const takeScript = loadScript('rate-limit/take');
/** Of one script at most, and those of the operation that reaches it. */
const maxChecks = 512;
const giveBackScript = loadScript('rate-limit/give-back');

/**
 * Decides operations, each of one or several checks that are taken all or not at all. On a cluster the checks of an operation
 * may lie in several slots: each then takes its part, and gives it back where another refuses.
 * @returns for each check the units left, or minus the milliseconds until it could pass; for an operation with a check in
 *   a slot that does not answer the failure.
 */
export async function takeAll(
  redis: RedisHandle,
  operations: readonly (readonly TakenCheck[])[],
  { timeoutMs, script = takeScript }: TakeSettings,
): Promise<(number[] | Error)[]> {
  if (!redis.hasSlots) return takeTogether(redis, operations, { timeoutMs, script });
  const calls: SlotCall[] = [];
  const open = new Map<number, SlotCall>();
  const groups = new Map<ShardOrOne, number>();
  const shards = callerShards(redis);
  const find = (key: string): [SlotCall, ShardOrOne] => {
    const shard = shards.of(key);
    const group = groups.get(shard) ?? groupOf(redis, shard);
    groups.set(shard, group);
    let call = open.get(group);
    if (!call) {
      call = new SlotCall(redis.prefix);
      open.set(group, call);
      calls.push(call);
    }
    return [call, shard];
  };
  const reads = operations.map((checks) => {
    // Between operations, whose checks of one slot stay together.
    for (const [group, call] of open) if (call.size >= maxChecks) open.delete(group);
    return packOperation(checks, find);
  });
  await Promise.all(calls.map((call) => call.send(redis, script, timeoutMs)));
  const answers = reads.map((read) => read());
  await Promise.all(calls.map((call) => call.giveBack(redis, timeoutMs)));
  return answers;
}

/** The short way on one server. */
async function takeTogether(
  redis: RedisHandle,
  operations: readonly (readonly TakenCheck[])[],
  { timeoutMs, script }: Required<TakeSettings>,
): Promise<(number[] | Error)[]> {
  const call = new SlotCall(redis.prefix);
  const shards = callerShards(redis);
  for (const checks of operations) {
    const last = checks.length - 1;
    for (let index = 0; index <= last; index++) {
      const check = checks[index] as TakenCheck;
      call.add(check, shards.of(check.key), index === last);
    }
  }
  await call.send(redis, script, timeoutMs);
  let at = 0;
  return operations.map(({ length }) => {
    at += length;
    return call.read(at - length, length);
  });
}

function groupOf(redis: RedisHandle, shard: ShardOrOne): number {
  return redis.groupOf(rateLimitKeys.state(redis.prefix, shard, 'g', '', ''));
}

/** Over how many slots callers are spread; one on a single server. */
export function callerSlots(redis: RedisHandle): number {
  return new Set(callerShards(redis).numbers.map((shard) => groupOf(redis, shard))).size;
}

/** Adds an operation to the calls of its slots. Returns what reads its answers. */
function packOperation(
  checks: readonly TakenCheck[],
  find: (key: string) => [SlotCall, ShardOrOne],
): () => number[] | Error {
  const placed = checks.map((check) => ({ check, found: find(check.key) }));
  const [first] = placed as [(typeof placed)[number]];
  const [call] = first.found;
  const at = call.size;
  if (placed.every(({ found }) => found[0] === call)) {
    for (const [index, { check, found }] of placed.entries()) call.add(check, found[1], index + 1 === placed.length);
    return () => call.read(at, checks.length);
  }
  const pieces = new Map<SlotCall, { readonly at: number; readonly places: number[] }>();
  for (const [place, { found }] of placed.entries()) {
    const piece = pieces.get(found[0]) ?? { at: found[0].size, places: [] };
    pieces.set(found[0], piece);
    piece.places.push(place);
  }
  for (const [each, { places }] of pieces)
    for (const [index, place] of places.entries()) {
      const { check, found } = placed[place] as (typeof placed)[number];
      each.add(check, found[1], index + 1 === places.length);
    }
  return () => readPieces(checks, pieces);
}

function readPieces(
  checks: readonly RateLimitCheck[],
  pieces: ReadonlyMap<SlotCall, { readonly at: number; readonly places: readonly number[] }>,
): number[] | Error {
  const answers: number[] = [];
  const passed: [call: SlotCall, at: number, lefts: readonly number[]][] = [];
  let refused = false;
  for (const [call, { at, places }] of pieces) {
    const lefts = call.read(at, places.length);
    if (lefts instanceof Error) return lefts;
    for (const [index, place] of places.entries()) answers[place] = lefts[index] as number;
    if (places.some((place) => (answers[place] as number) < 0 && checks[place]?.policy.mode !== 'SHADOW'))
      refused = true;
    else passed.push([call, at, lefts]);
  }
  if (refused)
    for (const [call, at, lefts] of passed)
      for (const [index, left] of lefts.entries()) if (left >= 0) call.returnTaken(at + index);
  return answers;
}

interface PackedPolicy {
  /** Its place among the policies of the call, from 1. */
  readonly number: number;
  readonly kind: 'g' | 's';
}

/** What is asked of one slot. */
class SlotCall {
  readonly #prefix: string;
  readonly #keys: string[] = [];
  readonly #costs: number[] = [];
  readonly #policies: number[] = [];
  readonly #known = new Map<RateLimitPolicy, PackedPolicy>();
  /** The same for checks that leave units. */
  readonly #leaving = new Map<RateLimitPolicy, PackedPolicy>();
  /** The places of the checks that are to be given back. */
  readonly #returned: number[] = [];
  #answers: readonly number[] | Error = [];

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** How many checks there are. */
  get size(): number {
    return this.#keys.length;
  }

  add({ policy, key, cost, leaves = 0 }: TakenCheck, shard: ShardOrOne, isLast: boolean): void {
    const known = leaves > 0 ? this.#leaving : this.#known;
    const { number, kind } = known.get(policy) ?? this.#pack(policy, leaves, known);
    this.#keys.push(rateLimitKeys.state(this.#prefix, shard, kind, policy.name, key));
    this.#costs.push(isLast ? number : -number, cost);
  }

  #pack(policy: RateLimitPolicy, leaves: number, known: Map<RateLimitPolicy, PackedPolicy>): PackedPolicy {
    const sliding = policy.algorithm === 'SLIDING_WINDOW';
    const packed = { number: this.#known.size + this.#leaving.size + 1, kind: sliding ? 's' : 'g' } as const;
    known.set(policy, packed);
    const span = sliding ? policy.windowSeconds * 1e6 : intervalMicros(policy);
    this.#policies.push(sliding ? 1 : 0, span, admitsAtOnce(policy), policy.mode === 'SHADOW' ? 0 : 1, leaves);
    return packed;
  }

  async send(redis: RedisHandle, script: Script, timeoutMs: number): Promise<void> {
    const args = [JSON.stringify(this.#policies), JSON.stringify(this.#costs)];
    try {
      this.#answers = (await withTimeout(redis.run(script, this.#keys, args), timeoutMs)) as number[];
    } catch (error) {
      this.#answers = error as Error;
    }
  }

  read(at: number, count: number): number[] | Error {
    return this.#answers instanceof Error ? this.#answers : this.#answers.slice(at, at + count);
  }

  returnTaken(place: number): void {
    this.#returned.push(place);
  }

  /** A slot that does not answer keeps what it took: less is admitted there then, and never more. */
  async giveBack(redis: RedisHandle, timeoutMs: number): Promise<void> {
    if (this.#returned.length === 0 || this.#answers instanceof Error) return;
    const takenAt = this.#answers.at(-1) as number;
    const states = new Map<string, [number: number, cost: number, takenAt: number]>();
    for (const place of this.#returned) {
      const key = this.#keys[place] as string;
      const [number, cost] = this.#costs.slice(place * 2, place * 2 + 2) as [number, number];
      states.set(key, [Math.abs(number), cost + (states.get(key)?.[1] ?? 0), takenAt]);
    }
    const args = [JSON.stringify(this.#policies), JSON.stringify([...states.values()].flat())];
    await withTimeout(redis.run(giveBackScript, [...states.keys()], args), timeoutMs).catch(() => {});
  }
}
