// Rate limits: one answer for all the policies of an operation, one round trip for all the operations of a tick, and none for a
// caller far from its limits, whose units the process holds already.

import { createHash } from 'node:crypto';
import { Batch } from '../base/batch.ts';
import { Breaker, type BreakerListener, withTimeout } from '../base/breaker.ts';
import { checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { LocalBlocks } from './blocks.ts';
import { defaultPolicies, policyAdditions } from './defaults.ts';
import { Fallback } from './fallback.ts';
import { rateLimitKeys } from './keys.ts';
import { Leases } from './lease.ts';
import { Monitor } from './monitor.ts';
import { Policies, type PolicyChecks } from './policies.ts';
import {
  admitsAtOnce,
  changePolicy,
  intervalMicros,
  type RateLimitPolicy,
  type RateLimitPolicyInput,
  rateLimitLimits,
} from './policy.ts';
import { Reports } from './reports.ts';
import { callerShards } from './shard.ts';
import { callerSlots, type RateLimitCheck, takeAll } from './take.ts';

export type {
  RateLimitAlgorithm,
  RateLimitMode,
  RateLimitPolicy,
  RateLimitPolicyInput,
  RateLimitScope,
} from './policy.ts';
export { rateLimitLimits } from './policy.ts';
export type { RateLimitActivity, RateLimitKey, RateLimitPoint } from './reports.ts';
export type { RateLimitCheck } from './take.ts';

const unblockScript = loadScript('rate-limit/unblock');

/** How a process decides. */
export interface RateLimitSettings {
  /** How long a decision may take before this process decides by itself. */
  readonly timeoutMs: number;
  /** Operations decided at once at most, per slot that callers are spread over. */
  readonly batchSize: number;
  /** Told when this process begins to decide by itself because Redis fails it, with the failure, and when it ends. */
  readonly onAlone?: BreakerListener;
}

/** What one policy said. */
export interface RateLimitVerdict {
  readonly policy: RateLimitPolicy;
  readonly key: string;
  readonly cost: number;
  /** False too where a SHADOW policy would have refused. */
  readonly allowed: boolean;
  /** Units that the key may still take now; never too many, but for a refused sliding window perhaps too few. */
  readonly remaining: number;
  /** Milliseconds until the same could pass; 0 where it did. */
  readonly retryAfterMs: number;
}

/** What was decided about a call. */
export interface RateLimitDecision {
  /** Whether the operation may continue: no ENFORCE policy refused it. */
  readonly allowed: boolean;
  readonly verdicts: readonly RateLimitVerdict[];
  /** True where this process decided by itself because Redis did not answer. */
  readonly local: boolean;
}

/** How this process decides now. */
export interface RateLimitState {
  /** Whether the breaker is open: Redis failed several times in a row, and one call at a time tries it again. */
  readonly redisAway: boolean;
  /** Operations that this process decided by itself since it started. */
  readonly localDecisions: number;
  readonly lastLocalDecisionAt: Date | null;
  /** Keys that are refused without asking Redis. */
  readonly localBlocks: number;
}

export class RateLimits {
  readonly reports: Reports;
  readonly policies: Policies;
  readonly #redis: RedisHandle;
  readonly #settings: RateLimitSettings;
  readonly #monitor: Monitor;
  readonly #batch: Batch<readonly RateLimitCheck[], RateLimitDecision>;
  readonly #blocks = new LocalBlocks();
  readonly #breaker: Breaker;
  readonly #fallback = new Fallback();
  readonly #leases: Leases;
  #localDecisions = 0;
  #lastLocalDecisionAt: Date | null = null;
  #refreshing: Promise<void> | undefined;

  constructor(redis: RedisHandle, settings: Partial<RateLimitSettings> = {}) {
    this.#redis = redis;
    this.#settings = { timeoutMs: 100, batchSize: 128, ...settings };
    this.#breaker = new Breaker(settings.onAlone);
    this.reports = new Reports(redis);
    this.policies = new Policies(redis, (known) => {
      this.#forgetBlocks();
      this.#monitor.forgetAllBut(known);
    });
    this.#monitor = new Monitor(redis, () => this.policies.version);
    this.#leases = new Leases(
      (operations) => takeAll(redis, operations, this.#settings),
      () => !this.#breaker.isOpen,
    );
    const slots = callerSlots(redis);
    this.#batch = new Batch({
      group: () => 0,
      maxCalls: this.#settings.batchSize * slots,
      // Several slots share the work out by themselves.
      minCalls: slots === 1 ? 16 : this.#settings.batchSize * slots,
      run: (operations) => this.#decideAll(operations),
    });
  }

  /** Units allowed and denied by policy since this process started. */
  get totals(): ReadonlyMap<string, { readonly allowed: number; readonly denied: number }> {
    return this.#monitor.totals;
  }

  /** How this process decides at this moment. */
  get state(): RateLimitState {
    return {
      redisAway: this.#breaker.isOpen,
      localDecisions: this.#localDecisions,
      lastLocalDecisionAt: this.#lastLocalDecisionAt,
      localBlocks: this.#blocks.size,
    };
  }

  /** Stores the default policies in a database that never had one, and in others what later releases added to them. */
  seed(): Promise<void> {
    return this.policies.seed(defaultPolicies, policyAdditions);
  }

  /**
   * Creates or changes a policy.
   * @throws Refusal naming the wrong fields.
   */
  set(input: RateLimitPolicyInput, checks?: PolicyChecks): Promise<RateLimitPolicy> {
    return this.policies.set(input, checks);
  }

  /**
   * Creates a policy unless there is one of that name: a program that begins with it does not undo what was changed since.
   * @throws Refusal naming the wrong fields.
   */
  async define(input: RateLimitPolicyInput): Promise<RateLimitPolicy> {
    const known = await this.policies.get(input.name);
    if (!known) return this.set(input);
    // A program is told of its mistake on every start, not only on the first.
    changePolicy(undefined, input);
    return known;
  }

  /**
   * Takes units of one policy's allowance, as for a route of your own.
   * @param key whose allowance: an address, an account, an API key.
   * @throws Refusal NOT_FOUND where there is no such policy, INVALID where the cost is not a whole number from 1.
   */
  take(policyName: string, key: string, cost = 1): Promise<RateLimitVerdict> {
    return this.#takeBlocked(policyName, key, cost) ?? this.#takeAsking(policyName, key, cost);
  }

  // The short way for a key that presses on although it was refused: nothing is waited for.
  #takeBlocked(policyName: string, key: string, cost: number): Promise<RateLimitVerdict> | undefined {
    if (this.#blocks.size === 0) return undefined;
    const nowMs = performance.now();
    const policy = this.policies.ageAt(nowMs) === 'fresh' ? this.policies.known.get(policyName) : undefined;
    const refused = policy && this.#refuseLocally(policy, key, cost, nowMs);
    return refused && Promise.resolve(refused);
  }

  async #takeAsking(policyName: string, key: string, cost: number): Promise<RateLimitVerdict> {
    const policy = (await this.current()).get(policyName);
    if (!policy) refuse('NOT_FOUND', `There is no rate-limit policy named ${JSON.stringify(policyName)}`, 'policy');
    checkWhole(cost, 'cost', 1, rateLimitLimits.cost);
    const check = { policy, key, cost };
    if (policy.mode === 'OFF') return verdictOf(check, admitsAtOnce(policy));
    const { verdicts, allowed } = await this.decide([check]);
    const [verdict] = verdicts as [RateLimitVerdict];
    return verdict.allowed === allowed ? verdict : { ...verdict, allowed };
  }

  /** The policies in force that guard something. Never rejects: while Redis is unavailable it is those known before. */
  async current(): Promise<ReadonlyMap<string, RateLimitPolicy>> {
    if (!this.known) await this.#refresh();
    return this.policies.known;
  }

  /** The same where they need not be waited for. */
  get known(): ReadonlyMap<string, RateLimitPolicy> | undefined {
    const age = this.policies.ageAt(performance.now());
    if (age === 'stale') return undefined;
    if (age === 'aging') void this.#refresh();
    return this.policies.known;
  }

  /**
   * Decides an operation: the units of all its checks are taken, or none. No two checks may share policy and key.
   * Never rejects for want of Redis: this process then decides by itself, see `Fallback`.
   * @throws Refusal INVALID that names what is wrong of a check; nothing is taken then.
   */
  async decide(given: readonly RateLimitCheck[]): Promise<RateLimitDecision> {
    return this.decideAtOnce(given);
  }

  /** As `decide`, without a promise where Redis need not be asked. What is wrong of a check is thrown, not rejected. */
  decideAtOnce(given: readonly RateLimitCheck[]): RateLimitDecision | Promise<RateLimitDecision> {
    const checks = readChecks(given);
    if (checks.length === 0) return { allowed: true, verdicts: [], local: false };
    const nowMs = performance.now();
    if (this.#blocks.size > 0) {
      for (const { policy, key, cost } of checks) {
        const refused = this.#refuseLocally(policy, key, cost, nowMs);
        if (refused) return { allowed: false, verdicts: [refused], local: false };
      }
    }
    const leased = this.#leases.spend(checks, nowMs);
    if (leased) return this.#conclude(checks, leased, nowMs, false);
    return this.#breaker.mayTry(nowMs) ? this.#batch.add(checks) : this.#decideLocally(checks, nowMs);
  }

  /**
   * Gives a key its whole allowance back, in every process within a second.
   * @returns whether it had used any of it.
   */
  async unblock(policy: string, shownKey: string): Promise<boolean> {
    const key = shortenKey(shownKey);
    const { prefix, client } = this.#redis;
    const shard = callerShards(this.#redis).of(key);
    const states = (['g', 's'] as const).map((kind) => rateLimitKeys.state(prefix, shard, kind, policy, key));
    // Before the version moves on: who then forgets a block asks about what is whole again.
    const used = await client.del(...states);
    const forgotten = await this.#redis.run(
      unblockScript,
      [rateLimitKeys.version(prefix), rateLimitKeys.blocked(prefix, policy)],
      [key],
    );
    this.#forgetBlocks();
    this.#fallback.clear();
    return used + Number(forgotten) > 0;
  }

  /** Writes what was counted and not yet written, so that reports are up to date. */
  flush(): Promise<void> {
    return this.#monitor.flush();
  }

  /** Writes what was counted, if Redis takes it. */
  async close(): Promise<void> {
    await this.flush().catch(() => {});
  }

  #refuseLocally(policy: RateLimitPolicy, key: string, cost: number, nowMs: number): RateLimitVerdict | undefined {
    const waitMs = this.#blocks.waitMs(policy.name, key, cost, nowMs);
    if (waitMs === 0) return undefined;
    this.#monitor.count(policy, key, cost, waitMs, false);
    return verdictOf({ policy, key, cost }, -waitMs);
  }

  async #decideAll(operations: readonly (readonly RateLimitCheck[])[]): Promise<RateLimitDecision[]> {
    const sentAtMs = performance.now();
    const answers = await takeAll(this.#redis, operations, this.#settings);
    const nowMs = performance.now();
    const failure = answers.find((answer) => answer instanceof Error);
    // A node of a cluster that fails leaves the callers of others to Redis.
    if (failure && answers.every((answer) => answer instanceof Error)) this.#breaker.failed(nowMs, failure);
    else this.#breaker.succeeded();
    return operations.map((checks, index) => {
      const answer = answers[index] as number[] | Error;
      if (answer instanceof Error) return this.#decideLocally(checks, nowMs);
      const lefts = checks.map((check, place) => this.#leases.withHeld(check, answer[place] as number));
      return this.#conclude(checks, lefts, sentAtMs, false);
    });
  }

  #forgetBlocks(): void {
    this.#blocks.clear();
    this.#leases.clear();
    this.#monitor.forgetWaits();
  }

  #decideLocally(checks: readonly RateLimitCheck[], nowMs: number): RateLimitDecision {
    this.#localDecisions++;
    this.#lastLocalDecisionAt = new Date();
    return this.#conclude(checks, this.#fallback.take(checks, nowMs), nowMs, true);
  }

  #conclude(
    checks: readonly RateLimitCheck[],
    answers: readonly number[],
    sentAtMs: number,
    local: boolean,
  ): RateLimitDecision {
    let allowed = true;
    const verdicts = checks.map((check, index) => {
      const verdict = verdictOf(check, answers[index] as number);
      if (verdict.allowed || verdict.policy.mode !== 'ENFORCE') return verdict;
      allowed = false;
      // Counted from before the question, so that no key is refused here for longer than Redis would.
      if (!local) this.#blocks.add(check.policy.name, check.key, check.cost, sentAtMs + verdict.retryAfterMs);
      return verdict;
    });
    for (const verdict of verdicts) {
      // Where the operation was refused, the policies that would have admitted it had no part in it.
      if (!allowed && verdict.allowed) continue;
      this.#monitor.count(verdict.policy, verdict.key, verdict.cost, verdict.retryAfterMs, local);
    }
    return { allowed, verdicts, local };
  }

  // Two calls at the same time read once.
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#readPolicies().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readPolicies(): Promise<void> {
    if (!this.#breaker.mayTry(performance.now())) return this.policies.keepCopy();
    try {
      await withTimeout(this.policies.refresh(), this.#settings.timeoutMs);
      this.#breaker.succeeded();
    } catch (error) {
      this.#breaker.failed(performance.now(), error);
      this.policies.keepCopy();
    }
  }
}

