// Rate limits as administrators see and change them.

import { encodeGlobalID } from '@pothos/plugin-relay';
import type {
  RateLimitKey as KeyShape,
  RateLimitPoint as PointShape,
  RateLimitPolicy as PolicyShape,
  RateLimitState as StateShape,
} from '../redis/rate-limit/rate-limit.ts';
import { rateLimitLimits } from '../redis/rate-limit/rate-limit.ts';
import { isStaff } from '../resolvers/base/owner.ts';
import { pageCost, readSize } from '../resolvers/base/page.ts';
import { shown } from '../resolvers/base/shown.ts';
import * as resolve from '../resolvers/rate-limit.ts';
import { reportLimits } from '../resolvers/rate-limit.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';
import { describeSize } from './base/size.ts';

const RateLimitAlgorithm = builder.enumType('RateLimitAlgorithm', {
  description: 'How a policy counts units.',
  values: {
    GCRA: {
      description:
        'An allowance that refills evenly. After a quiet time, one window can admit the burst plus the limit.',
    },
    SLIDING_WINDOW: {
      description: `An exact count: no period of \`windowSeconds\` admits more than the limit. For limits up to ${rateLimitLimits.slidingWindowLimit}.`,
    },
  } as const,
});

const RateLimitScope = builder.enumType('RateLimitScope', {
  description: 'Which callers share one allowance.',
  values: {
    IP: { description: 'Callers with the same IP address. For IPv6, the same /64 network.' },
    SESSION: {
      description:
        'Callers with the same session. A guest is also counted by IP address, so that a new session gains nothing. Without a ' +
        'session, the same IP address.',
    },
    USER: { description: 'Callers with the same account. Without an account, the same session or IP address.' },
    API_KEY: {
      description:
        'One API key. A key counts for the policy that it was given, or else for `api-key`. Callers without a key are not counted.',
    },
    GLOBAL: { description: 'All callers share one limit.' },
  } as const,
});

const RateLimitMode = builder.enumType('RateLimitMode', {
  description: 'What a policy does with units over its limit.',
  values: {
    ENFORCE: { description: 'Mortar rejects what exceeds the limit.' },
    SHADOW: { description: 'Mortar counts them as denied and lets them pass, to try out a limit.' },
    OFF: { description: 'Mortar does not count at all.' },
  } as const,
});

const RateLimitPoint = builder.objectRef<PointShape>('RateLimitPoint').implement({
  description: 'The decisions of a policy in one minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when the minute begins.', resolve: ({ at }) => at }),
    allowed: t.field({ type: 'SafeInt', description: 'Number of units allowed.', resolve: ({ allowed }) => allowed }),
    denied: t.field({
      type: 'SafeInt',
      description: 'Number of units denied, or that a SHADOW policy would have denied.',
      resolve: ({ denied }) => denied,
    }),
    local: t.field({
      type: 'SafeInt',
      description:
        'Number of both that a process decided without Redis because it was unavailable, reported after it was back.',
      resolve: ({ local }) => local,
    }),
  }),
});

const RateLimitKey = builder.objectRef<KeyShape>('RateLimitKey').implement({
  description: 'A caller of a policy.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'Address, session or account of the caller. Pass it to `rateLimitUnblock`.',
    }),
    allowed: t.field({
      type: 'SafeInt',
      description: 'Number of units allowed in this hour and the last.',
      resolve: ({ allowed }) => allowed,
    }),
    denied: t.field({
      type: 'SafeInt',
      description: 'Number of units denied in this hour and the last.',
      resolve: ({ denied }) => denied,
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Time until the caller may try again, in seconds. Null if the caller is not blocked.',
    }),
  }),
});

const RateLimitPolicy = builder.objectRef<PolicyShape>('RateLimitPolicy');

const lastMinutesDescription = `Number of minutes, including the current one. Default: ${reportLimits.defaultMinutes}. Range: 1–${reportLimits.maxMinutes.toLocaleString('en')}.`;
const limitDescription = describeSize('Number of callers to return.', reportLimits.keys);

builder.node(RateLimitPolicy, {
  description: 'A rate limit, and what it guards.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, context) => (isStaff(context) ? context.stores.rateLimits.policies.get(name) : null),
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name of the policy, as in the headers and errors that callers receive.',
    }),
    description: t.exposeString('description', { nullable: true, description: 'Purpose of the policy.' }),
    algorithm: t.field({
      type: RateLimitAlgorithm,
      description: 'How the policy counts units.',
      resolve: ({ algorithm }) => algorithm,
    }),
    scope: t.field({
      type: RateLimitScope,
      description: 'Which callers share one allowance.',
      resolve: ({ scope }) => scope,
    }),
    limit: t.exposeInt('limit', { description: 'Number of units allowed per `windowSeconds`.' }),
    windowSeconds: t.exposeInt('windowSeconds', { description: 'Length of the window in seconds.' }),
    burst: t.exposeInt('burst', {
      description:
        'Number of units allowed at once after a quiet time. 0 means as many as `limit`. Always 0 for SLIDING_WINDOW.',
    }),
    mode: t.field({
      type: RateLimitMode,
      description: 'What the policy does with units over its limit.',
      resolve: ({ mode }) => mode,
    }),
    targets: t.stringList({
      description:
        'Schema coordinates that the policy guards, such as `Mutation.sessionLogIn`, `Query.*` or `*`. `@cost` counts the ' +
        'cost of operations instead. A policy without targets applies only to calls of the library.',
      resolve: ({ targets }) => [...targets],
    }),
  }),
});

