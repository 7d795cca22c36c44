// Experiments: two or more variants of something, each visitor given one by hash, and what came of it counted exactly.
// docs/experiments.md says how the numbers are meant.

import { Batch } from '../base/batch.ts';
import { RedisClock } from '../base/clock.ts';
import { checkCount, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { checkTimezone } from '../base/timezone.ts';
import { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { botReason } from '../metric/agent.ts';
import { metricLimits } from '../metric/bucket.ts';
import type { PreparedEvent } from '../metric/event.ts';
import type { PlaceOf } from '../metric/recogniser.ts';
import { ExperimentCounter, isGoal, offered } from './count.ts';
import { experimentKeys, experimentTag } from './keys.ts';
import { experimentLimits } from './limits.ts';
import { isCounted } from './metric.ts';
import { type DayCounts, type ExperimentCounts, ExperimentReader } from './read.ts';
import {
  checkInput,
  checkKey,
  type Experiment,
  type ExperimentInput,
  forcedFor,
  parseExperiment,
  plannedVisitorsOf,
  windowSecondsOf,
  withoutTester,
} from './record.ts';
import { type ExposureFacts, type SegmentCounts, Traits } from './segment.ts';

export { type ExperimentMetric, type ExperimentMetricInput, experimentMetricKinds, unitOf } from './metric.ts';
export type { ArmCounts, DayCounts, ExperimentCounts } from './read.ts';
export {
  type Experiment,
  type ExperimentInput,
  plannedVisitorsOf,
  type Testers,
  type Variant,
  windowSecondsOf,
} from './record.ts';
export type { SegmentCounts, SegmentDimension } from './segment.ts';

const changeScript = loadScript('experiment/change');
const changeAttempts = 5;

/** What is known of the visitor is counted with the first exposure. */
export interface AssignInput extends ExposureFacts {
  readonly key: string;
  readonly visitorId: string;
}

export class Experiments {
  readonly #redis: RedisHandle;
  readonly #outboxes: DomainEventOutboxes;
  readonly #clock: RedisClock;
  readonly #counter: ExperimentCounter;
  readonly #reader: ExperimentReader;
  readonly #traits: Traits;
  readonly #lists: Batch<null, Experiment[]>;

  constructor(redis: RedisHandle, outboxes = new DomainEventOutboxes(redis), placeOf?: PlaceOf) {
    this.#redis = redis;
    this.#outboxes = outboxes;
    this.#clock = new RedisClock(redis.client);
    this.#counter = new ExperimentCounter(redis);
    this.#reader = new ExperimentReader(redis);
    this.#traits = new Traits(placeOf);
    this.#lists = new Batch({
      group: () => 0,
      run: async (calls) => {
        const list = await this.list();
        return calls.map(() => list);
      },
      maxCalls: Number.POSITIVE_INFINITY,
    });
  }

  /** All experiments by their keys. */
  async list(): Promise<Experiment[]> {
    return readable(await this.listed());
  }

  /** As `list`, with an error instead of each that cannot be read. */
  async listed(): Promise<(Experiment | Error)[]> {
    const all = await this.#redis.client.hgetall(experimentKeys.all(this.#redis.prefix));
    return Object.entries(all)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, json]) => orError(() => parseExperiment(json)));
  }

  async find(key: string): Promise<Experiment | null> {
    const json = await this.#redis.client.hget(experimentKeys.all(this.#redis.prefix), key);
    return json === null ? null : parseExperiment(json);
  }

  /**
   * Creates or changes an experiment. While visitors are shown variants, all but description, coverage and testers is frozen. Changed after a run,
   * it becomes a draft of a new version, which deals and counts again.
   * @throws Refusal INVALID, ILLEGAL_STATE while it runs, LIMIT_EXCEEDED for more than 100 experiments.
   */
  set(input: ExperimentInput): Promise<Experiment> {
    const given = checkInput(input);
    return this.#change(input.key, (before) => {
      if (!before)
        return {
          ...{ key: input.key, ...given, state: 'DRAFT', hashed: true },
          ...{ version: 1, startedAtMs: null, stoppedAtMs: null },
        };
      const same = frozenPart(before) === frozenPart(given);
      if (same || before.startedAtMs === null) return { ...before, ...given };
      if (before.state === 'RUNNING' || before.state === 'ROLLED_OUT')
        refuseBut(
          ['DRAFT', 'STOPPED'],
          'ILLEGAL_STATE',
          'While visitors are shown variants, only description, coverage and testers can be changed: stop it first.',
          firstChanged(before, given),
        );
      const version = before.version + 1;
      return { ...before, ...given, state: 'DRAFT', hashed: true, version, startedAtMs: null, stoppedAtMs: null };
    });
  }

  /** Starts a draft, or continues a stopped one or one that is rolled out. @throws Refusal NOT_FOUND, ILLEGAL_STATE where it runs already. */
  async start(key: string): Promise<Experiment> {
    const nowMs = await this.#clock.nowMs();
    return this.#change(
      key,
      (before) => {
        if (!before) return unknown(key);
        if (before.state === 'RUNNING')
          refuseBut(['DRAFT', 'STOPPED', 'ROLLED_OUT'], 'ILLEGAL_STATE', `The experiment ${key} runs already.`, 'key');
        const startedAtMs = before.startedAtMs ?? nowMs;
        return { ...before, state: 'RUNNING', startedAtMs, stoppedAtMs: null, rolledOut: null };
      },
      'experiment.started',
    );
  }

  /** Shows no variant to anyone any more, also where one was rolled out. @throws Refusal NOT_FOUND, ILLEGAL_STATE where it does not run. */
  async stop(key: string): Promise<Experiment> {
    const nowMs = await this.#clock.nowMs();
    return this.#change(
      key,
      (before) => {
        if (!before) return unknown(key);
        if (before.state !== 'RUNNING' && before.state !== 'ROLLED_OUT')
          refuseBut(['RUNNING', 'ROLLED_OUT'], 'ILLEGAL_STATE', `The experiment ${key} does not run.`, 'key');
        return { ...before, state: 'STOPPED', stoppedAtMs: before.stoppedAtMs ?? nowMs, rolledOut: null };
      },
      'experiment.stopped',
    );
  }

  /**
   * Ends an experiment, and shows everybody one of its variants from now on. Nobody is counted any more. `stop` and `start` take it
   * back. Done again, it changes nothing.
   * @throws Refusal NOT_FOUND, INVALID for a variant that there is not, ILLEGAL_STATE where it was never started.
   */
  async rollOut(key: string, variant: string): Promise<Experiment> {
    const nowMs = await this.#clock.nowMs();
    return this.#change(
      key,
      (before) => {
        if (!before) return unknown(key);
        const keys = before.variants.map((each) => each.key);
        if (!keys.includes(variant))
          refuseBut(keys, 'INVALID', `variant must be one of ${keys.join(', ')}.`, 'variant');
        if (before.startedAtMs === null)
          refuseBut(['RUNNING', 'STOPPED', 'ROLLED_OUT'], 'ILLEGAL_STATE', `The experiment ${key} has not run.`, 'key');
        if (before.rolledOut === variant) return before;
        return { ...before, state: 'ROLLED_OUT', stoppedAtMs: before.stoppedAtMs ?? nowMs, rolledOut: variant };
      },
      'experiment.rolled_out',
    );
  }

  /**
   * The variant that a visitor is to see, counted once as an exposure; null outside the experiment and while it does
   * not run. With an account, the visitor keeps the variant that the account has on any device. A program, as the user agent
   * tells, is shown what the hash gives it and is not counted, as its events are not. A tester is shown their variant, also of a
   * draft, and is not counted. Once a variant is rolled out, everybody is shown it and nobody is counted.
   * @throws Refusal NOT_FOUND, INVALID.
   */
  async assign(
    { key, visitorId, ...facts }: AssignInput,
    account: string | null = null,
  ): Promise<{ experiment: Experiment; variant: string | null }> {
    checkText(visitorId, 'visitorId', experimentLimits.visitorIdLength);
    if (account !== null) checkText(account, 'account', experimentLimits.visitorIdLength);
    const experiment = (await this.find(key)) ?? unknown(key);
    if (experiment.state === 'ROLLED_OUT') return { experiment, variant: experiment.rolledOut ?? null };
    if (experiment.state === 'STOPPED') return { experiment, variant: null };
    const forced = forcedFor(experiment, visitorId, account);
    if (forced !== null) {
      if (account !== null && experiment.state === 'RUNNING')
        await this.#counter.recognise(experiment, visitorId, account);
      return { experiment, variant: forced };
    }
    if (experiment.state !== 'RUNNING') return { experiment, variant: null };
    if (facts.userAgent != null && botReason(facts.userAgent))
      return { experiment, variant: offered(experiment, visitorId) || null };
    const traits = this.#traits.of(facts);
    return { experiment, variant: await this.#counter.expose(experiment, visitorId, account, traits) };
  }

  /** What an account has seen of all experiments. */
  async seenBy(account: string): Promise<{ readonly experiment: string; readonly variant: string }[]> {
    checkText(account, 'account', experimentLimits.visitorIdLength);
    const seen = (await this.#lists.add(null)).map(async (experiment) => {
      const variant = await this.#counter.seenBy(experiment, account);
      return variant === null ? [] : [{ experiment: experiment.key, variant }];
    });
    return (await Promise.all(seen)).flat();
  }

  /** Takes a visitor out of the testers. @throws Refusal NOT_FOUND. */
  async dropTester(key: string, visitorId: string): Promise<void> {
    checkText(visitorId, 'visitorId', experimentLimits.visitorIdLength);
    await this.#change(key, (before) => (before ? withoutTester(before, visitorId) : unknown(key)));
  }

  /** Forgets an account in all experiments. What was counted stays. */
  async forget(account: string): Promise<void> {
    checkText(account, 'account', experimentLimits.visitorIdLength);
    const experiments = await this.#lists.add(null);
    await Promise.all(experiments.map((experiment) => this.#counter.forget(experiment, account)));
  }

  /** Those events that are the goal of an experiment, or that a metric of it counts. Costs reading the experiments, which all calls of a tick do together. */
  async goalsAmong<Goal extends Pick<PreparedEvent, 'event' | 'atMs'>>(
    events: readonly Goal[],
  ): Promise<ReadonlySet<Goal>> {
    const experiments = await this.#lists.add(null);
    return new Set(events.filter((event) => experiments.some((experiment) => counts(experiment, event))));
  }

  /** Counts goals for their experiments, each once however often it is given. */
  async convert(events: readonly Pick<PreparedEvent, 'event' | 'atMs'>[]): Promise<void> {
    checkCount(events, 'events', metricLimits.eventsPerTrack);
    for (const [index, { event, atMs }] of events.entries()) checkGoal(['events', String(index)], event, atMs);
    const experiments = await this.#lists.add(null);
    const conversions = experiments.map(async (experiment) => {
      const own = events.filter((event) => counts(experiment, event));
      if (own.length === 0) return;
      const testers = await this.#counter.testersOf(experiment);
      await Promise.all(own.map((event) => this.#counter.convert(experiment, event, testers)));
    });
    await Promise.all(conversions);
  }

  /** Of the present version, since releases keep it. Null for an experiment that there is not. */
  async visitorsOf(key: string): Promise<ReadonlyMap<string, readonly string[]> | null> {
    const experiment = await this.find(key);
    return experiment && this.#counter.visitorsOf(experiment);
  }

  counts(experiment: Experiment): Promise<ExperimentCounts> {
    return this.#reader.counts(experiment);
  }

  /** What was counted on each day of the experiment's zone: at most 366. */
  async days(experiment: Experiment): Promise<DayCounts[]> {
    checkTimezone(experiment.timezone ?? 'UTC');
    return this.#reader.days(experiment, await this.#clock.nowMs());
  }

  /** What was counted of the visitors of each device, country, source and kind, as far as the exposures told. */
  segments(experiment: Experiment): Promise<SegmentCounts[]> {
    return this.#reader.segments(experiment);
  }

  async #change(
    key: string,
    next: (before: Experiment | null) => Experiment,
    type: 'experiment.started' | 'experiment.stopped' | 'experiment.rolled_out' | null = null,
  ): Promise<Experiment> {
    checkKey(key);
    const { client, prefix, channelPrefix } = this.#redis;
    for (let attempt = 0; attempt < changeAttempts; attempt += 1) {
      const before = await client.hget(experimentKeys.all(prefix), key);
      const held = before === null ? null : parseExperiment(before);
      const after = next(held);
      if (after === held) return after;
      const { version } = after;
      const event = await this.#outboxes.argsOf(type, key, { experiment: key, version });
      const args = [key, before ?? '', JSON.stringify(after), experimentLimits.experiments, ...event];
      const keys = [experimentKeys.all(prefix), this.#outboxes.keyOf(experimentTag(prefix))];
      const [outcome] = (await this.#redis.run(changeScript, keys, args)) as [string];
      if (outcome === 'LIMIT_EXCEEDED')
        refuse('LIMIT_EXCEEDED', `There can be at most ${experimentLimits.experiments} experiments.`, 'key');
      if (outcome === 'CONFLICT') continue;
      await client.publish(experimentKeys.changed(channelPrefix, key), '');
      return after;
    }
    return refuse('CONFLICT', `The experiment ${key} was changed by somebody else at the same time; try again.`, 'key');
  }
}

/** Whether an experiment counts an event. */
function counts(experiment: Experiment, { event, atMs }: Pick<PreparedEvent, 'event' | 'atMs'>): boolean {
  const { metrics = [], startedAtMs, stoppedAtMs } = experiment;
  if (startedAtMs === null) return false;
  // A refund takes back what was bought, also after the experiment was stopped.
  if (event.type !== 'REFUND' && atMs > (stoppedAtMs ?? atMs)) return false;
  return isGoal(experiment, event) || metrics.some((metric) => isCounted(metric, event));
}

type Frozen = Pick<
  Experiment,
  'variants' | 'goal' | 'windowSeconds' | 'plannedVisitors' | 'revenueCaps' | 'metrics' | 'timezone'
>;

/** What cannot be changed while an experiment runs, as text by field. */
function frozenFields(experiment: Frozen): Readonly<Record<keyof Frozen, string>> {
  const { revenueCaps = [], metrics = [], timezone = 'UTC' } = experiment;
  return {
    goal: experiment.goal,
    variants: JSON.stringify(experiment.variants.map(({ key, weight }) => [key, weight])),
    windowSeconds: String(windowSecondsOf(experiment)),
    plannedVisitors: String(plannedVisitorsOf(experiment)),
    revenueCaps: JSON.stringify(revenueCaps.map(({ currency, minor }) => [currency, minor])),
    metrics: JSON.stringify(metrics.map((metric) => Object.entries(metric).sort())),
    timezone,
  };
}

function frozenPart(experiment: Frozen): string {
  return JSON.stringify(frozenFields(experiment));
}

function firstChanged(before: Frozen, given: Frozen): string {
  const [was, is] = [frozenFields(before), frozenFields(given)];
  return (Object.keys(is) as (keyof Frozen)[]).find((field) => was[field] !== is[field]) ?? 'variants';
}

function unknown(key: string): never {
  return refuse('NOT_FOUND', `There is no experiment ${key}.`, 'key');
}

/** What the metrics have judged before; others may call it, too. */
function checkGoal(at: readonly string[], { eventId, visitorId, value }: PreparedEvent['event'], atMs: number): void {
  const { visitorIdLength, eventIdLength, valueMaxMinor } = experimentLimits;
  checkText(eventId, [...at, 'eventId'], eventIdLength);
  checkText(visitorId, [...at, 'visitorId'], visitorIdLength);
  checkWhole(Math.floor(atMs), [...at, 'at'], 0, Number.MAX_SAFE_INTEGER);
  if (value) checkWhole(value.minor, [...at, 'value'], 0, valueMaxMinor);
}