/**
 * Reads each check once, before it joins those of others: one that cannot be read then hurts nobody else.
 * @throws Refusal INVALID that names what is wrong.
 */
function readChecks(given: readonly RateLimitCheck[]): RateLimitCheck[] {
  const checks: RateLimitCheck[] = [];
  for (let index = 0; index < given.length; index++) {
    const check = given[index];
    if (!check) refuseField(['checks', String(index)], 'is missing');
    const { policy, key, cost } = check;
    if (!policy) refuseField(['checks', String(index), 'policy'], 'is missing');
    if (typeof key !== 'string') refuseField(['checks', String(index), 'key'], 'must be text');
    if (!(Number.isSafeInteger(cost) && cost >= 1 && cost <= rateLimitLimits.cost))
      checkWhole(cost, ['checks', String(index), 'cost'], 1, rateLimitLimits.cost);
    checks.push({ policy, key: shortenKey(key), cost });
  }
  return checks;
}

function verdictOf({ policy, key, cost }: RateLimitCheck, answer: number): RateLimitVerdict {
  if (answer >= 0) return { policy, key, cost, allowed: true, remaining: answer, retryAfterMs: 0 };
  return { policy, key, cost, allowed: false, remaining: leftOf(policy, cost, -answer), retryAfterMs: -answer };
}

// With GCRA the wait for all units tells how many there are. A window whose units go one by one is empty when it refuses.
function leftOf(policy: RateLimitPolicy, cost: number, waitMs: number): number {
  if (policy.algorithm === 'SLIDING_WINDOW') return 0;
  return Math.max(0, Math.floor(cost - (waitMs * 1000) / intervalMicros(policy)));
}

function shortenKey(key: string): string {
  if (key.length <= rateLimitLimits.keyCharacters) return key;
  const digest = createHash('sha256').update(key).digest('base64url').slice(0, 22);
  return `${key.slice(0, rateLimitLimits.keyCharacters - 23)}~${digest}`;
}
