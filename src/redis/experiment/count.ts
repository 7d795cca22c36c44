// Who saw which variant and what came of it, exactly: hashes of visitors, spread over slots by visitor.

import { hash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { FormerShards, Shards } from '../base/shards.ts';
import { numberOf, type PreparedEvent } from '../metric/event.ts';
import { bucketOf, bucketRanges, chooseVariation } from './bucket.ts';
import { experimentKeys } from './keys.ts';
import { type Experiment, experimentLimits, windowSecondsOf } from './record.ts';

const exposeScript = loadScript('experiment/expose');
const stickyScript = loadScript('experiment/sticky');
const aliasScript = loadScript('experiment/alias');
const convertScript = loadScript('experiment/convert');

const formerShards: FormerShards = { count: 16, of: (visitor) => Math.floor(bucketOf('shard', visitor) * 16) };

/** The visitors of an experiment are spread over these. */
export function experimentShards({ shards }: RedisHandle, key: string): Shards {
  return shards.for(`exp:${key}`, formerShards);
}

interface RevenueCounts {
  readonly sum: bigint;
  /** Of what each visitor spent, up to the cap of the currency. */
  readonly squares: number;
  /** The sum of what each visitor spent up to the cap; missing where the currency has none. */
  readonly winsorised?: bigint;
}

/** What one variant's visitors did. */
export interface ArmCounts {
  readonly variant: string;
  readonly exposures: number;
  readonly conversions: number;
  /** By currency, in minor units: the sum, and the sum of the squares of each visitor's sum. */
  readonly revenue: ReadonlyMap<string, RevenueCounts>;
}

export interface ExperimentCounts {
  readonly arms: readonly ArmCounts[];
  readonly multipleExposures: number;
}

export class ExperimentCounter {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /**
   * The visitor's variant, counted as an exposure the first time. An account keeps the variant of the visitor as whom
   * it was first seen, on every device. Two to five round trips; one for a guest.
   */
  async expose(experiment: Experiment, visitorId: string, accountId: string | null): Promise<string | null> {
    const visitor = tokenOf(experiment, visitorId);
    const account = accountId !== null && experiment.hashed ? digest(accountId) : accountId;
    if (account === null) return this.#expose(experiment, visitor, visitorId);
    const first = (await this.#redis.run(
      stickyScript,
      [this.#key(experiment, account, 'sticky')],
      [account, visitor, experimentLimits.keptSeconds],
    )) as string;
    if (first === visitor) return this.#expose(experiment, visitor, visitorId);
    const variant = await this.#expose(experiment, first);
    const { keptSeconds } = experimentLimits;
    const shown = shownTo(experiment, visitorId, variant ?? '');
    const args = [visitor, first, variant ?? '', keptSeconds, this.#visitorsPerShard, shown];
    const keys = [...this.#keys(experiment, visitor).slice(0, 3), this.#key(experiment, visitor, 'shown')];
    await this.#redis.run(aliasScript, keys, args);
    return variant;
  }

  /** The variant that an account has seen; null where it has seen none. */
  async seenBy(experiment: Experiment, accountId: string): Promise<string | null> {
    const { client } = this.#redis;
    const account = experiment.hashed ? digest(accountId) : accountId;
    const visitor = await client.hget(this.#key(experiment, account, 'sticky'), account);
    const seen = visitor === null ? null : await client.hget(this.#key(experiment, visitor, 'seen'), visitor);
    return seen?.split('|')[0] ?? null;
  }

  /** Forgets as which visitor an account was first seen. */
  async forget(experiment: Experiment, accountId: string): Promise<void> {
    const account = experiment.hashed ? digest(accountId) : accountId;
    await this.#redis.client.hdel(this.#key(experiment, account, 'sticky'), account);
  }

  /** @param visitorId undefined for a visitor of whom only what they are kept as is known. */
  async #expose(experiment: Experiment, visitor: string, visitorId?: string, follow = true): Promise<string | null> {
    const { keptSeconds } = experimentLimits;
    const channel = experimentKeys.changed(this.#redis.channelPrefix, experiment.key);
    const variant = offeredToToken(experiment, visitor);
    const shown = visitorId === undefined ? '' : shownTo(experiment, visitorId, variant);
    const args = [visitor, variant, keptSeconds, channel, follow ? '1' : '', this.#visitorsPerShard, shown];
    const keys = [...this.#keys(experiment, visitor).slice(0, 3), this.#key(experiment, visitor, 'shown')];
    const reply = (await this.#redis.run(exposeScript, keys, args)) as ['OK' | 'ALIAS', string] | ['OUTSIDE'];
    if (reply[0] === 'OUTSIDE') return null;
    return reply[0] === 'ALIAS' ? this.#expose(experiment, reply[1], undefined, false) : reply[1];
  }

  /** The numbers of the visitors who were shown each variant, as events have them: one command a shard. */
  async visitorsOf(experiment: Experiment): Promise<ReadonlyMap<string, readonly string[]>> {
    const { client, prefix } = this.#redis;
    const { key, version, variants } = experiment;
    const numbers = variants.map((): string[] => []);
    const texts = await Promise.all(
      experimentShards(this.#redis, key).numbers.map((shard) =>
        client.get(experimentKeys.part(prefix, key, shard, `${version}:shown`)),
      ),
    );
    for (const text of texts) for (const [visitor, place] of lastShown(text ?? '')) numbers[place]?.push(visitor);
    return new Map(variants.map((variant, place) => [variant.key, numbers[place] as string[]]));
  }

  /**
   * Counts an event that is the experiment's goal, if it came after an exposure and within the window. A refund lowers what
   * the visitor spent, whenever it comes. Given again, it adds nothing.
   */
  async convert(experiment: Experiment, { event, atMs }: Pick<PreparedEvent, 'event' | 'atMs'>): Promise<void> {
    const { skewMs, keptSeconds, waitingRefundsLength } = experimentLimits;
    const isRefund = event.type === 'REFUND';
    const windowMs = isRefund ? Number.MAX_SAFE_INTEGER : windowSecondsOf(experiment) * 1_000;
    const channel = experimentKeys.changed(this.#redis.channelPrefix, experiment.key);
    const money = event.value ? [`${isRefund ? '-' : ''}${event.value.minor}`, event.value.currency] : ['', ''];
    const cap = experiment.revenueCaps?.find(({ currency }) => currency === event.value?.currency)?.minor ?? '';
    const identity = hash('sha1', `${event.visitorId}\n${event.eventId}`, 'base64url').slice(0, 16);
    const count = async (visitor: string, follow: boolean) => {
      const args = [
        ...[visitor, atMs, windowMs, skewMs, ...money, keptSeconds, channel, follow ? '1' : '', identity, cap],
        ...[isRefund ? '1' : '', waitingRefundsLength],
      ];
      return (await this.#redis.run(convertScript, this.#keys(experiment, visitor), args)) as [string, string?];
    };
    const [outcome, visitor] = await count(tokenOf(experiment, event.visitorId), true);
    if (outcome === 'ALIAS') await count(visitor as string, false);
  }

  /** What was counted so far: one command a shard. */
  async read(experiment: Experiment): Promise<ExperimentCounts> {
    const { client, prefix } = this.#redis;
    const shards = await Promise.all(
      experimentShards(this.#redis, experiment.key).numbers.map((shard) =>
        client.hgetall(experimentKeys.part(prefix, experiment.key, shard, `${experiment.version}:counts`)),
      ),
    );
    const sum = (field: string): bigint => shards.reduce((total, counts) => total + BigInt(counts[field] ?? 0), 0n);
    const fields = new Set(shards.flatMap((counts) => Object.keys(counts)));
    const arms = experiment.variants.map(({ key }) => {
      const start = `r:${key}:`;
      const currencies = [...fields]
        .filter((field) => field.startsWith(start))
        .map((field) => field.slice(start.length));
      const revenue = currencies.sort().map((currency) => {
        const squares = shards.reduce((total, counts) => total + Number(counts[`q:${key}:${currency}`] ?? 0), 0);
        const isCapped = experiment.revenueCaps?.some((cap) => cap.currency === currency);
        const winsorised = isCapped ? { winsorised: sum(`w:${key}:${currency}`) } : {};
        return [currency, { sum: sum(start + currency), squares, ...winsorised }] as const;
      });
      return {
        variant: key,
        exposures: Number(sum(`n:${key}`)),
        conversions: Number(sum(`c:${key}`)),
        revenue: new Map(revenue),
      };
    });
    return { arms, multipleExposures: Number(sum('multiple')) };
  }

  get #visitorsPerShard(): number {
    return Math.ceil(experimentLimits.visitors / this.#redis.shards.countOf(formerShards));
  }

  #key(experiment: Experiment, visitor: string, part: string): string {
    const shard = experimentShards(this.#redis, experiment.key).of(visitor);
    return experimentKeys.part(this.#redis.prefix, experiment.key, shard, `${experiment.version}:${part}`);
  }

  #keys(experiment: Experiment, visitor: string): string[] {
    return ['seen', 'alias', 'counts', 'converted', 'spent', 'paid'].map((part) =>
      this.#key(experiment, visitor, part),
    );
  }
}

/** The variant that the hash gives a visitor; '' for one outside the experiment. */
export function offered(experiment: Experiment, visitorId: string): string {
  return offeredAt(experiment, bucketOf(seedOf(experiment), visitorId));
}

const seedOf = ({ key, version }: Experiment): string => (version === 1 ? key : `${key}:${version}`);

const digest = (name: string): string => hash('sha256', name, 'base64url').slice(0, 22);

/** Of the number of a visitor, in hexadecimal: it is below 2^52. Behind it stands the place of the variant, from 0. */
const numberLength = 13;

/** How it is kept which variant a visitor was shown; '' for none. */
function shownTo({ variants }: Experiment, visitorId: string, variant: string): string {
  const place = variants.findIndex(({ key }) => key === variant);
  return place < 0 ? '' : Number(numberOf(visitorId)).toString(16).padStart(numberLength, '0') + place;
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
function tokenOf(experiment: Experiment, visitorId: string): string {
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
