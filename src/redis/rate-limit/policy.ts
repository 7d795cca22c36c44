// What a rate-limit policy is, which ones are allowed, and what they admit.

import { textProblem } from '../base/given.ts';
import { type Problem, Refusal, rangeOf } from '../base/problem.ts';

/** How a policy counts units. */
export type RateLimitAlgorithm = 'GCRA' | 'SLIDING_WINDOW';
/** Who shares an allowance. */
export type RateLimitScope = 'IP' | 'SESSION' | 'USER' | 'API_KEY' | 'GLOBAL';
/** Whether a policy refuses, only counts, or is off. */
export type RateLimitMode = 'ENFORCE' | 'SHADOW' | 'OFF';

/** A policy as it is stored. */
export interface RateLimitPolicy {
  /** Lower-case words with dashes: it stands in headers and in keys. */
  readonly name: string;
  readonly description: string | null;
  readonly algorithm: RateLimitAlgorithm;
  /** Who shares one allowance. */
  readonly scope: RateLimitScope;
  /** Units admitted in `windowSeconds`, on average (GCRA) or in every such window (sliding window). */
  readonly limit: number;
  readonly windowSeconds: number;
  /** GCRA: how many units may come at once after a quiet time; 0 is as many as `limit`. Always 0 for a sliding window. */
  readonly burst: number;
  readonly mode: RateLimitMode;
  /**
   * What it guards: root fields as schema coordinates (`Mutation.sessionLogIn`, `Query.*`, `*` for all), or only `@cost`.
   * A policy without targets is only for `RateLimits.take`.
   */
  readonly targets: readonly string[];
}

/** A change of a policy, or a new one; what is left out stays, or takes its default. */
export type RateLimitPolicyInput = { readonly name: string } & {
  readonly [Field in Exclude<keyof RateLimitPolicy, 'name'>]?: RateLimitPolicy[Field] | null;
};

/** What bounds policies. */
export const rateLimitLimits = {
  policies: 200,
  targets: 50,
  nameCharacters: 64,
  descriptionCharacters: 500,
  limit: 10_000_000,
  windowSeconds: 30 * 24 * 3600,
  /** In which a whole burst must come back. */
  recoverySeconds: 365 * 24 * 3600,
  /** A sliding window keeps an entry a unit, so it is for small limits: log-ins, codes, orders. */
  slidingWindowLimit: 1_000,
  /** What one operation may ask for; more is refused in any case, and no sum of such is too large for Lua. */
  cost: 1_000_000_000,
  /** Of reports, that are kept. */
  reportMinutes: 48 * 60,
  /** Entries of a report. */
  reportEntries: 1_000,
  /** Keys of an hour among which those are that requested most. */
  reportRanked: 500,
  /** Longer keys are cut and made unique by a digest. */
  keyCharacters: 200,
} as const;

/** The target that counts an operation's cost in points, in the place of fields. */
export const costTarget = '@cost';

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const fieldPattern = /^(\*|(Query|Mutation|Subscription)\.(\*|[A-Z_a-z]\w*))$/;

const defaults = {
  description: null,
  algorithm: 'GCRA',
  scope: 'IP',
  limit: 60,
  windowSeconds: 60,
  burst: 0,
  mode: 'ENFORCE',
  targets: [],
} as const;

/** How many units the policy admits at once to a key that has been quiet. */
export function admitsAtOnce(policy: RateLimitPolicy): number {
  return policy.algorithm === 'GCRA' && policy.burst > 0 ? policy.burst : policy.limit;
}

/** Microseconds a unit; rounded up, so that a policy never admits more than it says. */
export function intervalMicros(policy: RateLimitPolicy): number {
  return Math.ceil((policy.windowSeconds * 1e6) / policy.limit);
}

/** Units that come back in a second: by whole microseconds a unit, as they are counted. */
export function restoredPerSecond(policy: RateLimitPolicy): number {
  return policy.algorithm === 'GCRA' ? 1e6 / intervalMicros(policy) : policy.limit / policy.windowSeconds;
}

/**
 * The policy that a change makes of an earlier one.
 * @param exists whether there is anything at a schema coordinate: a target that guards nothing is a mistake.
 * @throws Refusal naming every wrong field and what is allowed.
 */
