// Rate limits as administrators see and change them.

import type {
  RateLimitKey as KeyShape,
  RateLimitPoint as PointShape,
  RateLimitPolicy as PolicyShape,
  RateLimitState as StateShape,
} from '../redis/rate-limit/rate-limit.ts';
import { rateLimitLimits } from '../redis/rate-limit/rate-limit.ts';
import { pageCost, readSize } from '../resolvers/base/page.ts';
import * as resolve from '../resolvers/rate-limit.ts';
import { reportLimits } from '../resolvers/rate-limit.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';
import { describeSize } from './base/size.ts';

const RateLimitAlgorithm = builder.enumType('RateLimitAlgorithm', {
  description: 'How a policy counts.',
  values: {
    GCRA: {
      description:
        'An allowance that fills up evenly. A window can admit the burst and the limit together, once after a quiet time.',
    },
    SLIDING_WINDOW: {
      description: `Exact: no stretch of \`windowSeconds\` ever admits more than the limit. For limits up to ${rateLimitLimits.slidingWindowLimit}.`,
    },
  } as const,
});

const RateLimitScope = builder.enumType('RateLimitScope', {
  description: 'Who shares one allowance.',
  values: {
    IP: { description: 'A network address; of IPv6 its /64.' },
    SESSION: { description: 'A session; callers without one, their address.' },
    USER: { description: 'An account; callers who are not logged in, their session or address.' },
    GLOBAL: { description: 'Everybody together.' },
  } as const,
});

const RateLimitMode = builder.enumType('RateLimitMode', {
  description: 'What a policy does with what goes over its limit.',
  values: {
    ENFORCE: { description: 'Refuses it.' },
    SHADOW: { description: 'Counts it as denied and lets it pass: to try a limit out.' },
    OFF: { description: 'Nothing; it does not count either.' },
  } as const,
});

const RateLimitPoint = builder.objectRef<PointShape>('RateLimitPoint').implement({
  description: 'What a policy did in a minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When the minute begins.', resolve: ({ at }) => at }),
    allowed: t.field({ type: 'SafeInt', description: 'Units let through.', resolve: ({ allowed }) => allowed }),
    denied: t.field({
      type: 'SafeInt',
      description: 'Units refused, or that a SHADOW policy would have refused.',
      resolve: ({ denied }) => denied,
    }),
    local: t.field({
      type: 'SafeInt',
      description:
        'Of both, those that a process decided by itself because Redis did not answer; told when it was back.',
      resolve: ({ local }) => local,
    }),
  }),
});

const RateLimitKey = builder.objectRef<KeyShape>('RateLimitKey').implement({
  description: 'One caller as a policy sees it.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The address, session or account: give it to `rateLimitUnblock`.' }),
    allowed: t.field({
      type: 'SafeInt',
      description: 'Units let through in this hour and the last.',
      resolve: ({ allowed }) => allowed,
    }),
    denied: t.field({
      type: 'SafeInt',
      description: 'Units refused in this hour and the last.',
      resolve: ({ denied }) => denied,
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Seconds until it may try again; null where it is not blocked.',
    }),
  }),
});

const RateLimitPolicy = builder.objectRef<PolicyShape>('RateLimitPolicy');

const lastMinutesDescription = `How far back, counted in minutes, the running one included: 1 to ${reportLimits.maxMinutes} (${reportLimits.defaultMinutes}).`;
const firstDescription = describeSize('Number of callers to return.', reportLimits.keys);

