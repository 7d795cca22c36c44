// What is known visitor by visitor: funnels, retention, journeys.

import type {
  FunnelStep as FunnelStepValue,
  JourneyStep as JourneyStepValue,
  RetentionCohort as RetentionCohortValue,
} from '../../redis/metric/metric.ts';
import { visitorLimits } from '../../redis/metric/visitor.ts';
import { orBadInput } from '../../resolvers/base/answer.ts';
import { builder } from '../base/builder.ts';
import { describeSize } from '../base/size.ts';
import { Metrics } from './metric.ts';

const FunnelStep = builder.objectRef<FunnelStepValue>('FunnelStep').implement({
  description: 'One step of a funnel.',
  fields: (t) => ({
    step: t.exposeString('step', { description: 'The step as it was asked for.' }),
    visitors: t.field({
      type: 'BigInt',
      description: 'Visitors who did this step after all the steps before it, exactly.',
      resolve: (step) => step.visitors,
    }),
    rateFromPrevious: t.exposeFloat('rateFromPrevious', { description: 'Their share of the step before; 0 to 1.' }),
    rateFromFirst: t.exposeFloat('rateFromFirst', { description: 'Their share of the first step; 0 to 1.' }),
  }),
});

const RetentionCohort = builder.objectRef<RetentionCohortValue>('RetentionCohort').implement({
  description: 'The visitors who were new on a day.',
  fields: (t) => ({
    day: t.field({ type: 'DateTime', description: 'Midnight UTC at which the day begins.', resolve: ({ day }) => day }),
    size: t.field({
      type: 'BigInt',
      description: 'Visitors of the day who were not seen in the 30 days before it, exactly.',
      resolve: ({ size }) => size,
    }),
    returned: t.field({
      type: ['BigInt'],
      description: 'How many of them came on the first day after, on the second, and so on to the last day asked for.',
      resolve: ({ returned }) => [...returned],
    }),
  }),
});

const JourneyStep = builder.objectRef<JourneyStepValue>('JourneyStep').implement({
  description: 'A page that a visitor saw.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Path of the page.' }),
    at: t.field({ type: 'DateTime', description: 'When it was seen.', resolve: ({ at }) => at }),
  }),
});

builder.objectFields(Metrics, (t) => ({
  funnel: t.field({
    type: [FunnelStep],
    description: 'How many visitors went along the steps in their order, whatever they did in between.',
    args: {
      steps: t.arg.stringList({
        required: true,
        description:
          'One to ten steps: paths, which begin with a slash, and names of events; an event without a name goes by its ' +
          'type, such as PURCHASE.',
      }),
      from: t.arg({ type: 'DateTime', required: true, description: 'Beginning, to the millisecond.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'End, not included; at most 31 days later.' }),
    },
    resolve: ({ site }, { steps, from, to }, { stores }) => orBadInput(stores.metrics.funnel(site, steps, from, to)),
  }),
  retention: t.field({
    type: [RetentionCohort],
    description: 'Who was new on each day, and on which of the following days they were back.',
    args: {
      from: t.arg({
        type: 'DateTime',
        required: true,
        description: 'A moment of the first day; days are those of UTC.',
      }),
      days: t.arg.int({ required: true, description: 'How many days: 1 to 31.' }),
    },
    resolve: ({ site }, { from, days }, { stores }) => orBadInput(stores.metrics.retention(site, from, days)),
  }),
  journey: t.field({
    type: [JourneyStep],
    description: 'The newest pages of a visitor within the last 31 days, oldest first.',
    args: {
      visitorId: t.arg.id({ required: true, description: 'The visitor, as their events name them.' }),
      first: t.arg.int({
        defaultValue: visitorLimits.journey.default,
        description: describeSize('Number of the newest pages to return.', visitorLimits.journey),
      }),
    },
    resolve: ({ site }, { visitorId, first }, { stores }) =>
      orBadInput(stores.metrics.journey(site, visitorId, first ?? undefined)),
  }),
}));
