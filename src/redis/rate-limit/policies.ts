// The policies in Redis and this process' copy of them. The copy is read again beside a decision once it is older than
// `rereadMs`, and before one once it is older than `staleMs`: so a change is in force in every process within a second,
// no process needs to be told, and under load no decision waits for it.

import type { RedisHandle } from '../base/handle.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { type PolicyAdditions, withAdditions } from './defaults.ts';
import { rateLimitKeys } from './keys.ts';
import { lockOutOf } from './lock-out.ts';
import { changePolicy, type RateLimitPolicy, type RateLimitPolicyInput, rateLimitLimits } from './policy.ts';

const setScript = loadScript('rate-limit/policy-set');
const seedScript = loadScript('rate-limit/policy-seed');
const addScript = loadScript('rate-limit/policy-add');

const timing = { rereadMs: 400, staleMs: 800, setAttempts: 5 } as const;

/** What is asked about a policy before it is stored. */
export interface PolicyChecks {
  /** Whether there is anything at a schema coordinate, so that a misspelt target is refused. */
  exists?(coordinate: string): boolean;
  /** False where a policy that would refuse everybody, or who sets it, is to be refused. */
  readonly mayLockOut?: boolean;
}

export class Policies {
  readonly #redis: RedisHandle;
  readonly #onChange: (known: ReadonlyMap<string, RateLimitPolicy>) => void;
  #known: ReadonlyMap<string, RateLimitPolicy> = new Map();
  #listed: readonly (RateLimitPolicy | Error)[] = [];
  #version: string | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  /** `onChange` is called when policies were changed, or keys unblocked, here or elsewhere. */
  constructor(redis: RedisHandle, onChange: (known: ReadonlyMap<string, RateLimitPolicy>) => void) {
    this.#redis = redis;
    this.#onChange = onChange;
  }

  /** The copy in this process, by name. */
  get known(): ReadonlyMap<string, RateLimitPolicy> {
    return this.#known;
  }

  /** Grows with every change of a policy and every unblocking; '' before the first. */
  get version(): string {
    return this.#version ?? '';
  }

  /**
   * Whether the copy may be decided by as it is (`fresh`), while it is read again (`aging`), or not at all.
   * @param nowMs of `performance.now()`.
   * @throws Refusal INVALID for what is no time.
   */
  ageAt(nowMs: number): 'fresh' | 'aging' | 'stale' {
    if (!Number.isFinite(nowMs)) refuse('INVALID', `nowMs must be a time in milliseconds, not ${nowMs}.`, 'nowMs');
    const ageMs = nowMs - this.#readAt;
    if (ageMs < timing.rereadMs) return 'fresh';
    return ageMs < timing.staleMs ? 'aging' : 'stale';
  }

  /** Reads the policies again where somebody changed them. */
  async refresh(): Promise<void> {
    const { client, prefix } = this.#redis;
    const version = await client.get(rateLimitKeys.version(prefix));
    if (version !== this.#version) {
      const stored = await client.hgetall(rateLimitKeys.policies(prefix));
      this.#listed = Object.entries(stored)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([, text]) => orError(() => JSON.parse(text) as RateLimitPolicy));
      this.#known = new Map(readable(this.#listed).map((policy) => [policy.name, policy]));
      this.#version = version;
      this.#onChange(this.#known);
    }
    this.#readAt = performance.now();
  }

  /** Goes on with the copy of now, as while Redis is away. */
  keepCopy(): void {
    this.#readAt = performance.now();
  }

