// How experiments are answered: set up, run, dealt to visitors and evaluated.

import type { AssignInput, Experiment, ExperimentInput } from '../../redis/experiment/experiment.ts';
import { experimentKeys } from '../../redis/experiment/keys.ts';
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

export function experimentSet(input: ExperimentInput, { stores }: Context): Promise<Answer<ExperimentFields>> {
  return answer<ExperimentFields>(
    async () => ({ experiment: await stores.experiments.find(input.key) }),
    async () => ({ experiment: await stores.experiments.set(input) }),
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

export function experimentAssign(input: AssignInput, { stores, session }: Context): Promise<Answer<AssignFields>> {
  return answer<AssignFields>({ assignment: null }, async () => ({
    assignment: await stores.experiments.assign(input, session?.userId ?? null),
  }));
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
