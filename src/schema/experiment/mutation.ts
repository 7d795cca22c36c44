// What can be done with experiments, and the variant that a visitor is shown.

import { experimentLimits } from '../../redis/experiment/limits.ts';
import * as resolve from '../../resolvers/experiment/experiment.ts';
import { builder } from '../base/builder.ts';
import { MoneyInput } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { Experiment } from './experiment.ts';
import { ExperimentMetricInput } from './metric.ts';

const { windowSeconds: span, plannedVisitors: planned } = experimentLimits;

const VariantInput = builder.inputType('VariantInput', {
  description: 'A variant to set.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Name of the variant: letters, digits, dots, hyphens and underscores.',
    }),
    weight: t.float({
      description:
        'Weight of the variant relative to the others. Give it for all variants, or for none to weight them equally.',
    }),
  }),
});

const ExperimentTestersInput = builder.inputType('ExperimentTestersInput', {
  description: 'Visitors and accounts to show a certain variant, without counting them.',
  fields: (t) => ({
    variant: t.string({ required: true, description: 'Name of the variant.' }),
    visitorIds: t.stringList({ description: 'The visitors, as in their events.' }),
    ids: t.idList({ description: 'The ids of the accounts.' }),
  }),
});

const ExperimentSetInput = builder.inputType('ExperimentSetInput', {
  description: 'The experiment to create or change.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Name of the experiment: letters, digits, dots, hyphens and underscores.',
    }),
    description: t.string({ description: 'Purpose of the experiment.' }),
    variants: t.field({
      type: [VariantInput],
      required: true,
      description: 'The variants: 2–10. The first is the current state, with which the others are compared.',
    }),
    coverage: t.float({ description: 'Share of all visitors who participate, from 0 to 1. Default: 1.' }),
    goal: t.string({
      required: true,
      description: 'Name of the event that counts as a conversion, or its type if it has no name.',
    }),
    windowSeconds: t.int({
      description: `Time after the first exposure in which a conversion counts, in seconds: ${span.min}–${span.max}. Default: ${span.default}.`,
    }),
    plannedVisitors: t.int({
      description:
        'Number of visitors of all variants after which you want to decide. The results are most sensitive there, and valid ' +
        `before and after it: ${planned.min}–${planned.max}. Default: ${planned.default}.`,
    }),
    revenueCaps: t.field({
      type: [MoneyInput],
      description:
        'Winsorises revenue: in the comparison of a currency listed here, each visitor counts at most this amount. ' +
        `At most ${experimentLimits.revenueCaps}, one per currency. Default: none.`,
    }),
    metrics: t.field({
      type: [ExperimentMetricInput],
      description: `What to count beside the goal, and what must not change: at most ${experimentLimits.metrics}. Default: none.`,
    }),
    timezone: t.string({
      description: 'The time zone in which the days of the experiment begin, such as `Europe/Berlin`. Default: UTC.',
    }),
    testers: t.field({
      type: [ExperimentTestersInput],
      description:
        'Who is shown a certain variant, also of a draft, without being counted: at most ' +
        `${experimentLimits.testers} visitors and accounts. Can be changed while the experiment runs. Default: nobody.`,
    }),
  }),
});

const ExperimentActionInput = builder.inputType('ExperimentActionInput', {
  description: 'The experiment of a mutation.',
  fields: (t) => ({ key: t.string({ required: true, description: 'Name of the experiment.' }) }),
});

const ExperimentRollOutInput = builder.inputType('ExperimentRollOutInput', {
  description: 'The experiment to end, and the variant to show to everybody.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name of the experiment.' }),
    variant: t.string({ description: 'Name of the variant. Default: the winner that the results name.' }),
  }),
});

