// One round trip for all the decisions of a tick: packs them for the script and reads its answer.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript, type Script } from '../base/scripts.ts';
import { rateLimitKeys } from './keys.ts';
import { admitsAtOnce, intervalMicros, type RateLimitPolicy } from './policy.ts';

/** One policy's part of an operation. */
export interface RateLimitCheck {
  readonly policy: RateLimitPolicy;
  /** Whose allowance: an address, an id. */
  readonly key: string;
  /** Units, a whole number from 1. */
  readonly cost: number;
}

export const takeScript = loadScript('rate-limit/take');

/**
 * Decides operations, each of one or several checks that are taken all or not at all.
 * @returns for each check the units left, or minus the milliseconds until it could pass.
 */
export async function takeAll(
  redis: RedisHandle,
  operations: readonly (readonly RateLimitCheck[])[],
  script: Script = takeScript,
): Promise<number[][]> {
  const keys: string[] = [];
  const costs: number[] = [];
  const policies: number[] = [];
  const known = new Map<RateLimitPolicy, PackedPolicy>();
  for (const checks of operations) {
    const last = checks.length - 1;
    for (let index = 0; index <= last; index++) {
      const { policy, key, cost } = checks[index] as RateLimitCheck;
      let packed = known.get(policy);
      if (!packed) {
        const sliding = policy.algorithm === 'SLIDING_WINDOW';
        packed = {
          number: known.size + 1,
          prefix: rateLimitKeys.state(redis.prefix, sliding ? 's' : 'g', policy.name, ''),
        };
        known.set(policy, packed);
        const span = sliding ? policy.windowSeconds * 1e6 : intervalMicros(policy);
        policies.push(sliding ? 1 : 0, span, admitsAtOnce(policy), policy.mode === 'SHADOW' ? 0 : 1);
      }
      keys.push(packed.prefix + key);
      costs.push(index < last ? -packed.number : packed.number, cost);
    }
  }
  const flat = (await redis.run(script, keys, [JSON.stringify(policies), JSON.stringify(costs)])) as number[];
  let at = 0;
  return operations.map((checks) => {
    const part = flat.slice(at, at + checks.length);
    at += checks.length;
    return part;
  });
}

interface PackedPolicy {
  /** Its place among the policies of the call, from 1. */
  readonly number: number;
  /** Starts the keys of its states. */
  readonly prefix: string;
}