builder.node(RateLimitPolicy, {
  description: 'A limit, and what it guards.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, { session, stores }) =>
    session?.roles.includes('ADMIN') ? stores.rateLimits.policies.get(name) : null,
  fields: (t) => {
    const lastMinutes = () => t.arg.int({ description: lastMinutesDescription });
    const first = () => t.arg.int({ description: firstDescription });
    return {
      name: t.exposeString('name', { description: 'Its name, as in the headers and errors that callers get.' }),
      description: t.exposeString('description', { nullable: true, description: 'What it is there for.' }),
      algorithm: t.field({
        type: RateLimitAlgorithm,
        description: 'How it counts.',
        resolve: ({ algorithm }) => algorithm,
      }),
      scope: t.field({ type: RateLimitScope, description: 'Who shares one allowance.', resolve: ({ scope }) => scope }),
      limit: t.exposeInt('limit', { description: 'Units admitted in `windowSeconds`.' }),
      windowSeconds: t.exposeInt('windowSeconds', { description: 'The time that the limit is for, in seconds.' }),
      burst: t.exposeInt('burst', {
        description:
          'Units that may come at once after a quiet time; 0 is as many as the limit. Always 0 for SLIDING_WINDOW.',
      }),
      mode: t.field({ type: RateLimitMode, description: 'What it does over the limit.', resolve: ({ mode }) => mode }),
      targets: t.stringList({
        description:
          'Schema coordinates that it guards, such as `Mutation.sessionLogIn`, `Query.*` or `*`; `@cost` counts the cost ' +
          'of operations instead. Without targets it is for the library call alone.',
        resolve: ({ targets }) => [...targets],
      }),
      allowed: t.field({
        type: 'SafeInt',
        description: 'Units let through.',
        args: { lastMinutes: lastMinutes() },
        complexity: 5,
        resolve: (policy, args, context) => resolve.total(policy, 'allowed', args.lastMinutes, context),
      }),
      denied: t.field({
        type: 'SafeInt',
        description: 'Units refused, or that a SHADOW policy would have refused.',
        args: { lastMinutes: lastMinutes() },
        complexity: 5,
        resolve: (policy, args, context) => resolve.total(policy, 'denied', args.lastMinutes, context),
      }),
      series: t.field({
        type: [RateLimitPoint],
        description: 'One point for each minute, oldest first. Kept for 48 hours.',
        args: { lastMinutes: lastMinutes() },
        complexity: (args) => ({
          field: 5,
          multiplier: Math.ceil((args.lastMinutes ?? reportLimits.defaultMinutes) / 10),
        }),
        resolve: (policy, args, context) => resolve.series(policy, args.lastMinutes, context),
      }),
      topKeys: t.field({
        type: [RateLimitKey],
        description: 'The callers that asked for most in this hour and the last.',
        args: { first: first() },
        complexity: (args) => ({ field: 5, multiplier: pageCost(args.first, reportLimits.keys) }),
        resolve: (policy, args, { stores }) =>
          stores.rateLimits.reports.topKeys(policy.name, readSize(args.first, reportLimits.keys)),
      }),
      blocked: t.field({
        type: [RateLimitKey],
        description: 'The callers that are refused at this moment, the longest wait first; known about a second later.',
        args: { first: first() },
        complexity: (args) => ({ field: 5, multiplier: pageCost(args.first, reportLimits.keys) }),
        resolve: (policy, args, { stores }) =>
          stores.rateLimits.reports.blocked(policy.name, readSize(args.first, reportLimits.keys)),
      }),
    };
  },
});

const RateLimitActivity = builder.objectRef<resolve.Activity>('RateLimitActivity').implement({
  description: 'What one process decided under one policy in about a second.',
  fields: (t) => ({
    policy: t.field({
      type: RateLimitPolicy,
      description: 'The policy as it is now.',
      resolve: ({ policy }) => policy,
    }),
    at: t.field({ type: 'DateTime', description: 'When it was told.', resolve: ({ at }) => at }),
    allowed: t.field({ type: 'SafeInt', description: 'Units let through.', resolve: ({ allowed }) => allowed }),
    denied: t.field({ type: 'SafeInt', description: 'Units refused.', resolve: ({ denied }) => denied }),
  }),
});

const RateLimitState = builder.objectRef<StateShape>('RateLimitState').implement({
  description:
    'How the process that answers this decides at this moment. `RateLimitPoint.local` tells of all processes.',
  fields: (t) => ({
    redisAway: t.exposeBoolean('redisAway', {
      description:
        'Whether Redis failed or took too long several times in a row. This process then decides by itself, with a share ' +
        'of each limit, and tries Redis again twice a second.',
    }),
    localDecisions: t.field({
      type: 'SafeInt',
      description: 'Operations that it decided by itself since it was started.',
      resolve: ({ localDecisions }) => localDecisions,
    }),
    lastLocalDecisionAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it last did so; null where it never did.',
      resolve: ({ lastLocalDecisionAt }) => lastLocalDecisionAt,
    }),
    localBlocks: t.exposeInt('localBlocks', {
      description: 'Callers that it refuses without asking Redis, until their time.',
    }),
  }),
});

