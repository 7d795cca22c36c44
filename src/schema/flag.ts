// Flags: as administrators set them, and as visitors and servers get their values. Rules never leave the server but to administrators.

import type { ArgBuilder } from '@pothos/core';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { type FlagReason, flagReasons } from '../redis/flag/evaluate.ts';
import type {
  FlagCondition as ConditionShape,
  Flag as FlagShape,
  FlagRule as RuleShape,
  FlagValue as ValueShape,
} from '../redis/flag/flag.ts';
import { type ConditionOperator, type ConditionSubject, flagLimits } from '../redis/flag/record.ts';
import { isStaff } from '../resolvers/base/owner.ts';
import { shown } from '../resolvers/base/shown.ts';
import * as resolve from '../resolvers/flag.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const { flags, rules, conditions, values, valueBytes, valueLength, attributes } = flagLimits;

const subjects: Record<ConditionSubject, { readonly description: string }> = {
  ATTRIBUTE: { description: 'An attribute that the caller gives, such as a plan. Nothing proves it.' },
  ROLE: { description: 'The roles of the account. A guest has none.' },
  ACCOUNT: { description: 'The account, by its global id.' },
  VISITOR: { description: 'The visitor, by the name in their events.' },
};

const FlagConditionSubject = builder.enumType('FlagConditionSubject', {
  description: 'What a condition compares.',
  values: subjects,
});

const operators: Record<ConditionOperator, { readonly description: string }> = {
  IN: { description: 'It is one of the values.' },
  NOT_IN: { description: 'It is none of the values, or is not known.' },
  STARTS_WITH: { description: 'It starts with one of the values.' },
  AT_LEAST: { description: 'It is a number of at least the value.' },
  LESS_THAN: { description: 'It is a number below the value.' },
};

const FlagOperator = builder.enumType('FlagOperator', {
  description: 'How a condition compares.',
  values: operators,
});

const FlagCondition = builder.objectRef<ConditionShape>('FlagCondition').implement({
  description: 'A condition of a rule.',
  fields: (t) => ({
    subject: t.field({
      type: FlagConditionSubject,
      description: 'What the condition compares.',
      resolve: ({ subject }) => subject,
    }),
    attribute: t.exposeString('attribute', {
      nullable: true,
      description: 'Name of the attribute. Null if the condition compares something else.',
    }),
    operator: t.field({
      type: FlagOperator,
      description: 'How the condition compares.',
      resolve: ({ operator }) => operator,
    }),
    values: t.stringList({
      description: 'What it compares with. Accounts are global ids.',
      resolve: ({ subject, values }) =>
        values.map((value) => (subject === 'ACCOUNT' ? encodeGlobalID('User', value) : value)),
    }),
  }),
});

const FlagRule = builder.objectRef<RuleShape>('FlagRule').implement({
  description: 'A rule for some people. The first rule whose conditions all hold decides.',
  fields: (t) => ({
    conditions: t.field({
      type: [FlagCondition],
      complexity: { multiplier: conditions },
      description: 'The conditions. All must hold.',
      resolve: (rule) => [...rule.conditions],
    }),
    percent: t.exposeFloat('percent', {
      description:
        'The share of those for whom the conditions hold that gets the value, from 0 to 100. The others get `offValue`.',
    }),
    value: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Their value. Null if it is the value of the flag.',
      resolve: ({ value }) => value ?? null,
    }),
  }),
});

const Flag = builder.objectRef<FlagShape>('Flag');

builder.node(Flag, {
  description: 'A flag: a value that a program queries while it runs. Only administrators can see it.',
  id: { resolve: ({ key }) => key },
  loadOne: (key, context) => (isStaff(context) ? context.stores.flags.find(key) : null),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the flag.' }),
    description: t.exposeString('description', { nullable: true, description: 'Purpose of the flag.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether the flag is on. If not, everybody gets `offValue`.' }),
    public: t.exposeBoolean('isPublic', {
      description: 'Whether everybody may read their own value. If not, only a WORKER or ADMIN may read values.',
    }),
    value: t.field({
      type: 'JSON',
      description: 'The value for those who have the flag.',
      resolve: ({ value }) => value,
    }),
    offValue: t.field({
      type: 'JSON',
      description: 'The value for everybody else.',
      resolve: ({ offValue }) => offValue,
    }),
    percent: t.exposeFloat('percent', {
      description: 'The share of those to whom no rule applies that gets `value`, from 0 to 100.',
    }),
    rules: t.field({
      type: [FlagRule],
      complexity: { multiplier: rules },
      description: 'The rules, in their order. The first whose conditions all hold decides.',
      resolve: (flag) => [...flag.rules],
    }),
    version: t.exposeInt('version', {
      description: 'The version, which grows with each change. Pass it to `flagSet`.',
    }),
    changedAt: t.field({
      type: 'DateTime',
      description: 'Time of the last change.',
      resolve: ({ changedAtMs }) => new Date(changedAtMs),
    }),
  }),
});

