// Experiments as administrators see them.

import type { Experiment as ExperimentShape, Variant as VariantShape } from '../../redis/experiment/experiment.ts';
import * as resolve from '../../resolvers/experiment/experiment.ts';
import { builder } from '../base/builder.ts';
import { ExperimentResults } from './result.ts';

const ExperimentState = builder.enumType('ExperimentState', {
  description: 'Where an experiment stands.',
  values: {
    DRAFT: { description: 'Not started in its present form; nobody is shown a variant.' },
    RUNNING: { description: 'Visitors are shown variants; variants, weights and goal are frozen.' },
    STOPPED: { description: 'Over; nobody is shown a variant.' },
  },
});

const Variant = builder.objectRef<VariantShape>('Variant').implement({
  description: 'One of the things that are compared.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name.' }),
    weight: t.exposeFloat('weight', { description: 'Its share of the visitors who take part; 0 to 1.' }),
  }),
});

export const Experiment = builder.objectRef<ExperimentShape>('Experiment');

const moment = (ms: number | null) => (ms === null ? null : new Date(ms));

builder.node(Experiment, {
  description: 'Variants that are compared by what visitors do with them.',
  id: { resolve: (experiment) => experiment.key },
  loadOne: (key, { session, stores }) => (session?.roles.includes('ADMIN') ? stores.experiments.find(key) : null),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is about.' }),
    state: t.field({ type: ExperimentState, description: 'Where it stands.', resolve: ({ state }) => state }),
    variants: t.field({
      type: [Variant],
      description: 'What is compared; the first is what the others are measured against.',
      resolve: ({ variants }) => [...variants],
    }),
    coverage: t.exposeFloat('coverage', { description: 'The share of all visitors who take part; 0 to 1.' }),
    goal: t.exposeString('goal', {
      description:
        'Name of the event that counts as a conversion; a type such as `PURCHASE` where events have no name.',
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was first started in its present form.',
      resolve: ({ startedAtMs }) => moment(startedAtMs),
    }),
    stoppedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was stopped.',
      resolve: ({ stoppedAtMs }) => moment(stoppedAtMs),
    }),
    results: t.field({
      type: ExperimentResults,
      description: 'What it has shown so far.',
      authScopes: { role: 'ADMIN' },
      resolve: (experiment, _args, context) => resolve.results(experiment, context),
    }),
  }),
});

builder.queryFields((t) => ({
  experiments: t.field({
    type: [Experiment],
    description: 'All experiments by name.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { stores }) => stores.experiments.list(),
  }),
  experiment: t.field({
    type: Experiment,
    nullable: true,
    description: 'An experiment by its name.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { key }, { stores }) => stores.experiments.find(key),
  }),
}));