  async all(): Promise<RateLimitPolicy[]> {
    await this.refresh();
    return [...this.#known.values()];
  }

  /** As `all`, with an error in the place of each that cannot be read. It limits nothing. */
  async listed(): Promise<readonly (RateLimitPolicy | Error)[]> {
    await this.refresh();
    return this.#listed;
  }

  async get(name: string): Promise<RateLimitPolicy | null> {
    await this.refresh();
    return this.#known.get(name) ?? null;
  }

  /**
   * @throws Refusal INVALID, LIMIT_EXCEEDED, CONFIRMATION_REQUIRED for a policy that may not lock out, or CONFLICT where others
   *   keep changing the same policy.
   */
  async set(input: RateLimitPolicyInput, { exists, mayLockOut = true }: PolicyChecks = {}): Promise<RateLimitPolicy> {
    for (let attempt = 1; attempt <= timing.setAttempts; attempt++) {
      const text = (await this.#redis.client.hget(rateLimitKeys.policies(this.#redis.prefix), input.name)) ?? '';
      const policy = changePolicy(readPolicy(text), input, exists);
      const lockOut = mayLockOut ? undefined : lockOutOf(policy);
      if (lockOut) refuse('CONFIRMATION_REQUIRED', `${lockOut} Set confirm to true if that is meant.`, 'confirm');
      if (await this.#write(input.name, text, JSON.stringify(policy))) return policy;
    }
    return refuse('CONFLICT', 'Others are changing this policy at the same time; try again', 'name');
  }

  /** @returns the deleted policy; null for one that could not be read. @throws Refusal NOT_FOUND. */
  async delete(name: string): Promise<RateLimitPolicy | null> {
    for (let attempt = 1; attempt <= timing.setAttempts; attempt++) {
      const text = await this.#redis.client.hget(rateLimitKeys.policies(this.#redis.prefix), name);
      if (!text) return refuse('NOT_FOUND', `There is no rate-limit policy named ${JSON.stringify(name)}`, 'name');
      if (await this.#write(name, text, '')) return readPolicy(text) ?? null;
    }
    return refuse('CONFLICT', 'Others are changing this policy at the same time; try again', 'name');
  }

  /** Stores the first policies of a database that never had one; one that has gets what later releases added. */
  async seed(policies: readonly RateLimitPolicy[], additions: readonly PolicyAdditions[]): Promise<void> {
    const args = policies.flatMap((policy) => [policy.name, JSON.stringify(policy)]);
    const [outcome] = (await this.#redis.run(seedScript, this.#seedKeys(), [additions.length, ...args])) as
      | ['OK']
      | ['SEEDED'];
    if (outcome === 'SEEDED') await this.#add(additions);
  }

  /** @throws Refusal CONFLICT where others keep changing the same policies. */
  async #add(additions: readonly PolicyAdditions[]): Promise<void> {
    const { client, prefix } = this.#redis;
    for (let attempt = 1; attempt <= timing.setAttempts; attempt++) {
      const seen = await client.get(rateLimitKeys.additions(prefix));
      const news = additions.slice(Number(seen ?? 0));
      if (news.length === 0) return;
      const texts = await client.hgetall(rateLimitKeys.policies(prefix));
      const stored = new Map(Object.entries(texts).map(([name, text]) => [name, readPolicy(text)]));
      const changes = withAdditions(stored, news);
      const [outcome] = (await this.#redis.run(addScript, this.#seedKeys(), [
        additions.length,
        seen ?? '',
        rateLimitLimits.policies,
        ...changes.flatMap((policy) => [policy.name, texts[policy.name] ?? '', JSON.stringify(policy)]),
      ])) as ['OK'] | ['CHANGED'];
      if (outcome === 'OK') return;
    }
    refuse('CONFLICT', 'Others are changing the rate-limit policies at the same time; try again');
  }

  #seedKeys(): string[] {
    const { prefix } = this.#redis;
    return [rateLimitKeys.policies(prefix), rateLimitKeys.version(prefix), rateLimitKeys.additions(prefix)];
  }

  async #write(name: string, before: string, after: string): Promise<boolean> {
    const { prefix } = this.#redis;
    const [outcome] = (await this.#redis.run(
      setScript,
      [rateLimitKeys.policies(prefix), rateLimitKeys.version(prefix), rateLimitKeys.blocked(prefix, name)],
      [name, before, after, rateLimitLimits.policies],
    )) as ['OK'] | ['CHANGED'] | ['LIMIT'];
    if (outcome === 'LIMIT')
      refuse('LIMIT_EXCEEDED', `There may be ${rateLimitLimits.policies} policies at most`, 'name');
    if (outcome === 'CHANGED') return false;
    await this.refresh();
    return true;
  }
}

/** A stored policy; undefined for none, and for one that cannot be read, which may be replaced. */
function readPolicy(text: string): RateLimitPolicy | undefined {
  const policy = text === '' ? undefined : orError(() => JSON.parse(text) as RateLimitPolicy);
  return policy instanceof Error ? undefined : policy;
}
