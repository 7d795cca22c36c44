// Experiments and their results.

import type { Experiment as ExperimentShape, Variant as VariantShape } from '../redis/experiment/experiment.ts';
import * as resolve from '../resolvers/experiment/experiment.ts';
import type {
  ExperimentArm as ArmShape,
  ExperimentResults as ResultsShape,
  RevenuePerVisitor as RevenueShape,
} from '../resolvers/experiment/result.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';

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

const RevenuePerVisitor = builder.objectRef<RevenueShape>('RevenuePerVisitor').implement({
  description:
    'What the visitors of one variant spent on average in a currency, those who spent nothing included: the value of their ' +
    'goal events.',
  fields: (t) => ({
    currency: t.field({ type: 'CurrencyCode', description: 'The currency.', resolve: ({ currency }) => currency }),
    mean: t.exposeFloat('mean', { description: 'The average, in major units such as euros.' }),
    standardDeviation: t.exposeFloat('standardDeviation', {
      description: 'How far the visitors are from it; in major units.',
    }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: "How much greater it is than the first variant's, relative to it; null on the first.",
    }),
    liftInterval: t.floatList({
      nullable: true,
      description: "The lift's 95% interval by the delta method and Welch's t.",
      resolve: ({ liftInterval }) => interval(liftInterval),
    }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Two-sided, by the same method.' }),
  }),
});

const ExperimentConcern = builder.enumType('ExperimentConcern', {
  description: 'What speaks against naming a winner.',
  values: {
    SAMPLE_RATIO_MISMATCH: { description: 'The visitors are split in a way that the weights do not explain.' },
    MULTIPLE_EXPOSURES: { description: 'One visitor in a hundred, or more, was shown two variants.' },
    TOO_FEW_EXPOSURES: { description: 'A variant was shown to fewer than 100 visitors.' },
    NO_CLEAR_DIFFERENCE: {
      description: 'No variant is better than the first, nor the first better than all, by every measure.',
    },
  } as const,
});

const interval = (value: readonly number[] | null) => value && [...value];

const ExperimentArm = builder.objectRef<ArmShape>('ExperimentArm').implement({
  description: 'What the visitors of one variant did.',
  fields: (t) => ({
    variant: t.exposeString('variant', { description: 'The variant.' }),
    exposures: t.field({
      type: 'BigInt',
      description: 'Visitors who were shown it, each once and exactly.',
      resolve: (arm) => arm.exposures,
    }),
    conversions: t.field({
      type: 'BigInt',
      description: 'Those of them who reached the goal within 72 hours after they were first shown it.',
      resolve: (arm) => arm.conversions,
    }),
    rate: t.exposeFloat('rate', { description: 'Conversions divided by exposures.' }),
    revenue: t.field({
      type: [Money],
      description: 'What their goal events were worth, for each currency.',
      resolve: ({ revenue }) => [...revenue].map(([currency, { sum }]) => ({ currency, minor: sum })),
    }),
    revenuePerVisitor: t.field({
      type: [RevenuePerVisitor],
      description: 'What they spent on average, for each currency in which anything was spent.',
      resolve: ({ revenuePerVisitor }) => [...revenuePerVisitor],
    }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: "How much greater the rate is than the first variant's, relative to it; null on the first.",
    }),
    liftInterval: t.floatList({
      nullable: true,
      description: "The lift's 95% interval, lower and upper end, for one look at the end.",
      resolve: (arm) => interval(arm.liftInterval),
    }),
    sequentialInterval: t.floatList({
      nullable: true,
      description:
        "The lift's 95% interval that holds however often one looks; stricter with several variants. The winner rests on it.",
      resolve: (arm) => interval(arm.sequentialInterval),
    }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: 'Two-sided z-test against the first variant, with the pooled rate; null on the first.',
    }),
    chanceToWin: t.exposeFloat('chanceToWin', {
      nullable: true,
      description: "How likely it is, from a flat prior, that the true rate is above the first variant's.",
    }),
  }),
});

const ExperimentResults = builder.objectRef<ResultsShape>('ExperimentResults').implement({
  description: 'What an experiment has shown so far.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When this was read.', resolve: (results) => results.at }),
    arms: t.field({
      type: [ExperimentArm],
      description: 'One for each variant, in their order.',
      resolve: (results) => [...results.arms],
    }),
    sampleRatioMismatch: t.exposeBoolean('sampleRatioMismatch', {
      description:
        'Whether the visitors are split in a way that the weights do not explain; then nothing here is to be trusted.',
    }),
    sampleRatioPValue: t.exposeFloat('sampleRatioPValue', {
      nullable: true,
      description:
        'Chi-squared test of the split; below 0.001 it is a mismatch. Null while there are too few visitors.',
    }),
    multipleExposures: t.field({
      type: 'BigInt',
      description: 'Visitors found, by logging in, to have been shown two variants.',
      resolve: (results) => results.multipleExposures,
    }),
    winner: t.exposeString('winner', {
      nullable: true,
      description: 'The variant to ship, where there is one and nothing speaks against it.',
    }),
    concerns: t.field({
      type: [ExperimentConcern],
      description: 'What speaks against naming a winner; empty where one is named.',
      resolve: (results) => [...results.concerns],
    }),
  }),
});

