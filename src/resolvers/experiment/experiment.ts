// How experiments are answered: set up, run, dealt to visitors and evaluated.

import { refuseField } from '../../redis/base/given.ts';
import { checkCurrency, parseAmount, parseMoney } from '../../redis/base/money.ts';
import { refuse } from '../../redis/base/problem.ts';
import type {
  AssignInput,
  Experiment,
  ExperimentInput,
  ExperimentMetricInput,
} from '../../redis/experiment/experiment.ts';
import { experimentKeys } from '../../redis/experiment/keys.ts';
import { agentOf } from '../../redis/metric/agent.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput } from '../base/errors.ts';
import { readKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { type ExperimentResults, evaluate } from './result.ts';

export interface ExperimentFields {
  readonly experiment: Experiment | null;
}

export interface AssignFields {
  readonly assignment: { readonly experiment: Experiment; readonly variant: string | null } | null;
}

const resultsEveryMs = 1_000;

/** As the API takes it: amounts of money in major units. */
type SetInput = Omit<ExperimentInput, 'revenueCaps' | 'testers' | 'metrics'> & {
  /** Accounts by their global ids. */
  readonly testers?:
    | readonly {
        readonly variant: string;
        readonly visitorIds?: readonly string[] | null;
        readonly ids?: readonly string[] | null;
      }[]
    | null;
  readonly revenueCaps?: readonly { readonly amount: string; readonly currency: string }[] | null;
  readonly metrics?: readonly MetricInput[] | null;
};

type MetricInput = Omit<ExperimentMetricInput, 'cap'> & {
  readonly cap?: { readonly amount: string; readonly currency: string } | null | undefined;
  readonly capSeconds?: number | null | undefined;
};

export function experimentSet(
  { revenueCaps, testers, metrics, ...input }: SetInput,
  { stores }: Context,
): Promise<Answer<ExperimentFields>> {
  const caps = revenueCaps?.map(({ amount, currency }) => ({
    currency,
    // What the currency has no such places for becomes a cap that the store refuses with its place.
    minor: Number(parseAmount(amount, currency) ?? -1n),
  }));
  return answer<ExperimentFields>(
    async () => ({ experiment: await stores.experiments.find(input.key) }),
    async () => {
      const given = testers?.map(({ variant, visitorIds, ids }, index) => ({
        ...{ variant, visitorIds: visitorIds ?? [] },
        accountIds: (ids ?? []).map(
          (id, place) =>
            readKey('User', id) ??
            refuse('NOT_FOUND', 'There is no account with this id.', 'testers', String(index), 'ids', String(place)),
        ),
      }));
      const ofMetrics = metrics?.map(metricOf) ?? null;
      const set = { ...input, revenueCaps: caps ?? null, testers: given ?? null, metrics: ofMetrics };
      return { experiment: await stores.experiments.set(set) };
    },
  );
}

/** In minor units of the currency, or in seconds. */
function metricOf({ cap, capSeconds, ...metric }: MetricInput, index: number): ExperimentMetricInput {
  const at = ['metrics', String(index)];
  const { kind, currency } = metric;
  if (cap && kind !== 'REVENUE') refuseField([...at, 'cap'], 'must be null unless the metric is REVENUE');
  if (cap) checkCurrency(currency, ...at, 'currency');
  if (cap && cap.currency !== currency)
    refuseField([...at, 'cap', 'currency'], 'must be the currency of the metric', currency ? [currency] : []);
  if (capSeconds != null && kind !== 'SECONDS')
    refuseField([...at, 'capSeconds'], 'must be null unless the metric is SECONDS');
  return { ...metric, cap: cap ? Number(parseMoney(cap, ...at, 'cap').minor) : (capSeconds ?? null) };
}

export function experimentStart({ key }: { key: string }, context: Context): Promise<Answer<ExperimentFields>> {
  return changed(key, context, 'experiment_started', (experiments) => experiments.start(key));
}

export function experimentStop({ key }: { key: string }, context: Context): Promise<Answer<ExperimentFields>> {
  return changed(key, context, 'experiment_stopped', (experiments) => experiments.stop(key));
}

/** Rolls out the variant that is named, or else the winner. */
export function experimentRollOut(
  { key, variant }: { readonly key: string; readonly variant?: string | null },
  context: Context,
): Promise<Answer<ExperimentFields>> {
  return changed(key, context, 'experiment_rolled_out', async (experiments) => {
    const chosen = variant ?? (await winnerOf(key, context));
    return experiments.rollOut(key, chosen);
  });
}

async function winnerOf(key: string, context: Context): Promise<string> {
  const experiment = await context.stores.experiments.find(key);
  if (!experiment) return refuse('NOT_FOUND', `There is no experiment ${key}.`, 'key');
  // What is rolled out stays so, whatever the figures say by now.
  if (experiment.rolledOut != null) return experiment.rolledOut;
  const { winner, concerns } = await results(experiment, context);
  return (
    winner ??
    refuse('ILLEGAL_STATE', `No winner is named (${concerns.join(', ')}). Name the variant to roll out.`, 'variant')
  );
}

/** Changes an experiment, and notes it in the audit log as an act of the administrator. */
function changed(
  key: string,
  context: Context,
  kind: 'experiment_started' | 'experiment_stopped' | 'experiment_rolled_out',
  change: (experiments: Context['stores']['experiments']) => Promise<Experiment>,
): Promise<Answer<ExperimentFields>> {
  const { stores } = context;
  const find = () => stores.experiments.find(key);
  return answer<ExperimentFields>(
    async () => ({ experiment: await find() }),
    async () => {
      const before = await find();
      const experiment = await change(stores.experiments);
      if (before?.state !== experiment.state || before.rolledOut !== experiment.rolledOut) {
        const by = actorOf(context);
        const of = (rolledOut: string | null | undefined) => rolledOut ?? undefined;
        const facts = { before: of(before?.rolledOut), after: of(experiment.rolledOut), ipAddress: by.ipAddress };
        stores.audit.note({ kind, userId: by.userId, by, reason: key, ...facts });
      }
      return { experiment };
    },
  );
}

export function experimentAssign(input: AssignInput, context: Context): Promise<Answer<AssignFields>> {
  const { stores, session, client } = context;
  const own = agentOf(client.userAgent ?? '');
  const userAgent = input.userAgent ?? own;
  const onBehalf = isOnBehalf(input, context);
  // A server has an address of its own, which says nothing of the visitor.
  const ipAddress = onBehalf || own === null ? null : client.ipAddress;
  const account = onBehalf ? null : (session?.userId ?? null);
  return answer<AssignFields>({ assignment: null }, async () => ({
    assignment: await stores.experiments.assign({ ...input, userAgent, ipAddress }, account),
  }));
}

/** Whether one of the shop's people or programs asks for somebody else: for another visitor than the front end names as its own. */
function isOnBehalf({ visitorId }: AssignInput, { session, client }: Context): boolean {
  const speaksForOthers = session?.roles.some((role) => role === 'ADMIN' || role === 'WORKER') ?? false;
  return speaksForOthers && client.visitorId !== visitorId;
}

export async function results(experiment: Experiment, { stores }: Context): Promise<ExperimentResults> {
  return evaluate(experiment, await stores.experiments.counts(experiment), new Date());
}

/** One shared evaluation for all who watch an experiment. */
export async function watchResults(
  { key }: { key: string },
  context: Context,
): Promise<AsyncIterableIterator<ExperimentResults>> {
  const { stores, live } = context;
  if (!(await stores.experiments.find(key))) throw badInput(`There is no experiment ${key}.`, 'key');
  return live.snapshots({
    channels: [experimentKeys.changed(stores.redis.channelPrefix, key)],
    load: async () => {
      const experiment = await stores.experiments.find(key);
      return experiment && results(experiment, context);
    },
    everyMs: resultsEveryMs,
    shareKey: `experiment ${key}`,
    changed: (before, now) => fingerprint(before) !== fingerprint(now),
  });
}

/** All that the results follow from. */
function fingerprint({ arms, multipleExposures, metrics }: ExperimentResults): string {
  const counted = arms.map(({ variant, exposures, conversions, revenue }) => {
    const money = [...revenue].map(([currency, { sum }]) => [currency, String(sum)]);
    return [variant, exposures, conversions, money];
  });
  const ofMetrics = metrics.map((metric) => metric.arms.map(({ visitors, mean }) => [visitors, mean]));
  return JSON.stringify([counted, multipleExposures, ofMetrics]);
}
