// What Mortar knows per visitor: funnels, retention, journeys.

import type {
  FunnelStep as FunnelStepValue,
  JourneyStep as JourneyStepValue,
  RetentionCohort as RetentionCohortValue,
} from '../../redis/metric/metric.ts';
import { visitorLimits } from '../../redis/metric/visitor.ts';
import { orBadInput } from '../../resolvers/base/answer.ts';
import { pageCost } from '../../resolvers/base/page.ts';
import { builder } from '../base/builder.ts';
import { describeSize } from '../base/size.ts';
import { daysIn, visitorsCost } from './cost.ts';
import { filterDescription, VisitFilter } from './filter.ts';
import { Metrics } from './metric.ts';

const FunnelStep = builder.objectRef<FunnelStepValue>('FunnelStep').implement({
  description:
    'One step of a funnel. Its numbers are null if Mortar no longer has what visitors did on all days of the period.',
  fields: (t) => ({
    step: t.exposeString('step', { description: 'The step, as requested.' }),
    visitors: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Exact number of visitors who completed this step after all steps before it.',
      resolve: (step) => step.visitors,
    }),
    rateFromPrevious: t.exposeFloat('rateFromPrevious', {
      nullable: true,
      description: 'Share of the visitors of the previous step, from 0 to 1.',
    }),
    rateFromFirst: t.exposeFloat('rateFromFirst', {
      nullable: true,
      description: 'Share of the visitors of the first step, from 0 to 1.',
    }),
  }),
});

const RetentionCohort = builder.objectRef<RetentionCohortValue>('RetentionCohort').implement({
  description: 'The visitors who were new on one day.',
  fields: (t) => ({
    day: t.field({ type: 'DateTime', description: 'Start of the day, at midnight UTC.', resolve: ({ day }) => day }),
    size: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Exact number of visitors of that day who had no event in the 30 days before it. Null if Mortar no longer knows who came on one ' +
        'of these days.',
      resolve: ({ size }) => size,
    }),
    returned: t.field({
      type: ['SafeInt'],
      description:
        'How many of them returned on the first day after, on the second, and so on until the last requested day. Null for each day of ' +
        'which Mortar no longer knows it.',
      nullable: { list: false, items: true },
      resolve: ({ returned }) => [...returned],
    }),
  }),
});

const JourneyStep = builder.objectRef<JourneyStepValue>('JourneyStep').implement({
  description: 'A page that a visitor viewed.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Path of the page.' }),
    at: t.field({ type: 'DateTime', description: 'Time of the page view.', resolve: ({ at }) => at }),
  }),
});

builder.objectFields(Metrics, (t) => ({
  funnel: t.field({
    type: [FunnelStep],
    isolated: true,
    complexity: ({ steps, from, to }) => ({
      field: visitorsCost(daysIn(from, to)),
      multiplier: Math.min(visitorLimits.funnelSteps, Math.max(1, steps.length)),
    }),
    description: 'Number of visitors who completed the steps in this order, with any events in between.',
    args: {
      steps: t.arg.stringList({
        required: true,
        description:
          'One to ten steps. A step is a path, which begins with a slash, or the name of an event. An event without a name ' +
          'has the name of its type, such as PURCHASE.',
      }),
      from: t.arg({ type: 'DateTime', required: true, description: 'Start of the period, to the millisecond.' }),
      to: t.arg({
        type: 'DateTime',
        required: true,
        description: 'End of the period, not included; at most 31 days after `from`.',
      }),
      filter: t.arg({ type: VisitFilter, description: filterDescription }),
    },
    resolve: ({ site }, { steps, from, to, filter }, { stores }) =>
      orBadInput(stores.metrics.funnel(site, steps, from, to, filter)),
  }),
  retention: t.field({
    type: [RetentionCohort],
    isolated: true,
    complexity: ({ days }) => {
      const counted = Math.min(visitorLimits.retentionDays, Math.max(1, days));
      return { field: visitorsCost(counted), multiplier: counted };
    },
    description: 'New visitors of each day, and how many of them returned on the following days.',
    args: {
      from: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Any time on the first day. Days begin at midnight UTC.',
      }),
      days: t.arg.int({ required: true, description: 'Number of days. Range: 1–31.' }),
      filter: t.arg({
        type: VisitFilter,
        description: `Counts only visitors with such a visit on their first day. ${filterDescription}`,
      }),
    },
    resolve: ({ site }, { from, days, filter }, { stores }) =>
      orBadInput(stores.metrics.retention(site, from, days, filter)),
  }),
  journey: t.field({
    type: [JourneyStep],
    isolated: true,
    complexity: ({ limit }) => ({ field: 5, multiplier: pageCost(limit, visitorLimits.journey) }),
    description: 'The newest page views of a visitor within the last 31 days, oldest first.',
    authScopes: { role: 'ADMIN' },
    args: {
      visitorId: t.arg.string({ required: true, description: 'Name of the visitor, as in their events.' }),
      limit: t.arg.int({
        defaultValue: visitorLimits.journey.default,
        description: describeSize('Number of page views to return.', visitorLimits.journey),
      }),
    },
    resolve: ({ site }, { visitorId, limit }, { stores }) =>
      orBadInput(stores.metrics.journey(site, visitorId, limit ?? undefined)),
  }),
}));
