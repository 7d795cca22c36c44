// How experiments are answered: set up, run, dealt to visitors and evaluated.

import { parseAmount } from '../../redis/base/money.ts';
import type { AssignInput, Experiment, ExperimentInput } from '../../redis/experiment/experiment.ts';
import { experimentKeys } from '../../redis/experiment/keys.ts';
import { agentOf } from '../../redis/metric/agent.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput } from '../base/errors.ts';
import { type ExperimentResults, evaluate } from './result.ts';

export interface ExperimentFields {
  readonly experiment: Experiment | null;
}

export interface AssignFields {
  readonly assignment: { readonly experiment: Experiment; readonly variant: string | null } | null;
}

const resultsEveryMs = 1_000;

/** As the API takes it: amounts of money in major units. */
type SetInput = Omit<ExperimentInput, 'revenueCaps'> & {
  readonly revenueCaps?: readonly { readonly amount: string; readonly currency: string }[] | null;
};

export function experimentSet(
  { revenueCaps, ...input }: SetInput,
  { stores }: Context,
): Promise<Answer<ExperimentFields>> {
  const caps = revenueCaps?.map(({ amount, currency }) => ({
    currency,
    // What the currency has no such places for becomes a cap that the store refuses with its place.
    minor: Number(parseAmount(amount, currency) ?? -1n),
  }));
  return answer<ExperimentFields>(
    async () => ({ experiment: await stores.experiments.find(input.key) }),
    async () => ({ experiment: await stores.experiments.set({ ...input, revenueCaps: caps ?? null }) }),
  );
}

export function experimentStart({ key }: { key: string }, { stores }: Context): Promise<Answer<ExperimentFields>> {
  return answer<ExperimentFields>(
    async () => ({ experiment: await stores.experiments.find(key) }),
    async () => ({ experiment: await stores.experiments.start(key) }),
  );
}

export function experimentStop({ key }: { key: string }, { stores }: Context): Promise<Answer<ExperimentFields>> {
  return answer<ExperimentFields>(
    async () => ({ experiment: await stores.experiments.find(key) }),
    async () => ({ experiment: await stores.experiments.stop(key) }),
  );
}

export function experimentAssign(input: AssignInput, context: Context): Promise<Answer<AssignFields>> {
  const { stores, session, client } = context;
  const userAgent = input.userAgent ?? agentOf(client.userAgent ?? '');
  const account = isOnBehalf(input, context) ? null : (session?.userId ?? null);
  return answer<AssignFields>({ assignment: null }, async () => ({
    assignment: await stores.experiments.assign({ ...input, userAgent }, account),
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
function fingerprint({ arms, multipleExposures }: ExperimentResults): string {
  const counted = arms.map(({ variant, exposures, conversions, revenue }) => {
    const money = [...revenue].map(([currency, { sum }]) => [currency, String(sum)]);
    return [variant, exposures, conversions, money];
  });
  return JSON.stringify([counted, multipleExposures]);
}