builder.objectFields(RateLimitPolicy, (t) => {
  const lastMinutes = () => t.arg.int({ description: lastMinutesDescription });
  const limit = () => t.arg.int({ description: limitDescription });
  return {
    allowed: t.field({
      type: 'SafeInt',
      isolated: true,
      description: 'Number of units allowed.',
      args: { lastMinutes: lastMinutes() },
      complexity: 5,
      resolve: (policy, args, context) => resolve.total(policy, 'allowed', args.lastMinutes, context),
    }),
    denied: t.field({
      type: 'SafeInt',
      isolated: true,
      description: 'Number of units denied, or that a SHADOW policy would have denied.',
      args: { lastMinutes: lastMinutes() },
      complexity: 5,
      resolve: (policy, args, context) => resolve.total(policy, 'denied', args.lastMinutes, context),
    }),
    series: t.field({
      type: [RateLimitPoint],
      isolated: true,
      description: 'One point per minute, oldest first. Mortar keeps them for 48 hours.',
      args: { lastMinutes: lastMinutes() },
      complexity: (args) => ({
        field: 5,
        multiplier: Math.ceil((args.lastMinutes ?? reportLimits.defaultMinutes) / 10),
      }),
      resolve: (policy, args, context) => resolve.series(policy, args.lastMinutes, context),
    }),
    topKeys: t.field({
      type: [RateLimitKey],
      isolated: true,
      description: 'The callers with the most units in this hour and the last, most first.',
      args: { limit: limit() },
      complexity: (args) => ({ field: 5, multiplier: pageCost(args.limit, reportLimits.keys) }),
      resolve: (policy, args, { stores }) =>
        stores.rateLimits.reports.topKeys(policy.name, readSize(args.limit, reportLimits.keys, 'limit')),
    }),
    blocked: t.field({
      type: [RateLimitKey],
      isolated: true,
      description: 'The callers that are blocked now, longest wait first. The list is about a second behind.',
      args: { limit: limit() },
      complexity: (args) => ({ field: 5, multiplier: pageCost(args.limit, reportLimits.keys) }),
      resolve: (policy, args, { stores }) =>
        stores.rateLimits.reports.blocked(policy.name, readSize(args.limit, reportLimits.keys, 'limit')),
    }),
  };
});

const RateLimitActivity = builder.objectRef<resolve.Activity>('RateLimitActivity').implement({
  description: 'The decisions of one process about one policy within about a second.',
  fields: (t) => ({
    policy: t.field({
      type: RateLimitPolicy,
      description: 'The policy as it is now.',
      resolve: ({ policy }) => policy,
    }),
    at: t.field({ type: 'DateTime', description: 'Time when the process reported them.', resolve: ({ at }) => at }),
    allowed: t.field({ type: 'SafeInt', description: 'Number of units allowed.', resolve: ({ allowed }) => allowed }),
    denied: t.field({ type: 'SafeInt', description: 'Number of units denied.', resolve: ({ denied }) => denied }),
  }),
});

const RateLimitState = builder.objectRef<StateShape>('RateLimitState').implement({
  description:
    'How the process that handles this request decides now. `RateLimitPoint.local` counts the decisions of all processes.',
  fields: (t) => ({
    redisAway: t.exposeBoolean('redisAway', {
      description:
        'Whether Redis failed or timed out several times in a row. The process then decides by itself, with a share of ' +
        'each limit, and tries Redis again twice per second.',
    }),
    localDecisions: t.field({
      type: 'SafeInt',
      description: 'Number of operations that the process decided by itself since it started.',
      resolve: ({ localDecisions }) => localDecisions,
    }),
    lastLocalDecisionAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time of the last such decision. Null if there was none.',
      resolve: ({ lastLocalDecisionAt }) => lastLocalDecisionAt,
    }),
    localBlocks: t.exposeInt('localBlocks', {
      description: 'Number of callers that the process blocks without asking Redis.',
    }),
  }),
});

