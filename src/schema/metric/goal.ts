// The goals of a site.

import { encodeGlobalID } from '@pothos/plugin-relay';
import { metricLimits } from '../../redis/metric/bucket.ts';
import type {
  Counted,
  GoalPoint as GoalPointValue,
  GoalTotals as GoalTotalsValue,
} from '../../redis/metric/goal-report.ts';
import { goalLimits, type SiteGoal } from '../../redis/metric/site-goal.ts';
import {
  type GoalFields,
  goalById,
  goalDelete,
  goalSeries,
  goalSet,
  goalTotals,
  keyOfGoal,
} from '../../resolvers/metric/goal.ts';
import { builder } from '../base/builder.ts';
import { Money, MoneyInput } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { ofSite, siteIn } from '../base/site-right.ts';
import { goalsCost, seriesCost } from './cost.ts';
import { Interval } from './input.ts';
import { Metrics, moneyOf, siteDescription } from './metric.ts';

const describeFrom = 'Start of the period. Mortar rounds it down to a quarter-hour.';
const describeTo = 'End of the period, not included. Mortar rounds it up to a quarter-hour.';

const Goal = builder.objectRef<SiteGoal>('Goal');

builder.node(Goal, {
  description: 'A goal of a site: a page or an event whose occurrences Mortar counts as conversions.',
  id: { resolve: keyOfGoal },
  loadOne: goalById,
  fields: (t) => ({
    site: t.exposeString('site', { description: 'Name of the site.' }),
    name: t.exposeString('name', { description: 'Name of the goal.' }),
    page: t.exposeString('page', {
      nullable: true,
      description: 'Path of the page, in which `*` stands for any characters. Null if the goal is an event.',
    }),
    event: t.exposeString('event', {
      nullable: true,
      description: 'Name of the event, or its type if it has no name. Null if the goal is a page.',
    }),
    value: t.field({
      type: Money,
      nullable: true,
      description: 'Value of each conversion. Null if there is none, or if the events give it.',
      resolve: ({ value }) => value,
    }),
    valueOfEvent: t.exposeBoolean('valueOfEvent', {
      description: 'Whether the value of a conversion is that of its event. Refunds lower it.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the goal was created. Events that arrived before are not counted.',
      resolve: ({ createdAt }) => createdAt,
    }),
  }),
});

type Types = typeof builder.$inferSchemaTypes;

/** What is counted of a goal, in a period as in one hour or day. */
function countedFields<Parent extends Counted>(t: PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>) {
  return {
    conversions: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Exact number of events that reached the goal.',
      resolve: ({ conversions }) => conversions,
    }),
    visitors: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Number of different visitors who reached the goal, within 1%.',
      resolve: ({ visitors }) => visitors,
    }),
    value: t.field({
      type: [Money],
      nullable: true,
      description: 'Value of the conversions in each currency.',
      resolve: ({ value }) => value && moneyOf(value),
    }),
  };
}

const GoalTotals = builder.objectRef<GoalTotalsValue>('GoalTotals').implement({
  description:
    'The numbers of a goal in a period. They are null if Mortar no longer has all of the period, or if the goal did not exist in it.',
  fields: (t) => ({
    goal: t.field({ type: Goal, description: 'The goal that these are the numbers of.', resolve: ({ goal }) => goal }),
    ...countedFields(t),
    conversionRate: t.exposeFloat('conversionRate', {
      nullable: true,
      description: 'Share of all visitors of the period who reached the goal, from 0 to 1.',
    }),
  }),
});

const GoalPoint = builder.objectRef<GoalPointValue>('GoalPoint').implement({
  description: 'The numbers of a goal in one hour or day. They are null as in `GoalTotals`.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when the hour or day begins.', resolve: ({ at }) => at }),
    ...countedFields(t),
  }),
});

