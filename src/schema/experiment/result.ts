// The results of an experiment, read once and watched.

import * as resolve from '../../resolvers/experiment/experiment.ts';
import type {
  ExperimentArm as ArmShape,
  ExperimentResults as ResultsShape,
  RevenuePerVisitor as RevenueShape,
} from '../../resolvers/experiment/result.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { ExperimentMetricResult } from './metric.ts';
import { MissingInterval } from './missing-interval.ts';

const statisticDigits = 10;
const rounded = `rounded to ${statisticDigits} decimal places`;

/** Without zeros at its end. */
const decimal = (value: number): string =>
  value
    .toFixed(statisticDigits)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');

const interval = (value: readonly number[] | null) => value && [...value];

const RevenuePerVisitor = builder.objectRef<RevenueShape>('RevenuePerVisitor').implement({
  description:
    'The average value of the goal events per visitor of one variant in one currency, including visitors who spent nothing. ' +
    'If the experiment has a cap for the currency, each visitor counts at most the cap. ' +
    'It is a statistic and no amount that anybody pays: it may have more decimal places than the currency, so it is not Money.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency of all amounts here.',
      resolve: ({ currency }) => currency,
    }),
    mean: t.field({
      type: 'Decimal',
      description: `The average, in the currency itself, ${rounded}.`,
      resolve: ({ mean }) => decimal(mean),
    }),
    standardDeviation: t.field({
      type: 'Decimal',
      description: `The standard deviation, in the currency itself, ${rounded}.`,
      resolve: ({ standardDeviation }) => decimal(standardDeviation),
    }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: 'Relative difference from the average of the first variant. Null for the first variant.',
    }),
    liftInterval: t.floatList({
      nullable: true,
      description:
        "The 95% interval of the lift, by Fieller's method, valid for one look at the end. It contains 0 exactly if " +
        '`differenceInterval` does. If it is null, `missingInterval` has the reason.',
      resolve: ({ liftInterval }) => interval(liftInterval),
    }),
    missingInterval: t.field({
      type: MissingInterval,
      nullable: true,
      description: 'Why `liftInterval` is null. Null if it is not.',
      resolve: ({ missingInterval }) => missingInterval,
    }),
    difference: t.field({
      type: 'Decimal',
      nullable: true,
      description: `Difference from the average of the first variant, in the currency itself, ${rounded}. Null for the first variant.`,
      resolve: ({ difference }) => (difference === null ? null : decimal(difference)),
    }),
    differenceInterval: t.field({
      type: ['Decimal'],
      nullable: true,
      description:
        "The 95% interval of the difference, its lower and upper end, by Welch's t-test, valid for one look at the end. Null " +
        'for the first variant, and if no amount differs from another.',
      resolve: ({ differenceInterval }) => differenceInterval?.map(decimal),
    }),
    sequentialDifferenceInterval: t.field({
      type: ['Decimal'],
      nullable: true,
      description:
        'The 95% interval of the difference, its lower and upper end, that is valid however often you look, adjusted for the number ' +
        'of variants. Null for the first variant, and while fewer than 20 visitors of one of the two variants converted.',
      resolve: ({ sequentialDifferenceInterval }) => sequentialDifferenceInterval?.map(decimal),
    }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: "Two-sided p-value of Welch's t-test of the difference. Null for the first variant.",
    }),
  }),
});

const ExperimentConcern = builder.enumType('ExperimentConcern', {
  description: 'A reason not to name a winner.',
  values: {
    SAMPLE_RATIO_MISMATCH: { description: 'The split of the visitors does not match the weights.' },
    MULTIPLE_EXPOSURES: { description: 'At least 1% of the visitors were shown two variants.' },
    TOO_FEW_EXPOSURES: { description: 'A variant has fewer than 100 exposures.' },
    TOO_FEW_CONVERSIONS: { description: 'A variant has too few conversions to be compared with the first.' },
    GUARDRAIL_HURT: { description: 'The best variant hurts a metric that must not change by so much.' },
    NO_CLEAR_DIFFERENCE: {
      description: 'Neither is a variant surely better than the first, nor the first surely better than all others.',
    },
  } as const,
});

