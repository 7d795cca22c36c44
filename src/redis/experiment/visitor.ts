// What experiments keep of one visitor, for who asks for it, and its erasure. Counts stay: they name nobody.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { currencies } from '../base/money.ts';
import { loadScript } from '../base/scripts.ts';
import { experimentShards, shownNumber, tokenOf } from './count.ts';
import type { Experiments } from './experiment.ts';
import { experimentKeys, experimentParts, metricPart, visitorParts } from './keys.ts';
import { experimentLimits } from './limits.ts';
import { secondsUnit } from './metric.ts';
import { type Experiment, forcedFor } from './record.ts';

const eraseScript = loadScript('experiment/erase-visitor');

const limits = { linksPerScan: 1_000 } as const;

/** In what a visitor may have spent. */
const units = [...currencies, secondsUnit];

/** A version of an experiment, and as what it may have kept the visitor. */
interface Form {
  readonly key: string;
  readonly version: number;
  readonly metrics: readonly string[];
  readonly token: string;
}

export class ExperimentVisitors {
  readonly #redis: RedisHandle;
  readonly #experiments: Experiments;

  constructor(redis: RedisHandle, experiments: Experiments) {
    this.#redis = redis;
    this.#experiments = experiments;
  }

  /** Of each experiment that knows the visitor, and each version of it, what it keeps. @throws Refusal INVALID. */
  async of(visitorId: string): Promise<object[]> {
    checkText(visitorId, 'visitorId', experimentLimits.visitorIdLength);
    const kept = (await this.#experiments.list()).map(async (experiment) => {
      const tester = forcedFor(experiment, visitorId, null);
      const seen = await Promise.all(formsOf(experiment, visitorId).map((form) => this.#read(form)));
      return [...(tester === null ? [] : [{ experiment: experiment.key, tester }]), ...seen.flat()];
    });
    return (await Promise.all(kept)).flat();
  }

  /**
   * Erases all of it, experiment by experiment. Looks through the links of all accounts and devices, some at a time.
   * @returns whether anything was known of the visitor.
   * @throws Refusal INVALID.
   */
  async erase(visitorId: string): Promise<boolean> {
    checkText(visitorId, 'visitorId', experimentLimits.visitorIdLength);
    let known = 0;
    for (const experiment of await this.#experiments.list()) {
      if (forcedFor(experiment, visitorId, null) !== null) {
        await this.#experiments.dropTester(experiment.key, visitorId);
        known += 1;
      }
      for (const form of formsOf(experiment, visitorId)) {
        // Links go first: through one that is left, the account would bring the visitor back.
        known += await this.#unlink(form);
        known += await this.#eraseForm(form, visitorId);
      }
    }
    return known > 0;
  }

  async #read(form: Form): Promise<object[]> {
    const { seen, alias, traits } = experimentParts;
    const [shown, first, known] = await Promise.all([seen, alias, traits].map((part) => this.#get(form, part)));
    if (shown == null && first == null) return [];
    const [variant = null, atMs] = shown?.split('|') ?? [];
    const done = await Promise.all([null, ...form.metrics].map((metric) => this.#done(form, metric)));
    return [
      {
        ...{ experiment: form.key, version: form.version, variant },
        at: atMs === undefined ? null : new Date(Number(atMs)),
        // As the visitor of another device, for whom the conversions count.
        recognised: first != null,
        traits: known?.split('|') ?? [],
        conversions: done.flat(),
      },
    ];
  }

  /** The conversion for the goal or for a metric, with what the visitor spent. */
  async #done(form: Form, metric: string | null): Promise<object[]> {
    const part = (name: 'converted' | 'spent') => (metric === null ? experimentParts[name] : metricPart(metric, name));
    const [atMs, amounts] = await Promise.all([
      this.#get(form, part('converted')),
      this.#redis.client.hmget(this.#keyOf(form, part('spent')), ...units.map((unit) => `${form.token}|${unit}`)),
    ]);
    if (atMs === null) return [];
    const spent = units.flatMap((unit, index) => (amounts[index] == null ? [] : [[unit, amounts[index]]]));
    return [{ metric, at: new Date(Number(atMs)), spent: Object.fromEntries(spent) }];
  }

  async #eraseForm(form: Form, visitorId: string): Promise<number> {
    const ofMetrics = form.metrics.flatMap((metric) => [metricPart(metric, 'converted'), metricPart(metric, 'spent')]);
    const keys = [experimentParts.shown, ...visitorParts, ...ofMetrics].map((part) => this.#keyOf(form, part));
    const args = [shownNumber(visitorId), form.token, units.join(' ')];
    return (await this.#redis.run(eraseScript, keys, args)) as number;
  }

  /** Accounts, and visitors of other devices, are not recognised as the visitor any more. They are kept in shards of their own. */
  async #unlink({ key, version, token }: Form): Promise<number> {
    const { alias, sticky } = experimentParts;
    const keys = experimentShards(this.#redis, key).numbers.flatMap((shard) =>
      [alias, sticky].map((part) => experimentKeys.part(this.#redis.prefix, key, shard, `${version}:${part}`)),
    );
    const counts = await Promise.all(keys.map((each) => this.#unlinkIn(each, token)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #unlinkIn(key: string, token: string): Promise<number> {
    const { client } = this.#redis;
    let [cursor, count] = ['0', 0];
    do {
      const [next, pairs] = await client.hscan(key, cursor, 'COUNT', limits.linksPerScan);
      const own = pairs.filter((_, index) => index % 2 === 0 && pairs[index + 1] === token);
      if (own.length > 0) count += await client.hdel(key, ...own);
      cursor = next;
    } while (cursor !== '0');
    return count;
  }

  #get(form: Form, part: string): Promise<string | null> {
    return this.#redis.client.hget(this.#keyOf(form, part), form.token);
  }

  #keyOf({ key, version, token }: Form, part: string): string {
    const shard = experimentShards(this.#redis, key).of(token);
    return experimentKeys.part(this.#redis.prefix, key, shard, `${version}:${part}`);
  }
}

/** As what each version may have kept a visitor: as a hash, and by name if it began before visitors were hashed. */
function formsOf(experiment: Experiment, visitorId: string): Form[] {
  const { key, metrics = [] } = experiment;
  const versions = Array.from({ length: experiment.version }, (_, index) => index + 1);
  return versions.flatMap((version) =>
    [tokenOf({ ...experiment, version, hashed: true }, visitorId), visitorId].map((token) => ({
      ...{ key, version, token },
      metrics: metrics.map((metric) => metric.key),
    })),
  );
}
