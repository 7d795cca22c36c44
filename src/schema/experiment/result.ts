// The results of an experiment, read once and watched.

import * as resolve from '../../resolvers/experiment/experiment.ts';
import type {
  ExperimentArm as ArmShape,
  ExperimentResults as ResultsShape,
  RevenuePerVisitor as RevenueShape,
} from '../../resolvers/experiment/result.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';

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
      type: 'SafeInt',
      description: 'Visitors who were shown it, each once and exactly.',
      resolve: (arm) => arm.exposures,
    }),
    conversions: t.field({
      type: 'SafeInt',
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

export const ExperimentResults = builder.objectRef<ResultsShape>('ExperimentResults').implement({
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
      type: 'SafeInt',
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

builder.subscriptionField('experimentResults', (t) =>
  t.field({
    type: ExperimentResults,
    description: 'The results at once, and then as they change, at most once a second.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: "The experiment's name." }) },
    subscribe: (_root, args, context) => resolve.watchResults(args, context),
    resolve: (results: ResultsShape) => results,
  }),
);
