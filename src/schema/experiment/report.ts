// An experiment by its days, and by parts of its visitors.

import type { SegmentDimension as DimensionShape } from '../../redis/experiment/experiment.ts';
import { experimentLimits } from '../../redis/experiment/limits.ts';
import type { ArmPoint, ExperimentDay, ExperimentSegment } from '../../resolvers/experiment/report.ts';
import * as resolve from '../../resolvers/experiment/report.ts';
import { builder } from '../base/builder.ts';
import { Experiment } from './experiment.ts';
import { MissingInterval } from './missing-interval.ts';

const { days: daysMax, segmentValues } = experimentLimits;
const daysShown = 90;

const dimensions: Record<DimensionShape, { readonly description: string }> = {
  DEVICE: { description: 'The kind of device, by the user agent.' },
  COUNTRY: { description: 'The country: the one that `experimentAssign` was given, or that of the address.' },
  SOURCE: { description: 'The kind of source, by the referrer that `experimentAssign` was given.' },
  VISITOR: { description: '`New` or `Returning`, by `returning` of `experimentAssign`.' },
};

const ExperimentDimension = builder.enumType('ExperimentDimension', {
  description: 'What a visitor has in common with others, as known at the first exposure.',
  values: dimensions,
});

const ExperimentArmPoint = builder.objectRef<ArmPoint>('ExperimentArmPoint').implement({
  description: 'What was counted of one variant in a part of an experiment.',
  fields: (t) => ({
    variant: t.exposeString('variant', { description: 'Name of the variant.' }),
    exposures: t.field({
      type: 'SafeInt',
      description: 'Number of visitors who were shown the variant.',
      resolve: ({ exposures }) => exposures,
    }),
    conversions: t.field({
      type: 'SafeInt',
      description: 'Number of them who reached the goal.',
      resolve: ({ conversions }) => conversions,
    }),
    rate: t.exposeFloat('rate', { description: 'Conversion rate: conversions divided by exposures.' }),
    difference: t.exposeFloat('difference', {
      nullable: true,
      description: 'Difference from the rate of the first variant. Null for the first variant.',
    }),
    differenceInterval: t.floatList({
      nullable: true,
      description:
        'The 95% interval of the difference, its lower and upper end, that is valid however often you look. If it is null, ' +
        '`missingInterval` has the reason.',
      resolve: ({ differenceInterval }) => differenceInterval && [...differenceInterval],
    }),
    missingInterval: t.field({
      type: MissingInterval,
      nullable: true,
      description: 'Why `differenceInterval` is null. Null if it is not.',
      resolve: ({ missingInterval }) => missingInterval,
    }),
  }),
});

const ExperimentDayPoint = builder.objectRef<ExperimentDay>('ExperimentDayPoint').implement({
  description: 'What was counted of an experiment until the end of a day.',
  fields: (t) => ({
    day: t.exposeString('day', { description: 'The day in the time zone of the experiment: `2030-01-31`.' }),
    arms: t.field({
      type: [ExperimentArmPoint],
      description: 'Each variant, from the start to the end of the day. A conversion counts on the day of its event.',
      resolve: ({ arms }) => [...arms],
    }),
  }),
});

const ExperimentSegmentPoint = builder.objectRef<ExperimentSegment>('ExperimentSegmentPoint').implement({
  description:
    'A part of the visitors of an experiment, to look for ideas. It names no winner, and its intervals are not corrected for the ' +
    'number of segments: one of twenty differs though nothing has changed.',
  fields: (t) => ({
    dimension: t.field({
      type: ExperimentDimension,
      description: 'What these visitors have in common.',
      resolve: ({ dimension }) => dimension,
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: `The value, such as \`Mobile\`. Null for all visitors whose values are not among the first ${segmentValues}.`,
    }),
    arms: t.field({
      type: [ExperimentArmPoint],
      description: 'What was counted of each variant.',
      resolve: ({ arms }) => [...arms],
    }),
  }),
});

builder.objectFields(Experiment, (t) => ({
  days: t.field({
    type: [ExperimentDayPoint],
    isolated: true,
    complexity: { field: 10, multiplier: 10 },
    description: `What was counted until the end of each day, oldest first: at most the first ${daysMax} days after the start.`,
    authScopes: { role: 'ADMIN' },
    args: {
      limit: t.arg.int({
        defaultValue: daysShown,
        description: `Number of days to return, counted from the last. Default: ${daysShown}. Range: 1–${daysMax}.`,
      }),
    },
    resolve: (experiment, { limit }, context) => resolve.days(experiment, limit ?? daysShown, context),
  }),
  segments: t.field({
    type: [ExperimentSegmentPoint],
    isolated: true,
    complexity: { field: 10, multiplier: 10 },
    description:
      'The visitors by device, country, source, and whether they are new: exploratory, without a verdict. At most the ' +
      `${segmentValues} most frequent values of each. Visitors of whom it is not known are not among them.`,
    authScopes: { role: 'ADMIN' },
    resolve: (experiment, _args, context) => resolve.segments(experiment, context),
  }),
}));
