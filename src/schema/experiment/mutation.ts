// What can be done with experiments, and the variant that a visitor is shown.

import * as resolve from '../../resolvers/experiment/experiment.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Experiment } from './experiment.ts';

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
    visitorId: t.string({ required: true, description: 'Name of the visitor, as in their events.' }),
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
    resolve: (_root, { input }, context) => resolve.experimentAssign(input, context),
  }),
}));