builder.objectFields(Metrics, (t) => ({
  goals: t.field({
    type: [GoalTotals],
    isolated: true,
    complexity: goalsCost,
    description: `The goals of the site by name, at most ${goalLimits.perSite}, with their numbers.`,
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: describeFrom }),
      to: t.arg({ type: 'DateTime', required: true, description: describeTo }),
    },
    resolve: ({ site }, args, context) => goalTotals(site, args, context),
  }),
  goalSeries: t.field({
    type: [GoalPoint],
    isolated: true,
    complexity: seriesCost,
    description: `The numbers of a goal per hour or day; at most ${metricLimits.points.toLocaleString('en')} points, which begin as those of \`series\`.`,
    args: {
      goal: t.arg.string({ required: true, description: 'Name of the goal.' }),
      interval: t.arg({ type: Interval, required: true, description: 'Length of a point: HOUR or DAY.' }),
      from: t.arg({ type: 'DateTime', required: true, description: describeFrom }),
      to: t.arg({ type: 'DateTime', required: true, description: describeTo }),
      timezone: t.arg.string({
        description: 'IANA name of the time zone whose days the points follow. Default: none.',
      }),
    },
    resolve: ({ site }, args, context) => goalSeries(site, args, context),
  }),
}));

const GoalSetInput = builder.inputType('GoalSetInput', {
  description: 'A goal to create or change. Give either `page` or `event`.',
  fields: (t) => ({
    site: t.string({ description: siteDescription }),
    name: t.string({
      required: true,
      description: `Name of the goal: 1–${goalLimits.nameLength} characters. It identifies the goal within its site.`,
    }),
    page: t.string({
      description: `Path of a page, such as \`/thanks\`. \`*\` stands for any characters: \`/products/*\`. At most ${metricLimits.pathLength} characters.`,
    }),
    event: t.string({
      description: 'Name of an event that is not a page view, or its type if it has no name, such as PURCHASE.',
    }),
    value: t.field({ type: MoneyInput, description: 'Value of each conversion. Default: none.' }),
    valueOfEvent: t.boolean({
      defaultValue: false,
      description: 'Whether the value of a conversion is the `value` of its event. Refunds lower it.',
    }),
  }),
});

const GoalDeleteInput = builder.inputType('GoalDeleteInput', {
  description: 'The goal to delete.',
  fields: (t) => ({
    site: t.string({ description: siteDescription }),
    name: t.string({ required: true, description: 'Name of the goal.' }),
  }),
});

const GoalPayload = payloadType<GoalFields>('GoalPayload', 'The result of a mutation that changes a goal.', (t) => ({
  goal: t.field({
    type: Goal,
    nullable: true,
    description: 'The goal as it is now, or was when it was deleted. Null if there is none.',
    resolve: ({ goal }) => goal,
  }),
  deletedId: t.id({
    nullable: true,
    description: 'The id of the goal that was deleted. Null if none was.',
    resolve: ({ goal, deleted }) => (goal && deleted ? encodeGlobalID('Goal', keyOfGoal(goal)) : null),
  }),
}));

interface OfGoal {
  readonly input: { readonly site?: string | null };
}

const siteOfGoal = ({ input }: OfGoal): string => siteIn(input);

builder.mutationFields((t) => ({
  goalSet: t.field({
    type: GoalPayload,
    description:
      'Creates a goal of a site, or changes one. Events count from then on; what was counted before stays. Fails with INVALID or LIMIT_EXCEEDED.',
    authScopes: ofSite<OfGoal>('EDITOR', siteOfGoal),
    args: { input: t.arg({ type: GoalSetInput, required: true, description: 'The new state of the goal.' }) },
    resolve: (_root, { input }, context) => goalSet(input, context),
  }),
  goalDelete: t.field({
    type: GoalPayload,
    description: 'Deletes a goal of a site. Its numbers can no longer be read. Fails with NOT_FOUND.',
    authScopes: ofSite<OfGoal>('EDITOR', siteOfGoal),
    args: {
      input: t.arg({ type: GoalDeleteInput, required: true, description: 'Gives the name of the goal to delete.' }),
    },
    resolve: (_root, { input }, context) => goalDelete(input, context),
  }),
}));
