// What an experiment counts beside its goal, and what came of it.

import { experimentMetricKinds, type ExperimentMetric as MetricShape } from '../../redis/experiment/experiment.ts';
import type { MetricArm, MetricResult } from '../../resolvers/experiment/metric.ts';
import { builder } from '../base/builder.ts';
import { Money, MoneyInput } from '../base/money.ts';
import { MissingInterval } from './missing-interval.ts';

const kinds: Record<MetricShape['kind'], { readonly description: string }> = {
  CONVERSION: { description: 'The share of the visitors with at least one of the events.' },
  REVENUE: { description: 'The value of the events per visitor in one currency, less refunds.' },
  SECONDS: { description: 'The seconds of the events per visitor, as those of ENGAGEMENT have.' },
};

const ExperimentMetricKind = builder.enumType('ExperimentMetricKind', {
  description: 'What is counted of the events of a metric. Visitors without such an event count as 0.',
  values: kinds,
});

const GuardrailStatus = builder.enumType('GuardrailStatus', {
  description: 'Whether a metric that must not change by more than its bound has changed by more.',
  values: {
    OK: { description: 'The change is surely within the bound.' },
    HURT: { description: 'The change is surely beyond the bound. Mortar does not name such a variant the winner.' },
    NOT_ENOUGH_DATA: { description: 'The visitors so far do not tell. This does not keep a variant from winning.' },
  } as const,
});

const ExperimentCorrection = builder.enumType('ExperimentCorrection', {
  description: 'Which comparisons share the 5% that an interval may be wrong.',
  values: {
    VARIANTS: {
      description:
        'All variants of one metric share it. Metrics do not: with many of them, expect one of twenty to differ though nothing has ' +
        'changed.',
    },
  } as const,
});

export const ExperimentMetric = builder.objectRef<MetricShape>('ExperimentMetric').implement({
  description: 'What an experiment counts beside its goal. With a bound it is a guardrail.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the metric.' }),
    event: t.exposeString('event', { description: 'Name of the event that counts, or its type if it has no name.' }),
    kind: t.field({
      type: ExperimentMetricKind,
      description: 'What is counted of the events.',
      resolve: ({ kind }) => kind,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      nullable: true,
      description: 'The currency of REVENUE. Null for other kinds.',
      resolve: ({ currency }) => currency,
    }),
    cap: t.field({
      type: Money,
      nullable: true,
      description: 'The most that a visitor counts of REVENUE. Null without a limit.',
      resolve: ({ cap, currency }) => (cap === null || currency === null ? null : { minor: BigInt(cap), currency }),
    }),
    capSeconds: t.int({
      nullable: true,
      description: 'The most that a visitor counts of SECONDS, in seconds. Null without a limit.',
      resolve: ({ cap, kind }) => (kind === 'SECONDS' ? cap : null),
    }),
    mayFallBy: t.exposeFloat('mayFallBy', {
      nullable: true,
      description: 'Bound of a guardrail: the share of the mean of the first variant by which it may be lower.',
    }),
    mayRiseBy: t.exposeFloat('mayRiseBy', {
      nullable: true,
      description: 'Bound of a guardrail: the share of the mean of the first variant by which it may be higher.',
    }),
  }),
});

export const ExperimentMetricInput = builder.inputType('ExperimentMetricInput', {
  description: 'A metric to count beside the goal. With `mayFallBy` or `mayRiseBy` it is a guardrail.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Name of the metric: letters, digits, dots, hyphens and underscores.',
    }),
    event: t.string({
      required: true,
      description: 'Name of the event that counts, or its type if it has no name. REFUND counts all refunds.',
    }),
    kind: t.field({
      type: ExperimentMetricKind,
      description: `What is counted of the events: ${experimentMetricKinds.join(', ')}. Default: CONVERSION.`,
    }),
    currency: t.field({ type: 'CurrencyCode', description: 'The currency of REVENUE. Required for it.' }),
    cap: t.field({
      type: MoneyInput,
      description:
        'The most that a visitor counts of REVENUE, in its currency. A few very large amounts then hide no difference. Default: no limit.',
    }),
    capSeconds: t.int({ description: 'The most that a visitor counts of SECONDS, in seconds. Default: no limit.' }),
    mayFallBy: t.float({
      description:
        'Share of the mean of the first variant by which it may be lower: 0.02 is two percent. Range: 0–0.99. Not together with `mayRiseBy`.',
    }),
    mayRiseBy: t.float({
      description:
        'Share of the mean of the first variant by which it may be higher: 0.02 is two percent. Range: 0–100. Not together with `mayFallBy`.',
    }),
  }),
});

const interval = (value: readonly number[] | null) => value && [...value];

const ExperimentMetricArm = builder.objectRef<MetricArm>('ExperimentMetricArm').implement({
  description: 'What one variant did to a metric.',
  fields: (t) => ({
    variant: t.exposeString('variant', { description: 'Name of the variant.' }),
    visitors: t.field({
      type: 'SafeInt',
      description: 'Number of visitors with at least one of the events, each once.',
      resolve: (arm) => arm.visitors,
    }),
    mean: t.exposeFloat('mean', {
      description: 'Average per visitor in the unit of the metric, with its cap. Of a CONVERSION it is the rate.',
    }),
    difference: t.exposeFloat('difference', {
      nullable: true,
      description:
        'Difference from the mean of the first variant. Null for the first variant and while counts are too low.',
    }),
    differenceInterval: t.floatList({
      nullable: true,
      description:
        'The 95% interval of the difference, its lower and upper end, that is valid however often you look. Null for the first ' +
        'variant and while counts are too low.',
      resolve: (arm) => interval(arm.differenceInterval),
    }),
    lift: t.exposeFloat('lift', {
      nullable: true,
      description: 'Relative difference from the mean of the first variant. Null for the first variant.',
    }),
    liftInterval: t.floatList({
      nullable: true,
      description: 'The same interval of the lift. If it is null, `missingInterval` has the reason.',
      resolve: (arm) => interval(arm.liftInterval),
    }),
    missingInterval: t.field({
      type: MissingInterval,
      nullable: true,
      description: 'Why `liftInterval` is null. Null if it is not.',
      resolve: (arm) => arm.missingInterval,
    }),
    status: t.field({
      type: GuardrailStatus,
      nullable: true,
      description:
        'Whether the variant keeps the bound. Null for the first variant, and if the metric is no guardrail.',
      resolve: (arm) => arm.status,
    }),
  }),
});

export const ExperimentMetricResult = builder.objectRef<MetricResult>('ExperimentMetricResult').implement({
  description: 'The results of a metric beside the goal.',
  fields: (t) => ({
    metric: t.field({
      type: ExperimentMetric,
      description: 'The metric that was counted.',
      resolve: ({ metric }) => metric,
    }),
    arms: t.field({
      type: [ExperimentMetricArm],
      description: 'The results of each variant, in the order of the variants.',
      resolve: ({ arms }) => [...arms],
    }),
    status: t.field({
      type: GuardrailStatus,
      nullable: true,
      description: 'HURT if any variant is, OK if all are, else NOT_ENOUGH_DATA. Null if the metric is no guardrail.',
      resolve: ({ status }) => status,
    }),
    correction: t.field({
      type: ExperimentCorrection,
      description: 'Which comparisons share the 5% that an interval may be wrong.',
      resolve: () => 'VARIANTS' as const,
    }),
  }),
});
