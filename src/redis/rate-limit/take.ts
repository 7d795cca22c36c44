// One round trip for all the decisions of a tick: packs them for the script and reads its answer.

import type { RedisHandle } from '../handle.ts';
import { loadScript, type Script, type ScriptArgument } from '../scripts.ts';
import { admitsAtOnce, intervalMicros, type RateLimitPolicy } from './policy.ts';

/** One policy's part of an operation. */
export interface RateLimitCheck {
  readonly policy: RateLimitPolicy;
  /** Whose allowance: an address, an id. */
  readonly key: string;
  /** Units, a whole number from 1. */
  readonly cost: number;
}

export const takeScript = loadScript('rate-limit-take');

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
  const costs: ScriptArgument[] = [];
  const policies: ScriptArgument[] = [];
  const numbers = new Map<RateLimitPolicy, number>();
  const keyOf = redis.keys.rateLimits.state;
  for (const checks of operations) {
    const last = checks.length - 1;
    for (let index = 0; index <= last; index++) {
      const { policy, key, cost } = checks[index] as RateLimitCheck;
      const sliding = policy.algorithm === 'SLIDING_WINDOW';
      let number = numbers.get(policy);
      if (number === undefined) {
        number = numbers.size + 1;
        numbers.set(policy, number);
        const span = sliding ? policy.windowSeconds * 1e6 : intervalMicros(policy);
        policies.push(sliding ? 's' : 'g', span, admitsAtOnce(policy), policy.mode === 'SHADOW' ? '0' : '1');
      }
      keys.push(keyOf(sliding ? 's' : 'g', policy.name, key));
      costs.push(index < last ? -number : number, cost);
    }
  }
  const flat = (await redis.run(script, keys, [numbers.size, ...policies, ...costs])) as number[];
  let at = 0;
  return operations.map((checks) => {
    const part = flat.slice(at, at + checks.length);
    at += checks.length;
    return part;
  });
}