const reasons: Record<FlagReason, { readonly description: string }> = {
  OFF: { description: 'The flag is off.' },
  RULE: { description: 'A rule of the flag applies to them.' },
  ROLL_OUT: { description: 'No rule applies to them, and they are in the share of the flag.' },
  DEFAULT: { description: 'No rule applies to them, and they are not in the share of the flag.' },
};

const FlagReasonEnum = builder.enumType('FlagReason', {
  description: 'Why somebody gets a value.',
  values: Object.fromEntries(flagReasons.map((reason) => [reason, reasons[reason]])) as typeof reasons,
});

const FlagValue = builder.objectRef<ValueShape>('FlagValue').implement({
  description: 'The value of a flag for somebody.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the flag.' }),
    value: t.field({ type: 'JSON', description: 'What the flag gives to them.', resolve: ({ value }) => value }),
    on: t.exposeBoolean('on', {
      description: 'Whether they are in the share that gets the value of the flag or of a rule.',
    }),
    reason: t.field({
      type: FlagReasonEnum,
      isolated: true,
      complexity: 0,
      description: 'Why they get it.',
      authScopes: { role: 'WORKER' },
      resolve: ({ reason }) => reason,
    }),
  }),
});

const FlagConditionInput = builder.inputType('FlagConditionInput', {
  description: 'A condition of a rule.',
  fields: (t) => ({
    subject: t.field({ type: FlagConditionSubject, required: true, description: 'What the condition compares.' }),
    attribute: t.string({ description: 'Name of the attribute, for ATTRIBUTE only.' }),
    operator: t.field({ type: FlagOperator, required: true, description: 'How the condition compares.' }),
    values: t.stringList({
      required: true,
      description: `What it compares with: 1–${values} texts of at most ${valueLength} characters, one number for AT_LEAST and LESS_THAN. Accounts are global ids.`,
    }),
  }),
});

const FlagRuleInput = builder.inputType('FlagRuleInput', {
  description: 'A rule for some people.',
  fields: (t) => ({
    conditions: t.field({
      type: [FlagConditionInput],
      required: true,
      description: `The conditions: 1–${conditions}. All must hold.`,
    }),
    percent: t.float({
      description: 'The share of those for whom the conditions hold that gets the value, from 0 to 100. Default: 100.',
    }),
    value: t.field({ type: 'JSON', description: 'Their value. Default: the value of the flag.' }),
  }),
});

const FlagSetInput = builder.inputType('FlagSetInput', {
  description: 'A flag to create, or what to change of one. What is left out or null stays as it is.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name of the flag: letters, digits, dots, hyphens and underscores.' }),
    version: t.int({
      description:
        'The `version` that you have seen, or 0 for none. If somebody has changed the flag since then, the mutation fails with CONFLICT.',
    }),
    description: t.string({ description: 'Purpose of the flag.' }),
    enabled: t.boolean({ description: 'Whether the flag is on. A new flag is off.' }),
    public: t.boolean({ description: 'Whether everybody may read their own value. Default of a new flag: false.' }),
    value: t.field({
      type: 'JSON',
      description: `The value for those who have the flag: at most ${valueBytes} bytes. Default of a new flag: true.`,
    }),
    offValue: t.field({
      type: 'JSON',
      description: `The value for everybody else: at most ${valueBytes} bytes. Default of a new flag: false.`,
    }),
    percent: t.float({
      description:
        'The share of those to whom no rule applies that gets `value`, from 0 to 100. Default of a new flag: 100.',
    }),
    rules: t.field({ type: [FlagRuleInput], description: `All rules, in their order: at most ${rules}.` }),
  }),
});