const RateLimitPolicySetInput = builder.inputType('RateLimitPolicySetInput', {
  description: 'A policy, or a change of one: what is left out stays as it is, or takes its default in a new policy.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Which: lower-case letters and digits with single dashes between, such as `log-in`.',
    }),
    description: t.string({ description: 'What it is there for; empty text for none.' }),
    algorithm: t.field({ type: RateLimitAlgorithm, description: 'How it counts (GCRA).' }),
    scope: t.field({ type: RateLimitScope, description: 'Who shares one allowance (IP).' }),
    limit: t.int({ description: 'Units admitted in `windowSeconds` (60).' }),
    windowSeconds: t.int({ description: 'The time that the limit is for, in seconds (60).' }),
    burst: t.int({
      description: 'GCRA: units that may come at once after a quiet time; 0 is as many as the limit (0).',
    }),
    mode: t.field({ type: RateLimitMode, description: 'What it does over the limit (ENFORCE).' }),
    targets: t.stringList({ description: 'What it guards, in the place of what it guarded before (nothing).' }),
  }),
});

const RateLimitPolicyDeleteInput = builder.inputType('RateLimitPolicyDeleteInput', {
  description: 'Which policy to delete.',
  fields: (t) => ({ name: t.string({ required: true, description: 'Its name.' }) }),
});

const RateLimitUnblockInput = builder.inputType('RateLimitUnblockInput', {
  description: 'Whose allowance to make whole again.',
  fields: (t) => ({
    policy: t.string({ required: true, description: "The policy's name." }),
    key: t.string({ required: true, description: 'The caller, as in `topKeys` and `blocked`.' }),
  }),
});

const RateLimitPolicyPayload = payloadType<resolve.PolicyFields>(
  'RateLimitPolicyPayload',
  'What became of the policy.',
  (t) => ({
    policy: t.field({
      type: RateLimitPolicy,
      nullable: true,
      description: 'The policy as it is now, or was when it was deleted; null where it was refused.',
      resolve: ({ policy }) => policy,
    }),
  }),
);

const RateLimitUnblockPayload = payloadType<{ unblocked: boolean }>(
  'RateLimitUnblockPayload',
  'Whether there was anything to forget.',
  (t) => ({
    unblocked: t.exposeBoolean('unblocked', { description: 'False where the caller had used none of its allowance.' }),
  }),
);

builder.queryFields((t) => ({
  rateLimitPolicies: t.field({
    type: [RateLimitPolicy],
    description: 'All policies by name.',
    authScopes: { role: 'ADMIN' },
    complexity: { multiplier: 20 },
    resolve: (_root, _args, { stores }) => stores.rateLimits.policies.all(),
  }),
  rateLimitPolicy: t.field({
    type: RateLimitPolicy,
    nullable: true,
    description: 'A policy by its name.',
    authScopes: { role: 'ADMIN' },
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { name }, { stores }) => stores.rateLimits.policies.get(name),
  }),
  rateLimitState: t.field({
    type: RateLimitState,
    description: 'How the process that answers this decides.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { stores }) => stores.rateLimits.state,
  }),
}));

builder.mutationFields((t) => ({
  rateLimitPolicySet: t.field({
    type: RateLimitPolicyPayload,
    description: 'Creates or changes a policy; in force in every process within a second.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: RateLimitPolicySetInput, required: true, description: 'The policy.' }) },
    resolve: (_root, { input }, context, { schema }) => resolve.policySet(input, context, schema),
  }),
  rateLimitPolicyDelete: t.field({
    type: RateLimitPolicyPayload,
    description: 'Deletes a policy; no process refuses by it after a second.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: RateLimitPolicyDeleteInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.policyDelete(input, context),
  }),
  rateLimitUnblock: t.field({
    type: RateLimitUnblockPayload,
    description: 'Gives a caller its whole allowance back, in every process within a second.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: RateLimitUnblockInput, required: true, description: 'Whose.' }) },
    resolve: (_root, { input }, context) => resolve.unblock(input, context),
  }),
}));

builder.subscriptionField('rateLimitActivity', (t) =>
  t.field({
    type: RateLimitActivity,
    description: 'What the policies let through and refuse, from now on, second by second.',
    authScopes: { role: 'ADMIN' },
    args: { policy: t.arg.string({ description: 'Only this policy; all where absent.' }) },
    subscribe: (_root, { policy }, context) => resolve.watchActivity(policy, context),
    resolve: (activity: resolve.Activity) => activity,
  }),
);
