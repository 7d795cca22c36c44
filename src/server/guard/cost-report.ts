// What `extensions.cost` tells about an operation that asked for it.

import { admitsAtOnce, costTarget, restoredPerSecond } from '../../redis/rate-limit/policy.ts';
import type { Admission } from './operation-guard.ts';

export interface CostReport {
  /** Points of this operation. */
  readonly requested: number;
  /** Points that one operation may cost. */
  readonly maximum: number;
  /** The caller's budgets, one for each policy on @cost. */
  readonly budgets: readonly {
    readonly policy: string;
    /** Points that a rested caller can spend at once. */
    readonly capacity: number;
    readonly available: number;
    readonly restoredPerSecond: number;
  }[];
}

export function costReport({ cost, verdicts }: Admission, maximum: number): CostReport {
  return {
    requested: cost?.complexity ?? 0,
    maximum,
    budgets: verdicts
      .filter(({ policy }) => policy.mode === 'ENFORCE' && policy.targets.includes(costTarget))
      // Of a guest's session and address the one that has less left.
      .filter(({ policy, remaining }) => verdicts.every((it) => it.policy !== policy || it.remaining >= remaining))
      .filter(({ policy }, index, all) => all.findIndex((it) => it.policy === policy) === index)
      .map(({ policy, remaining }) => ({
        policy: policy.name,
        capacity: admitsAtOnce(policy),
        available: remaining,
        restoredPerSecond: restoredPerSecond(policy),
      })),
  };
}
