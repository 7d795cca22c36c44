// Whether a policy leaves too little to work with: those that an administrator sets only on purpose.

import { admitsAtOnce, costTarget, type RateLimitPolicy } from './policy.ts';

/** What a person who works with the API needs in any case: less than this locks people out. */
const needed = {
  /** Operations at once, as a page sends when it opens, and per minute after that. */
  operations: { atOnce: 20, perMinute: 10 },
  /** The same of everybody together. */
  ofEverybody: { atOnce: 60, perMinute: 60 },
  /** Points at once and per minute: one large page, and small ones after that. */
  points: { atOnce: 1_000, perMinute: 1_000 },
} as const;

/** Targets that nearly every caller needs. */
const wide = new Set(['*', 'Query.*', 'Mutation.*', 'Query.viewer', 'Mutation.sessionLogIn']);

/** A sentence that says whom the policy would refuse; undefined for a policy that leaves enough to work with. */
export function lockOutOf(policy: RateLimitPolicy): string | undefined {
  if (policy.mode !== 'ENFORCE') return undefined;
  const isCost = policy.targets.includes(costTarget);
  const ofEverybody = policy.scope === 'GLOBAL';
  if (!isCost && !(policy.targets.length > 0 && ofEverybody) && !policy.targets.some((target) => wide.has(target)))
    return undefined;
  const { atOnce, perMinute } = isCost ? needed.points : ofEverybody ? needed.ofEverybody : needed.operations;
  const [most, pace] = [admitsAtOnce(policy), (policy.limit * 60) / policy.windowSeconds];
  if (most >= atOnce && pace >= perMinute) return undefined;
  const unit = isCost ? 'points' : 'requests';
  return (
    `This policy admits ${most} ${unit} at once and ${shortNumber(pace)} per minute ` +
    `${ofEverybody ? 'to everybody together, so that it would refuse everybody' : 'to each caller, so that it would refuse you too'}.`
  );
}

function shortNumber(value: number): string {
  return value >= 10 ? String(Math.floor(value)) : String(Number(value.toPrecision(2)));
}