const RateLimitPolicySetInput = builder.inputType('RateLimitPolicySetInput', {
  description:
    'The policy to create or change. A field that is left out stays unchanged, or has its default in a new policy.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Name of the policy: lower-case letters and digits with single hyphens between, such as `log-in`.',
    }),
    description: t.string({ description: 'Purpose of the policy. An empty text removes it.' }),
    algorithm: t.field({ type: RateLimitAlgorithm, description: 'How the policy counts units. Default: GCRA.' }),
    scope: t.field({ type: RateLimitScope, description: 'Which callers share one allowance. Default: IP.' }),
    limit: t.int({ description: 'Number of units allowed per `windowSeconds`. Default: 60.' }),
    windowSeconds: t.int({ description: 'Length of the window in seconds. Default: 60.' }),
    burst: t.int({
      description:
        'For GCRA, number of units allowed at once after a quiet time. 0 means as many as `limit`. Default: 0.',
    }),
    mode: t.field({
      type: RateLimitMode,
      description: 'What the policy does with units over its limit. Default: ENFORCE.',
    }),
    targets: t.stringList({
      description: 'Schema coordinates that the policy guards, instead of those before. Default: none.',
    }),
    confirm: t.boolean({
      description:
        'Whether to set a policy that would refuse all callers, or you. Without it such a policy is refused with ' +
        '`CONFIRMATION_REQUIRED`. Default: false.',
    }),
  }),
});

const RateLimitPolicyDeleteInput = builder.inputType('RateLimitPolicyDeleteInput', {
  description: 'The policy to delete.',
  fields: (t) => ({ name: t.string({ required: true, description: 'Name of the policy.' }) }),
});

const RateLimitUnblockInput = builder.inputType('RateLimitUnblockInput', {
  description: 'The caller to unblock.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the policy.' }),
    key: t.string({ required: true, description: 'Key of the caller, as in `topKeys` and `blocked`.' }),
  }),
});

const RateLimitPolicyPayload = payloadType<resolve.PolicyFields>(
  'RateLimitPolicyPayload',
  'The policy of a mutation.',
  (t) => ({
    policy: t.field({
      type: RateLimitPolicy,
      nullable: true,
      description: 'The policy as it is now, or was when it was deleted. Null if there is none.',
      resolve: ({ policy }) => policy,
    }),
    deletedId: t.id({
      nullable: true,
      description: 'The id of the deleted policy, to remove it from a cache. Null if none was deleted.',
      resolve: ({ policy, deleted }) => (policy && deleted ? encodeGlobalID('RateLimitPolicy', policy.name) : null),
    }),
  }),
);

const RateLimitUnblockPayload = payloadType<resolve.UnblockFields>(
  'RateLimitUnblockPayload',
  'The policy of a caller that was unblocked.',
  (t) => ({
    policy: t.field({
      type: RateLimitPolicy,
      nullable: true,
      description: 'The policy as it is now. Null if there is none.',
      resolve: ({ policy }) => policy,
    }),
    unblocked: t.exposeBoolean('unblocked', { description: 'False if the caller had used none of its allowance.' }),
  }),
);

builder.queryFields((t) => ({
  rateLimitPolicies: t.field({
    type: [RateLimitPolicy],
    description: 'All policies, sorted by name.',
    authScopes: { role: 'ADMIN' },
    complexity: { multiplier: 20 },
    resolve: async (_root, _args, { stores }) => shown(await stores.rateLimits.policies.listed()),
  }),
  rateLimitPolicy: t.field({
    type: RateLimitPolicy,
    nullable: true,
    description: 'A policy by its name. Null if there is none.',
    authScopes: { role: 'ADMIN' },
    args: { name: t.arg.string({ required: true, description: 'Names the policy, such as `log-in`.' }) },
    resolve: (_root, { name }, { stores }) => stores.rateLimits.policies.get(name),
  }),
  rateLimitState: t.field({
    type: RateLimitState,
    description: 'How the process that handles this request decides.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { stores }) => stores.rateLimits.state,
  }),
}));

builder.mutationFields((t) => ({
  rateLimitPolicySet: t.field({
    type: RateLimitPolicyPayload,
    description: 'Creates or changes a policy. It applies in every process within a second.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: RateLimitPolicySetInput, required: true, description: 'The policy to create or change.' }),
    },
    resolve: (_root, { input }, context, { schema }) => resolve.policySet(input, context, schema),
  }),
  rateLimitPolicyDelete: t.field({
    type: RateLimitPolicyPayload,
    description: 'Deletes a policy. No process applies it after a second.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: RateLimitPolicyDeleteInput,
        required: true,
        description: 'Gives the name of the policy to delete.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.policyDelete(input, context),
  }),
  rateLimitUnblock: t.field({
    type: RateLimitUnblockPayload,
    description: 'Gives a caller its whole allowance back, in every process within a second.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: RateLimitUnblockInput,
        required: true,
        description: 'Names the policy, and the caller to unblock.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.unblock(input, context),
  }),
}));

builder.subscriptionField('rateLimitActivity', (t) =>
  t.field({
    type: RateLimitActivity,
    description: 'Sends the decisions of the policies, second by second.',
    authScopes: { role: 'ADMIN' },
    args: { policy: t.arg.string({ description: 'Sends only the decisions of this policy. Default: all policies.' }) },
    subscribe: (_root, { policy }, context) => resolve.watchActivity(policy, context),
    resolve: (activity: resolve.Activity) => activity,
  }),
);
