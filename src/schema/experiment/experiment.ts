// Experiments as administrators see them. Visitors reach one by their assignment: what they must not know has a right of its own.

import { encodeGlobalID } from '@pothos/plugin-relay';
import {
  type Experiment as ExperimentShape,
  plannedVisitorsOf,
  type Testers as TestersShape,
  type Variant as VariantShape,
  windowSecondsOf,
} from '../../redis/experiment/experiment.ts';
import { isStaff } from '../../resolvers/base/owner.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/experiment/experiment.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { ExperimentMetric } from './metric.ts';
import { ExperimentResults } from './result.ts';

const ExperimentState = builder.enumType('ExperimentState', {
  description: 'The state of an experiment.',
  values: {
    DRAFT: { description: 'The experiment has not been started in its current form. No visitor is shown a variant.' },
    RUNNING: { description: 'Visitors are shown variants. Only description, coverage and testers can be changed.' },
    ROLLED_OUT: { description: 'The experiment has ended, and everybody is shown the variant `rolledOut`.' },
    STOPPED: { description: 'The experiment was stopped. No visitor is shown a variant.' },
  },
});

const Variant = builder.objectRef<VariantShape>('Variant').implement({
  description: 'A variant of an experiment.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the variant.' }),
    weight: t.exposeFloat('weight', {
      isolated: true,
      description: 'Share of the participating visitors, from 0 to 1.',
      authScopes: { role: 'ADMIN' },
    }),
  }),
});

const ExperimentTesters = builder.objectRef<TestersShape>('ExperimentTesters').implement({
  description: 'Visitors and accounts that are shown a certain variant, without being counted.',
  fields: (t) => ({
    variant: t.exposeString('variant', { description: 'Name of the variant.' }),
    visitorIds: t.stringList({
      description: 'The visitors, as in their events.',
      resolve: ({ visitorIds }) => [...visitorIds],
    }),
    ids: t.idList({
      description: 'The ids of the accounts.',
      resolve: ({ accountIds }) => accountIds.map((id) => encodeGlobalID('User', id)),
    }),
  }),
});

export const Experiment = builder.objectRef<ExperimentShape>('Experiment');

const moment = (ms: number | null) => (ms === null ? null : new Date(ms));

builder.node(Experiment, {
  description: 'An experiment, which compares variants by what visitors do.',
  id: { resolve: (experiment) => experiment.key },
  loadOne: (key, context) => (isStaff(context) ? context.stores.experiments.find(key) : null),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the experiment.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Purpose of the experiment.',
      authScopes: { role: 'ADMIN' },
    }),
    state: t.field({
      type: ExperimentState,
      description: 'The state of the experiment.',
      resolve: ({ state }) => state,
    }),
    variants: t.field({
      type: [Variant],
      description: 'The variants. The others are compared with the first.',
      resolve: ({ variants }) => [...variants],
    }),
    coverage: t.exposeFloat('coverage', {
      isolated: true,
      description: 'Share of all visitors who participate, from 0 to 1.',
      authScopes: { role: 'ADMIN' },
    }),
    goal: t.exposeString('goal', {
      isolated: true,
      authScopes: { role: 'ADMIN' },
      description:
        'Name of the event that counts as a conversion, or a type such as `PURCHASE` if the events have no name.',
    }),
    windowSeconds: t.int({
      isolated: true,
      description: 'Time after the first exposure in which a conversion counts, in seconds.',
      authScopes: { role: 'ADMIN' },
      resolve: (experiment) => windowSecondsOf(experiment),
    }),
    plannedVisitors: t.field({
      type: 'SafeInt',
      isolated: true,
      description: 'Number of visitors of all variants at which the results are most sensitive.',
      authScopes: { role: 'ADMIN' },
      resolve: (experiment) => plannedVisitorsOf(experiment),
    }),
    revenueCaps: t.field({
      type: [Money],
      isolated: true,
      description:
        'The most that a visitor counts in the comparison of revenue, for each currency that has such a limit.',
      authScopes: { role: 'ADMIN' },
      resolve: ({ revenueCaps }) =>
        [...(revenueCaps ?? [])].map(({ currency, minor }) => ({ currency, minor: BigInt(minor) })),
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the experiment was first started in its current form.',
      authScopes: { role: 'ADMIN' },
      resolve: ({ startedAtMs }) => moment(startedAtMs),
    }),
    stoppedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the experiment was stopped.',
      authScopes: { role: 'ADMIN' },
      resolve: ({ stoppedAtMs }) => moment(stoppedAtMs),
    }),
    results: t.field({
      type: ExperimentResults,
      complexity: 10,
      isolated: true,
      description: 'The results so far.',
      authScopes: { role: 'ADMIN' },
      resolve: (experiment, _args, context) => resolve.results(experiment, context),
    }),
  }),
});

/** What visitors are shown apart from their hash, and what is counted beside the goal. */
builder.objectFields(Experiment, (t) => ({
  testers: t.field({
    type: [ExperimentTesters],
    isolated: true,
    description: 'Who is shown a certain variant, without being counted.',
    authScopes: { role: 'ADMIN' },
    resolve: ({ testers }) => [...(testers ?? [])],
  }),
  metrics: t.field({
    type: [ExperimentMetric],
    isolated: true,
    description: 'What is counted beside the goal.',
    authScopes: { role: 'ADMIN' },
    resolve: ({ metrics }) => [...(metrics ?? [])],
  }),
  timezone: t.string({
    isolated: true,
    description: 'The time zone in which the days of the experiment begin.',
    authScopes: { role: 'ADMIN' },
    resolve: ({ timezone }) => timezone ?? 'UTC',
  }),
  rolledOut: t.string({
    nullable: true,
    description: 'Name of the variant that everybody is shown. Null if none is rolled out.',
    authScopes: { role: 'ADMIN' },
    resolve: ({ rolledOut }) => rolledOut ?? null,
  }),
}));

builder.queryFields((t) => ({
  experiments: t.field({
    type: [Experiment],
    description: 'All experiments, sorted by name.',
    authScopes: { role: 'ADMIN' },
    resolve: async (_root, _args, { stores }) => shown(await stores.experiments.listed()),
  }),
  experiment: t.field({
    type: Experiment,
    nullable: true,
    description: 'An experiment by its name. Null if there is none.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: 'Names the experiment by its key.' }) },
    resolve: (_root, { key }, { stores }) => stores.experiments.find(key),
  }),
}));