const ExperimentArm = builder.objectRef<ArmShape>('ExperimentArm').implement({
  description: 'The results of one variant.',
  fields: (t) => ({
    variant: t.exposeString('variant', { description: 'Name of the variant.' }),
    exposures: t.field({
      type: 'SafeInt',
      description: 'Exact number of visitors who were shown the variant.',
      resolve: (arm) => arm.exposures,
    }),
    conversions: t.field({
      type: 'SafeInt',
      description: 'Number of them who reached the goal within `windowSeconds` after their first exposure.',
      resolve: (arm) => arm.conversions,
    }),
    rate: t.exposeFloat('rate', { description: 'Conversion rate: conversions divided by exposures.' }),
    revenue: t.field({
      type: [Money],
      description: 'Value of their goal events in each currency, less refunds.',
      resolve: ({ revenue }) => [...revenue].map(([currency, { sum }]) => ({ currency, minor: sum })),
    }),
    revenuePerVisitor: t.field({
      type: [RevenuePerVisitor],
      description: 'Average value per visitor, in each currency that occurred.',
      resolve: ({ revenuePerVisitor }) => [...revenuePerVisitor],
    }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: 'Relative difference from the rate of the first variant. Null for the first variant.',
    }),
    liftInterval: t.floatList({
      nullable: true,
      description:
        'The 95% interval of the lift, its lower and upper end, valid for one look at the end. It contains 0 exactly if ' +
        '`pValue` is at least 0.05. Null for the first variant, and if the first variant has no conversions.',
      resolve: (arm) => interval(arm.liftInterval),
    }),
    sequentialInterval: t.floatList({
      nullable: true,
      description:
        'The 95% interval of the lift that is valid however often you look, adjusted for the number of variants. It contains ' +
        '0 exactly if `differenceInterval` does. If it is null, `missingInterval` has the reason.',
      resolve: (arm) => interval(arm.sequentialInterval),
    }),
    missingInterval: t.field({
      type: MissingInterval,
      nullable: true,
      description: 'Why `sequentialInterval` is null. Null if it is not.',
      resolve: (arm) => arm.missingInterval,
    }),
    difference: t.exposeFloat('difference', {
      nullable: true,
      description: 'Difference from the rate of the first variant. Null for the first variant.',
    }),
    differenceInterval: t.floatList({
      nullable: true,
      description:
        'The 95% interval of the difference, its lower and upper end, that is valid however often you look, adjusted for the ' +
        'number of variants. Only this interval decides the winner. Null for the first variant and while counts are too low.',
      resolve: (arm) => interval(arm.differenceInterval),
    }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description:
        'Two-sided p-value of a z-test against the first variant, with the pooled rate. Null for the first variant.',
    }),
    chanceToWin: t.exposeFloat('chanceToWin', {
      nullable: true,
      description:
        'Probability that the true rate is above that of the first variant, from a flat prior. Null for the first variant.',
    }),
  }),
});

export const ExperimentResults = builder.objectRef<ResultsShape>('ExperimentResults').implement({
  description: 'The results of an experiment so far.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'Time when Mortar read the numbers.',
      resolve: (results) => results.at,
    }),
    arms: t.field({
      type: [ExperimentArm],
      description: 'The results of each variant, in the order of the variants.',
      resolve: (results) => [...results.arms],
    }),
    sampleRatioMismatch: t.exposeBoolean('sampleRatioMismatch', {
      description: 'Whether the split of the visitors does not match the weights. If so, do not trust the results.',
    }),
    sampleRatioPValue: t.exposeFloat('sampleRatioPValue', {
      nullable: true,
      description:
        'P-value of a chi-squared test of the split. Below 0.001 it is a mismatch. Null if there are too few visitors.',
    }),
    multipleExposures: t.field({
      type: 'SafeInt',
      description: 'Number of visitors who turned out, when they logged in, to have been shown two variants.',
      resolve: (results) => results.multipleExposures,
    }),
    winner: t.exposeString('winner', {
      nullable: true,
      description: 'Name of the variant to ship. Null if `concerns` is not empty.',
    }),
    concerns: t.field({
      type: [ExperimentConcern],
      description: 'Reasons not to name a winner. Empty if there is a winner.',
      resolve: (results) => [...results.concerns],
    }),
    metrics: t.field({
      type: [ExperimentMetricResult],
      description: 'The results of each metric beside the goal, in the order of the metrics.',
      resolve: (results) => [...results.metrics],
    }),
  }),
});

builder.subscriptionField('experimentResults', (t) =>
  t.field({
    type: ExperimentResults,
    complexity: 10,
    description: 'Sends the results at once, and again after each change, at most once per second.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: 'Names the experiment by its key.' }) },
    subscribe: (_root, args, context) => resolve.watchResults(args, context),
    resolve: (results: ResultsShape) => results,
  }),
);