const Experiment = builder.objectRef<ExperimentShape>('Experiment');

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
      description: 'What it has shown so far. For administrators.',
      authScopes: { role: 'ADMIN' },
      resolve: (experiment, _args, context) => resolve.results(experiment, context),
    }),
  }),
});

const VariantInput = builder.inputType('VariantInput', {
  description: 'A variant.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Its name: letters, digits, dots, hyphens, underscores.' }),
    weight: t.float({ description: 'Its share beside the others; all variants have one, or none and all are equal.' }),
  }),
});

const ExperimentSetInput = builder.inputType('ExperimentSetInput', {
  description: 'An experiment as it is to be.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Its name: letters, digits, dots, hyphens, underscores.' }),
    description: t.string({ description: 'What it is about.' }),
    variants: t.field({
      type: [VariantInput],
      required: true,
      description: '2 to 10; the first is the present state.',
    }),
    coverage: t.float({ description: 'The share of all visitors who take part, 0 to 1; 1 where absent.' }),
    goal: t.string({ required: true, description: 'Name, or else type, of the event that counts as a conversion.' }),
  }),
});

const ExperimentActionInput = builder.inputType('ExperimentActionInput', {
  description: 'Which experiment.',
  fields: (t) => ({ key: t.string({ required: true, description: 'Its name.' }) }),
});

const ExperimentAssignInput = builder.inputType('ExperimentAssignInput', {
  description: 'Who is to be shown a variant of what.',
  fields: (t) => ({
    key: t.string({ required: true, description: "The experiment's name." }),
    visitorId: t.id({ required: true, description: 'The visitor, as in the events that are tracked.' }),
  }),
});

const ExperimentPayload = payloadType<resolve.ExperimentFields>(
  'ExperimentPayload',
  'What became of the experiment.',
  (t) => ({
    experiment: t.field({
      type: Experiment,
      nullable: true,
      description: 'The experiment as it is now; null where it was refused.',
      resolve: (payload) => payload.experiment,
    }),
  }),
);

const Assignment = builder.objectRef<NonNullable<resolve.AssignFields['assignment']>>('Assignment').implement({
  description: 'What a visitor is to be shown.',
  fields: (t) => ({
    experiment: t.field({ type: Experiment, description: 'The experiment.', resolve: ({ experiment }) => experiment }),
    variant: t.exposeString('variant', {
      nullable: true,
      description: 'The variant. Null where the visitor is outside the experiment, and while it does not run.',
    }),
  }),
});

const ExperimentAssignPayload = payloadType<resolve.AssignFields>(
  'ExperimentAssignPayload',
  'The variant of a visitor.',
  (t) => ({
    assignment: t.field({
      type: Assignment,
      nullable: true,
      description: 'What to show; null where it was refused.',
      resolve: (payload) => payload.assignment,
    }),
  }),
);

builder.queryFields((t) => ({
  experiments: t.field({
    type: [Experiment],
    description: 'All experiments by name. For administrators.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { stores }) => stores.experiments.list(),
  }),
  experiment: t.field({
    type: Experiment,
    nullable: true,
    description: 'An experiment by its name. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { key }, { stores }) => stores.experiments.find(key),
  }),
}));

const action = { type: ExperimentActionInput, required: true, description: 'Which.' } as const;

builder.mutationFields((t) => ({
  experimentSet: t.field({
    type: ExperimentPayload,
    description:
      'Creates or changes an experiment. Variants, weights and goal are frozen while it runs; changed after a run, they ' +
      'begin a new count.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: ExperimentSetInput, required: true, description: 'The experiment.' }) },
    resolve: (_root, { input }, context) => resolve.experimentSet(input, context),
  }),
  experimentStart: t.field({
    type: ExperimentPayload,
    description: 'Starts an experiment, or goes on with a stopped one.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg(action) },
    resolve: (_root, { input }, context) => resolve.experimentStart(input, context),
  }),
  experimentStop: t.field({
    type: ExperimentPayload,
    description: 'Stops an experiment: nobody is shown a variant any more.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg(action) },
    resolve: (_root, { input }, context) => resolve.experimentStop(input, context),
  }),
  experimentAssign: t.field({
    type: ExperimentAssignPayload,
    description:
      'The variant that a visitor is to be shown, always the same, and counted as an exposure the first time. Ask at the ' +
      'moment of showing it. Asked with a session that is logged in, the account keeps its variant on every device.',
    authScopes: { public: true },
    args: { input: t.arg({ type: ExperimentAssignInput, required: true, description: 'Who and of what.' }) },
    resolve: (_root, { input }, context) =>
      resolve.experimentAssign({ key: input.key, visitorId: String(input.visitorId) }, context),
  }),
}));

builder.subscriptionField('experimentResults', (t) =>
  t.field({
    type: ExperimentResults,
    description: 'The results at once, and then as they change, at most once a second. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: "The experiment's name." }) },
    subscribe: (_root, args, context) => resolve.watchResults(args, context),
    resolve: (results: ResultsShape) => results,
  }),
);
