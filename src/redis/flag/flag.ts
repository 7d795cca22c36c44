// Flags: values that a program asks for while it runs, so that a part of it is switched on for some people, more of them, or all,
// without a new release.

import { Batch } from '../base/batch.ts';
import { RedisClock } from '../base/clock.ts';
import { checkCount, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { type FlagAudience, type FlagValue, valueFor } from './evaluate.ts';
import { flagKeys, flagTag } from './keys.ts';
import {
  checkInput,
  checkKey,
  type Flag,
  type FlagInput,
  flagLimits,
  isFlagKey,
  newFlag,
  parseFlag,
  textOf,
  withoutVisitor,
} from './record.ts';

export type { FlagAudience, FlagReason, FlagValue } from './evaluate.ts';
export type { Flag, FlagCondition, FlagInput, FlagRule } from './record.ts';

const changeScript = loadScript('flag/change');
const changeAttempts = 5;
/** The field of the hash that says when it was changed; no flag has this key. */
const momentField = '';

/** A flag before and after a change. */
export interface FlagChange {
  readonly before: Flag | null;
  readonly after: Flag | null;
}

export class Flags {
  readonly #redis: RedisHandle;
  readonly #outboxes: DomainEventOutboxes;
  readonly #clock: RedisClock;
  readonly #reads: Batch<null, readonly Flag[]>;
  #known: { readonly moment: string | null; readonly flags: readonly Flag[] } | undefined;

  constructor(redis: RedisHandle, outboxes = new DomainEventOutboxes(redis)) {
    this.#redis = redis;
    this.#outboxes = outboxes;
    this.#clock = new RedisClock(redis.client);
    this.#reads = new Batch({
      group: () => 0,
      run: async (calls) => {
        const flags = await this.#newest();
        return calls.map(() => flags);
      },
      maxCalls: Number.POSITIVE_INFINITY,
    });
  }

  /** All flags by their keys, with an error instead of each that cannot be read. */
  async listed(): Promise<(Flag | Error)[]> {
    const all = await this.#redis.client.hgetall(flagKeys.all(this.#redis.prefix));
    return Object.entries(all)
      .filter(([key]) => key !== momentField)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, json]) => orError(() => parseFlag(json)));
  }

  async find(key: string): Promise<Flag | null> {
    if (!isFlagKey(key)) return null;
    const json = await this.#redis.client.hget(flagKeys.all(this.#redis.prefix), key);
    return json === null ? null : parseFlag(json);
  }

  /**
   * Creates a flag, or changes of it what is given. A new one is off, and only servers see it.
   * @throws Refusal INVALID; CONFLICT where it is not the version that was given any more; LIMIT_EXCEEDED for more than 200 flags.
   */
  async set(input: FlagInput): Promise<FlagChange & { readonly after: Flag }> {
    const given = checkInput(input);
    const { key, version } = input;
    const changedAtMs = await this.#clock.nowMs();
    const { before, after } = await this.#change(key, (before) => {
      const held = before?.version ?? 0;
      if (version != null && version !== held)
        refuseBut(
          [String(held)],
          'CONFLICT',
          `Somebody else has changed the flag ${key}: look at it again.`,
          'version',
        );
      const next = { ...newFlag, ...before, ...given, key };
      if (before && JSON.stringify({ ...before, ...given }) === JSON.stringify(before)) return before;
      return { ...next, version: held + 1, changedAtMs };
    });
    return { before, after: after as Flag };
  }

  /** Removes a flag: programs get no value for it any more. @throws Refusal NOT_FOUND. */
  async remove(key: string): Promise<Flag> {
    const { before } = await this.#change(key, (before) => {
      if (!before) refuse('NOT_FOUND', `There is no flag ${key}.`, 'key');
      return null;
    });
    return before as Flag;
  }

  /** The keys of the flags whose rules name a visitor. */
  async naming(visitorId: string): Promise<string[]> {
    checkText(visitorId, 'visitorId', flagLimits.visitorIdLength);
    const flags = readable(await this.listed());
    return flags.filter((flag) => withoutVisitor(flag, visitorId) !== flag).map(({ key }) => key);
  }

  /** Has all rules name `erased` instead of a visitor. Returns how many flags named the visitor. */
  async forgetVisitor(visitorId: string): Promise<number> {
    const [keys, changedAtMs] = await Promise.all([this.naming(visitorId), this.#clock.nowMs()]);
    for (const key of keys)
      await this.#change(key, (before) => {
        const after = before && withoutVisitor(before, visitorId);
        return after === null || after === before ? before : { ...after, version: after.version + 1, changedAtMs };
      });
    return keys.length;
  }

  /**
   * What somebody gets, flags by their keys: those of `keys`, or all. A key of which there is no flag is left out. One short round
   * trip, which all calls of a tick share; definitions are read again only after a change.
   * @throws Refusal INVALID.
   */
  async valuesFor(
    audience: FlagAudience,
    { keys, publicOnly }: { readonly keys?: readonly string[] | null; readonly publicOnly: boolean },
  ): Promise<FlagValue[]> {
    checkAudience(audience);
    if (keys) checkCount(keys, 'keys', flagLimits.flags);
    const wanted = keys ? new Set(keys) : null;
    const flags = await this.#reads.add(null);
    return flags
      .filter(({ key, isPublic }) => (isPublic || !publicOnly) && (wanted?.has(key) ?? true))
      .map((flag) => valueFor(flag, audience));
  }

  /** The moment is read first: what is read after it is at least as new. */
  async #newest(): Promise<readonly Flag[]> {
    const moment = await this.#redis.client.hget(flagKeys.all(this.#redis.prefix), momentField);
    if (this.#known?.moment !== moment) this.#known = { moment, flags: readable(await this.listed()) };
    return this.#known.flags;
  }

  async #change(key: string, next: (before: Flag | null) => Flag | null): Promise<FlagChange> {
    checkKey(key);
    const { client, prefix, channelPrefix } = this.#redis;
    const [all, outbox] = [flagKeys.all(prefix), this.#outboxes.keyOf(flagTag(prefix))];
    for (let attempt = 0; attempt < changeAttempts; attempt += 1) {
      const stored = await client.hget(all, key);
      const before = stored === null ? null : parseFlag(stored);
      const after = next(before);
      if (after === before) return { before, after };
      const data = { flag: key, enabled: after?.enabled ?? false };
      const event = await this.#outboxes.argsOf('flag.changed', key, data);
      const text = after ? textOf(after) : '';
      const args = [key, stored ?? '', text, flagLimits.flags, flagKeys.changed(channelPrefix), ...event];
      const [outcome] = (await this.#redis.run(changeScript, [all, outbox], args)) as [string];
      if (outcome === 'LIMIT_EXCEEDED')
        refuse('LIMIT_EXCEEDED', `There can be at most ${flagLimits.flags} flags: delete one first.`, 'key');
      if (outcome === 'OK') return { before, after };
    }
    return refuse('CONFLICT', `The flag ${key} was changed by somebody else at the same time; try again.`, 'key');
  }
}

function checkAudience({ visitorId, accountId, attributes }: FlagAudience): void {
  const { visitorIdLength, attributeLength, valueLength, attributes: most } = flagLimits;
  if (visitorId !== null) checkText(visitorId, 'visitorId', visitorIdLength);
  if (accountId !== null) checkText(accountId, 'accountId', visitorIdLength);
  const given = [...attributes];
  checkCount(given, 'attributes', most);
  for (const [index, [attribute, value]] of given.entries()) {
    checkText(attribute, ['attributes', String(index), 'name'], attributeLength);
    checkText(value, ['attributes', String(index), 'value'], valueLength, 0);
  }
}
