// Who saw which variant and what came of it, exactly: hashes of visitors, spread over slots by visitor.

import { hash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { FormerShards, Shards } from '../base/shards.ts';
import { numberOf, type PreparedEvent } from '../metric/event.ts';
import { bucketOf, bucketRanges, chooseVariation } from './bucket.ts';
import { ExperimentDays } from './day.ts';
import { experimentKeys, experimentParts, metricPart } from './keys.ts';
import { experimentLimits } from './limits.ts';
import { amountOf, isCounted, isTakenBack } from './metric.ts';
import { type Experiment, windowSecondsOf } from './record.ts';

const exposeScript = loadScript('experiment/expose');
const stickyScript = loadScript('experiment/sticky');
const aliasScript = loadScript('experiment/alias');
const convertScript = loadScript('experiment/convert');

const formerShards: FormerShards = { count: 16, of: (visitor) => Math.floor(bucketOf('shard', visitor) * 16) };

/** The visitors of an experiment are spread over these. */
export function experimentShards({ shards }: RedisHandle, key: string): Shards {
  return shards.for(`exp:${key}`, formerShards);
}

/** What is known of a visitor who is shown a variant. */
interface Exposed {
  readonly traits: readonly string[];
  /** Undefined for a visitor of whom only what they are kept as is known. */
  readonly visitorId?: string;
}

/** A goal, or a metric, whose events are counted. */
interface Counted {
  /** Null for the goal. */
  readonly metric: string | null;
  readonly takesBack: boolean;
  readonly amount: { readonly minor: bigint | number; readonly currency: string } | null;
  readonly cap: number | null;
}

export class ExperimentCounter {
  readonly #redis: RedisHandle;
  readonly #days = new ExperimentDays();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /**
   * The visitor's variant, counted as an exposure the first time. An account keeps the variant of the visitor as whom
   * it was first seen, on every device. Two to five round trips; one for a guest.
   */
  async expose(
    experiment: Experiment,
    visitorId: string,
    accountId: string | null,
    traits: readonly string[],
  ): Promise<string | null> {
    const visitor = tokenOf(experiment, visitorId);
    const own = { traits, visitorId };
    if (accountId === null) return this.#expose(experiment, visitor, own);
    const first = await this.#firstSeenAs(experiment, visitor, accountId);
    if (first === visitor) return this.#expose(experiment, visitor, own);
    const variant = await this.#expose(experiment, first, { traits });
    await this.#makeAlias(experiment, visitorId, first, variant ?? '');
    return variant;
  }

  async #firstSeenAs(experiment: Experiment, visitor: string, accountId: string): Promise<string> {
    const account = accountOf(experiment, accountId);
    const key = this.#key(experiment, account, experimentParts.sticky);
    return (await this.#redis.run(stickyScript, [key], [account, visitor, experimentLimits.keptSeconds])) as string;
  }

  async #makeAlias(experiment: Experiment, visitorId: string, first: string, variant: string): Promise<void> {
    const visitor = tokenOf(experiment, visitorId);
    const shown = shownTo(experiment, visitorId, variant);
    const args = [visitor, first, variant, experimentLimits.keptSeconds, this.#visitorsPerShard, shown];
    const { seen, alias, counts } = experimentParts;
    const keys = [seen, alias, counts, experimentParts.shown].map((part) => this.#key(experiment, visitor, part));
    await this.#redis.run(aliasScript, keys, args);
  }

  /** The variant that an account has seen; null where it has seen none. */
  async seenBy(experiment: Experiment, accountId: string): Promise<string | null> {
    const { client } = this.#redis;
    const account = accountOf(experiment, accountId);
    const visitor = await client.hget(this.#key(experiment, account, experimentParts.sticky), account);
    const seen =
      visitor === null ? null : await client.hget(this.#key(experiment, visitor, experimentParts.seen), visitor);
    return seen?.split('|')[0] ?? null;
  }

  /** Forgets as which visitor an account was first seen. */
  async forget(experiment: Experiment, accountId: string): Promise<void> {
    const account = accountOf(experiment, accountId);
    await this.#redis.client.hdel(this.#key(experiment, account, experimentParts.sticky), account);
  }

  async #expose(
    experiment: Experiment,
    visitor: string,
    { traits, visitorId }: Exposed,
    follow = true,
  ): Promise<string | null> {
    const { keptSeconds, segmentFields } = experimentLimits;
    const channel = experimentKeys.changed(this.#redis.channelPrefix, experiment.key);
    const variant = offeredToToken(experiment, visitor);
    const args = [
      ...[visitor, variant, keptSeconds, channel, follow ? '1' : '', this.#visitorsPerShard],
      // By this process' clock, beside Redis': it matters only while a zone changes its clock.
      ...[this.#days.aheadAt(experiment, Date.now()), this.#days.lastOf(experiment), segmentFields],
      visitorId === undefined ? '' : shownTo(experiment, visitorId, variant),
      ...traits,
    ];
    const { seen, alias, counts, days, segments, traits: known, shown } = experimentParts;
    const keys = [seen, alias, counts, days, segments, known, shown].map((part) =>
      this.#key(experiment, visitor, part),
    );
    const reply = (await this.#redis.run(exposeScript, keys, args)) as ['OK' | 'ALIAS', string] | ['OUTSIDE'];
    if (reply[0] === 'OUTSIDE') return null;
    return reply[0] === 'ALIAS' ? this.#expose(experiment, reply[1], { traits }, false) : reply[1];
  }

  /** The numbers of the visitors who were shown each variant, as events have them: one command a shard. */
  async visitorsOf(experiment: Experiment): Promise<ReadonlyMap<string, readonly string[]>> {
    const { client, prefix } = this.#redis;
    const { key, version, variants } = experiment;
    const numbers = variants.map((): string[] => []);
    const texts = await Promise.all(
      experimentShards(this.#redis, key).numbers.map((shard) =>
        client.get(experimentKeys.part(prefix, key, shard, `${version}:${experimentParts.shown}`)),
      ),
    );
    for (const text of texts) for (const [visitor, place] of lastShown(text ?? '')) numbers[place]?.push(visitor);
    return new Map(variants.map((variant, place) => [variant.key, numbers[place] as string[]]));
  }

  /**
   * Counts an event for the experiment's goal and for each metric that it is of, if it came after an exposure and within the window.
   * A refund lowers what the visitor spent, whenever it comes. Given again, it adds nothing. Not counted for `testers`, by their tokens.
   */
  async convert(
    experiment: Experiment,
    { event, atMs }: Pick<PreparedEvent, 'event' | 'atMs'>,
    testers: ReadonlySet<string>,
  ): Promise<void> {
    const visitor = tokenOf(experiment, event.visitorId);
    if (testers.has(visitor)) return;
    const identity = hash('sha1', `${event.visitorId}\n${event.eventId}`, 'base64url').slice(0, 16);
    const counted = countedOf(experiment, event);
    const count = (each: Counted, token: string, follow: boolean) =>
      this.#redis.run(
        convertScript,
        this.#keys(experiment, token, each.metric),
        this.#argsOf(experiment, each, { token, atMs, identity, follow }),
      ) as Promise<[string, string?]>;
    await Promise.all(
      counted.map(async (each) => {
        const [outcome, first] = await count(each, visitor, true);
        if (outcome === 'ALIAS' && !testers.has(first as string)) await count(each, first as string, false);
      }),
    );
  }

  #argsOf(
    experiment: Experiment,
    { metric, takesBack, amount, cap }: Counted,
    at: { readonly token: string; readonly atMs: number; readonly identity: string; readonly follow: boolean },
  ): (string | number)[] {
    const { skewMs, keptSeconds, waitingRefundsLength } = experimentLimits;
    const { token, atMs, identity, follow } = at;
    const windowMs = takesBack ? Number.MAX_SAFE_INTEGER : windowSecondsOf(experiment) * 1_000;
    const channel = experimentKeys.changed(this.#redis.channelPrefix, experiment.key);
    const money = amount ? [`${takesBack ? '-' : ''}${amount.minor}`, amount.currency] : ['', ''];
    return [
      ...[token, atMs, windowMs, skewMs, ...money, keptSeconds, channel, follow ? '1' : '', identity, cap ?? ''],
      ...[takesBack ? '1' : '', waitingRefundsLength],
      ...[metric === null ? this.#days.aheadAt(experiment, atMs) : '', this.#days.lastOf(experiment)],
    ];
  }

  /**
   * As whom the testers of an experiment are counted, if they are: those named as visitors, and those as whom an account was first
   * seen. One command a shard, and none without accounts among the testers.
   */
  async testersOf(experiment: Experiment): Promise<ReadonlySet<string>> {
    const { testers = [] } = experiment;
    const visitors = testers.flatMap(({ visitorIds }) => visitorIds.map((id) => tokenOf(experiment, id)));
    const accounts = testers.flatMap(({ accountIds }) => accountIds.map((id) => accountOf(experiment, id)));
    const byKey = new Map<string, string[]>();
    for (const account of accounts) {
      const key = this.#key(experiment, account, experimentParts.sticky);
      byKey.set(key, [...(byKey.get(key) ?? []), account]);
    }
    const first = await Promise.all([...byKey].map(([key, own]) => this.#redis.client.hmget(key, ...own)));
    return new Set([...visitors, ...first.flat().filter((visitor) => visitor !== null)]);
  }

  /** Remembers which visitor a tester is, so that what was counted of them before grows no more. */
  async recognise(experiment: Experiment, visitorId: string, accountId: string): Promise<void> {
    const visitor = tokenOf(experiment, visitorId);
    const first = await this.#firstSeenAs(experiment, visitor, accountId);
    if (first !== visitor) await this.#makeAlias(experiment, visitorId, first, '');
  }

  get #visitorsPerShard(): number {
    return Math.ceil(experimentLimits.visitors / this.#redis.shards.countOf(formerShards));
  }

  #key(experiment: Experiment, visitor: string, part: string): string {
    const shard = experimentShards(this.#redis, experiment.key).of(visitor);
    return experimentKeys.part(this.#redis.prefix, experiment.key, shard, `${experiment.version}:${part}`);
  }

  /** Of the goal, or of a metric. */
  #keys(experiment: Experiment, visitor: string, metric: string | null = null): string[] {
    const { seen, alias, counts, converted, spent, paid, days, segments, traits } = experimentParts;
    const own = [counts, converted, spent, paid].map((part) => (metric === null ? part : metricPart(metric, part)));
    return [seen, alias, ...own, days, segments, traits].map((part) => this.#key(experiment, visitor, part));
  }
}

/** What of an experiment an event is counted for. */
function countedOf(experiment: Experiment, event: PreparedEvent['event']): Counted[] {
  const { revenueCaps, metrics = [] } = experiment;
  const own = metrics
    .filter((metric) => isCounted(metric, event))
    .map((metric): Counted => {
      const { key, cap } = metric;
      return { metric: key, takesBack: isTakenBack(metric, event), amount: amountOf(metric, event), cap };
    });
  if (!isGoal(experiment, event)) return own;
  const cap = revenueCaps?.find(({ currency }) => currency === event.value?.currency)?.minor ?? null;
  return [{ metric: null, takesBack: event.type === 'REFUND', amount: event.value ?? null, cap }, ...own];
}

/** Whether an event is the goal, or takes one back. */
export function isGoal({ goal }: Experiment, { type, name }: PreparedEvent['event']): boolean {
  return (name ?? (type === 'REFUND' ? 'PURCHASE' : type)) === goal;
}

/** The variant that the hash gives a visitor; '' for one outside the experiment. */
export function offered(experiment: Experiment, visitorId: string): string {
  return offeredAt(experiment, bucketOf(seedOf(experiment), visitorId));
}

const seedOf = ({ key, version }: Experiment): string => (version === 1 ? key : `${key}:${version}`);

/** What an account is kept as. */
const accountOf = ({ hashed }: Experiment, accountId: string): string => (hashed ? digest(accountId) : accountId);

const digest = (name: string): string => hash('sha256', name, 'base64url').slice(0, 22);

/** Of the number of a visitor, in hexadecimal: it is below 2^52. Behind it stands the place of the variant, from 0. */
const numberLength = 13;

/** As what `shown` has a visitor. */
export const shownNumber = (visitorId: string): string =>
  Number(numberOf(visitorId)).toString(16).padStart(numberLength, '0');

/** How it is kept which variant a visitor was shown; '' for none. */
function shownTo({ variants }: Experiment, visitorId: string, variant: string): string {
  const place = variants.findIndex(({ key }) => key === variant);
  return place < 0 ? '' : shownNumber(visitorId) + place;
}

/** The place of the variant that each visitor was shown last. */
function lastShown(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at < text.length; at += numberLength + 1)
    found.set(String(Number.parseInt(text.slice(at, at + numberLength), 16)), Number(text[at + numberLength]));
  return found;
}

const bucketsPerVisitor = 10_000;

/** What a visitor is kept as: a hash, and the bucket that their variant follows from. */
export function tokenOf(experiment: Experiment, visitorId: string): string {
  if (!experiment.hashed) return visitorId;
  return `${digest(visitorId)}.${Math.round(bucketOf(seedOf(experiment), visitorId) * bucketsPerVisitor)}`;
}

function offeredToToken(experiment: Experiment, token: string): string {
  if (!experiment.hashed) return offered(experiment, token);
  return offeredAt(experiment, Number(token.slice(token.indexOf('.') + 1)) / bucketsPerVisitor);
}

function offeredAt({ variants, coverage }: Experiment, bucket: number): string {
  const weights = variants.map((variant) => variant.weight);
  return variants[chooseVariation(bucket, bucketRanges(variants.length, coverage, weights))]?.key ?? '';
}