const FlagDeleteInput = builder.inputType('FlagDeleteInput', {
  description: 'A flag to delete.',
  fields: (t) => ({ key: t.string({ required: true, description: 'Name of the flag.' }) }),
});

const FlagAttributeInput = builder.inputType('FlagAttributeInput', {
  description: 'An attribute of the visitor that the caller passes.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the attribute, such as `plan`.' }),
    value: t.string({ required: true, description: `Its value: at most ${valueLength} characters.` }),
  }),
});

const FlagPayload = payloadType<resolve.FlagFields>('FlagPayload', 'The flag of a mutation.', (t) => ({
  flag: t.field({
    type: Flag,
    nullable: true,
    description: 'The flag as it is now, or was when it was deleted. Null if there is none.',
    resolve: ({ flag }) => flag,
  }),
  deletedId: t.id({
    nullable: true,
    description: 'The id of the flag that was deleted. Null if none was.',
    resolve: ({ flag, deleted }) => (flag && deleted ? encodeGlobalID('Flag', flag.key) : null),
  }),
}));

/** For whom flags are evaluated, and which. */
const forWhom = (t: ArgBuilder<typeof builder.$inferSchemaTypes>) => ({
  visitorId: t.string({
    description:
      'Name of the visitor, as in their events. Default: the one in `X-Mortar-Visitor`. If a WORKER or ADMIN names another ' +
      'visitor, the account of the caller does not count.',
  }),
  id: t.id({
    description:
      'The id of the account to evaluate flags for. Requires the WORKER role. Default: the account of the session.',
  }),
  attributes: t({
    type: [FlagAttributeInput],
    description: `The attributes that conditions of rules compare: at most ${attributes}.`,
  }),
  keys: t.stringList({ description: 'Names of the flags to evaluate. Default: all that the caller may see.' }),
});

builder.queryFields((t) => ({
  flags: t.field({
    type: [Flag],
    complexity: { multiplier: flags },
    description: `All flags, sorted by name: at most ${flags}.`,
    authScopes: { role: 'ADMIN' },
    resolve: async (_root, _args, { stores }) => shown(await stores.flags.listed()),
  }),
  flag: t.field({
    type: Flag,
    nullable: true,
    description: 'A flag by its name. Null if there is none.',
    authScopes: { role: 'ADMIN' },
    args: { key: t.arg.string({ required: true, description: 'Names the flag by its key.' }) },
    resolve: (_root, { key }, { stores }) => stores.flags.find(key),
  }),
  flagValues: t.field({
    type: [FlagValue],
    complexity: { multiplier: 1 },
    description:
      'Returns the values of flags for the caller, or for the visitor or account that a WORKER or ADMIN names, sorted by name. Other ' +
      'callers get only public flags.',
    authScopes: { public: true },
    args: forWhom(t.arg),
    resolve: (_root, args, context) => resolve.flagValues(args, context),
  }),
}));

builder.mutationFields((t) => ({
  flagSet: t.field({
    type: FlagPayload,
    description:
      'Creates or changes a flag. `enabled: false` switches it off for everybody, and a higher `percent` rolls it out. Fails with INVALID, CONFLICT ' +
      'or LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: FlagSetInput, required: true, description: 'The new state of the flag.' }) },
    resolve: (_root, { input: { public: isPublic, ...input } }, context) =>
      resolve.flagSet({ ...input, isPublic: isPublic ?? null }, context),
  }),
  flagDelete: t.field({
    type: FlagPayload,
    description: 'Deletes a flag. `flagValues` no longer returns it. Fails with NOT_FOUND.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: FlagDeleteInput, required: true, description: 'Names the flag by its key.' }) },
    resolve: (_root, { input: { key } }, context) => resolve.flagDelete(key, context),
  }),
}));

builder.subscriptionField('flagValues', (t) =>
  t.field({
    type: [FlagValue],
    complexity: { multiplier: 1 },
    description:
      'Sends the values of flags at once, as the query `flagValues`, and again after each change that alters one of them.',
    authScopes: { public: true },
    args: forWhom(t.arg),
    subscribe: (_root, args, context) => resolve.watchFlagValues(args, context),
    resolve: (values: ValueShape[]) => values,
  }),
);
