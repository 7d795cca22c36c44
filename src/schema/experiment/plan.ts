// How large an experiment must be, asked before it starts.

import { experimentLimits } from '../../redis/experiment/limits.ts';
import * as resolve from '../../resolvers/experiment/plan.ts';
import { builder } from '../base/builder.ts';

const ExperimentPlanInput = builder.inputType('ExperimentPlanInput', {
  description: 'What you expect of an experiment.',
  fields: (t) => ({
    rate: t.float({ required: true, description: 'Conversion rate of the first variant, between 0 and 1.' }),
    lift: t.float({
      required: true,
      description: 'Relative difference that the experiment must find: 0.1 for a rate that is 10% higher.',
    }),
    variants: t.int({ description: `Number of variants of equal weight: 2–${experimentLimits.variants}. Default: 2.` }),
    power: t.float({ description: 'Probability that the difference is found: 0.5–0.99. Default: 0.8.' }),
    visitorsPerDay: t.int({
      description: 'Number of visitors per day who take part. If you give it, Mortar returns the days.',
    }),
    visitors: t.int({ description: 'Number of visitors you have. If you give it, Mortar returns the power for them.' }),
  }),
});

const ExperimentPlan = builder.objectRef<resolve.ExperimentPlan>('ExperimentPlan').implement({
  description:
    'The size of an experiment. It applies if `plannedVisitors` is this size and you look at the results all the time.',
  fields: (t) => ({
    betterRate: t.exposeFloat('betterRate', { description: 'Conversion rate of the better variant.' }),
    visitors: t.field({
      type: 'SafeInt',
      description: 'Number of visitors of all variants. Give it as `plannedVisitors`.',
      resolve: (plan) => plan.visitors,
    }),
    visitorsPerVariant: t.field({
      type: 'SafeInt',
      description: 'Number of visitors of each variant.',
      resolve: (plan) => plan.visitorsPerVariant,
    }),
    visitorsForOneLook: t.field({
      type: 'SafeInt',
      description:
        'Number of visitors of all variants that a z-test with a single look at the end needs. `visitors` is larger: that is what ' +
        'looking at any time costs.',
      resolve: (plan) => plan.visitorsForOneLook,
    }),
    days: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Number of days until `visitors` have taken part, rounded up. Null if you did not give `visitorsPerDay`.',
      resolve: (plan) => plan.days,
    }),
    power: t.exposeFloat('power', {
      description: 'Probability that the experiment finds the difference until then, if the rates are as you expect.',
    }),
  }),
});

builder.queryField('experimentPlan', (t) =>
  t.field({
    type: ExperimentPlan,
    description:
      'Returns how many visitors an experiment needs to find a difference, or its power for a number of visitors.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: ExperimentPlanInput,
        required: true,
        description: 'Gives the rates that you expect, and the power or the visitors.',
      }),
    },
    resolve: (_root, { input }) => resolve.experimentPlan(input),
  }),
);