const ExperimentAssignInput = builder.inputType('ExperimentAssignInput', {
  description: 'The visitor and the experiment.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name of the experiment.' }),
    visitorId: t.string({ required: true, description: 'Name of the visitor, as in their events.' }),
    userAgent: t.string({
      description:
        'User agent of the visitor, if a server asks for them. A bot is given a variant and not counted. Default: the user ' +
        'agent of the request, unless it is an HTTP library.',
    }),
    country: t.string({
      description:
        'Country of the visitor: an ISO 3166 code of two letters. Default: that of the address of a browser.',
    }),
    referrer: t.string({
      description:
        'Address of the page that led the visitor to the site. Mortar counts the kind of source. Empty if there was none.',
    }),
    returning: t.boolean({ description: 'Whether the visitor was there before.' }),
  }),
});

const ExperimentPayload = payloadType<resolve.ExperimentFields>(
  'ExperimentPayload',
  'The experiment of a mutation.',
  (t) => ({
    experiment: t.field({
      type: Experiment,
      nullable: true,
      description: 'The experiment as it is now, also if the mutation was refused. Null if there is none.',
      resolve: (payload) => payload.experiment,
    }),
  }),
);

const Assignment = builder.objectRef<NonNullable<resolve.AssignFields['assignment']>>('Assignment').implement({
  description: 'The variant of an experiment for a visitor.',
  fields: (t) => ({
    experiment: t.field({
      type: Experiment,
      description: 'The experiment of the variant.',
      resolve: ({ experiment }) => experiment,
    }),
    variant: t.exposeString('variant', {
      nullable: true,
      description:
        'Name of the variant to show. Null if the visitor does not participate, or the experiment is not running.',
    }),
  }),
});

const ExperimentAssignPayload = payloadType<resolve.AssignFields>(
  'ExperimentAssignPayload',
  'The assignment of a visitor.',
  (t) => ({
    assignment: t.field({
      type: Assignment,
      nullable: true,
      description: 'The assignment. Null if it was refused.',
      resolve: (payload) => payload.assignment,
    }),
  }),
);

const action = {
  type: ExperimentActionInput,
  required: true,
  description: 'Names the experiment by its key.',
} as const;

builder.mutationFields((t) => ({
  experimentSet: t.field({
    type: ExperimentPayload,
    description:
      'Creates or changes an experiment. While visitors are shown variants, only its description, coverage and testers can be changed. Any other change ' +
      'after a run begins a new count.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: ExperimentSetInput, required: true, description: 'The experiment to create or change.' }),
    },
    resolve: (_root, { input }, context) => resolve.experimentSet(input, context),
  }),
  experimentStart: t.field({
    type: ExperimentPayload,
    description: 'Starts an experiment, or resumes one that was stopped or rolled out.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg(action) },
    resolve: (_root, { input }, context) => resolve.experimentStart(input, context),
  }),
  experimentStop: t.field({
    type: ExperimentPayload,
    description: 'Stops an experiment, also one that was rolled out. No visitor is shown a variant any more.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg(action) },
    resolve: (_root, { input }, context) => resolve.experimentStop(input, context),
  }),
  experimentRollOut: t.field({
    type: ExperimentPayload,
    description:
      'Ends an experiment and shows everybody its winner, or the variant that you name. Nobody is counted any more. Done again, ' +
      'it changes nothing. `experimentStop` and `experimentStart` take it back. Fails with ILLEGAL_STATE if there is no winner.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: ExperimentRollOutInput,
        required: true,
        description: 'Names the experiment by its key, and the variant.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.experimentRollOut(input, context),
  }),
  experimentAssign: t.field({
    type: ExperimentAssignPayload,
    description:
      'Returns the variant for a visitor, always the same, and counts the first call as an exposure. Call it when you show ' +
      'the variant. With a signed-in session, the account has the same variant on every device. If an ADMIN or WORKER asks ' +
      'for a visitor that is not the one in `X-Mortar-Visitor`, the visitor is assigned, not the account of the caller.',
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: ExperimentAssignInput,
        required: true,
        description: 'Names the visitor and the experiment to assign.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.experimentAssign(input, context),
  }),
}));