export function changePolicy(
  before: RateLimitPolicy | undefined,
  input: RateLimitPolicyInput,
  exists: (coordinate: string) => boolean = () => true,
): RateLimitPolicy {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));
  const merged: RateLimitPolicy = { ...defaults, ...before, ...given, name: input.name };
  // A burst goes with GCRA alone; who changes the algorithm need not take it away by hand.
  const dropsBurst = merged.algorithm === 'SLIDING_WINDOW' && given.burst === undefined;
  const policy = {
    ...merged,
    description: merged.description || null,
    burst: dropsBurst ? 0 : merged.burst,
    targets: [...new Set(merged.targets)],
  };
  const problems = findProblems(policy, exists);
  if (problems.length > 0) throw new Refusal(problems);
  return policy;
}

function findProblems(policy: RateLimitPolicy, exists: (coordinate: string) => boolean): Problem[] {
  const problems: Problem[] = [];
  const check = (fine: boolean, field: string, rule: string, allowed?: string): void => {
    const problem = { code: 'INVALID', message: `${field} must be ${rule}`, field: [field] } as const;
    if (!fine) problems.push(allowed === undefined ? problem : { ...problem, allowed: [allowed] });
  };
  const checkWhole = (value: number, field: string, from: number, to: number, of = ''): void => {
    if (Number.isInteger(value) && value >= from && value <= to) return;
    const message = `${field} must be a whole number from ${from} to ${to}${of}`;
    problems.push({ code: 'INVALID', message, field: [field], allowed: [rangeOf(from, to)] });
  };
  const { nameCharacters, descriptionCharacters, windowSeconds, targets, limit, slidingWindowLimit } = rateLimitLimits;
  const sliding = policy.algorithm === 'SLIDING_WINDOW';
  const most = sliding ? slidingWindowLimit : limit;
  check(
    namePattern.test(policy.name) && policy.name.length <= nameCharacters,
    'name',
    `lower-case letters and digits with single dashes between, at most ${nameCharacters} characters, such as log-in`,
    rangeOf(1, nameCharacters, 'characters'),
  );
  check(
    textProblem(policy.description ?? '', descriptionCharacters, 0) === null,
    'description',
    `well-formed text of at most ${descriptionCharacters} characters`,
    rangeOf(0, descriptionCharacters, 'characters'),
  );
  checkWhole(policy.limit, 'limit', 1, most, sliding ? ' (SLIDING_WINDOW)' : '');
  checkWhole(policy.windowSeconds, 'windowSeconds', 1, windowSeconds);
  if (sliding) check(policy.burst === 0, 'burst', '0 for SLIDING_WINDOW, which admits the limit and no more', '0');
  else checkWhole(policy.burst, 'burst', 0, limit);
  const [limitCounts, windowCounts] = [policy.limit, policy.windowSeconds].map(
    (value) => Number.isFinite(value) && value >= 1,
  );
  // Also so that every moment of a state is a whole number that Lua can hold.
  const mostBurst = Math.floor((rateLimitLimits.recoverySeconds * policy.limit) / policy.windowSeconds);
  check(
    // What is wrong itself says nothing about another.
    !(limitCounts && windowCounts && Number.isFinite(policy.burst)) ||
      policy.burst <= Math.max(mostBurst, policy.limit),
    'burst',
    `at most ${Math.max(mostBurst, policy.limit)}: all of it is back within a year`,
    rangeOf(0, Math.max(mostBurst, policy.limit)),
  );
  check(
    !(limitCounts && windowCounts) || policy.limit <= policy.windowSeconds * 1_000_000,
    'limit',
    'at most a million units per second',
    rangeOf(1, Math.min(most, policy.windowSeconds * 1_000_000)),
  );
  const isCost = policy.targets.length === 1 && policy.targets[0] === costTarget;
  check(
    isCost || (policy.targets.length <= targets && policy.targets.every((target) => fieldPattern.test(target))),
    'targets',
    `at most ${targets} schema coordinates such as Mutation.sessionLogIn, Query.* or *, and only of root fields; or just ${costTarget}`,
    rangeOf(0, targets, 'entries'),
  );
  const missing = policy.targets.filter((target) => fieldPattern.test(target) && target !== '*' && !exists(target));
  check(missing.length === 0, 'targets', `fields that the schema has; ${missing.join(', ')} is none`);
  return problems;
}
