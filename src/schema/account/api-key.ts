// API keys: what programs log in with.

import { type ApiKey as ApiKeyShape, apiKeyLimits } from '../../redis/account/api-key-record.ts';
import { apiKeyStart } from '../../redis/account/api-key-text.ts';
import { textLimits } from '../../redis/account/text.ts';
import * as resolve from '../../resolvers/account/api-key.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { RoleEnum, User, UserPayload } from './account.ts';

export const ApiKey = builder.objectRef<ApiKeyShape>('ApiKey');

builder.node(ApiKey, {
  description: 'An API key of an account, with which programs log in. Only its owner and administrators can see it.',
  id: { resolve: resolve.apiKeyKey },
  loadOne: (key, context) => resolve.apiKeyByKey(key, context),
  fields: (t) => ({
    name: t.exposeString('title', { description: 'What it is for.' }),
    start: t.string({
      description: 'What the key begins with, to tell which one it is. It is no secret.',
      resolve: (key) => apiKeyStart(key),
    }),
    roles: t.field({
      type: [RoleEnum],
      description: 'The roles that it may use, as far as its account has them.',
      resolve: (key) => [...key.roles],
    }),
    scopes: t.stringList({
      nullable: true,
      description: 'The root fields that it may run, such as `Query.orders` or `Mutation.*`. Null for all.',
      resolve: (key) => key.scopes && [...key.scopes],
    }),
    queues: t.stringList({
      nullable: true,
      description: 'The queues whose jobs it may enqueue and work on, and nothing else. Null if it is not for queues.',
      resolve: (key) => key.queues && [...key.queues],
    }),
    rateLimitPolicy: t.exposeString('policy', {
      nullable: true,
      description: 'The rate-limit policy of its own. Null if `api-key` counts for it.',
    }),
    issued: t.boolean({
      description: 'Whether an administrator made it.',
      resolve: (key) => key.createdById !== null,
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: (key) => key.createdAt }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it runs out.', resolve: (key) => key.expiresAt }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to a minute or two. Null if never.',
      resolve: (key) => key.lastUsedAt,
    }),
    formerSecretUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before the last rotation works. Null if there is none.',
      resolve: (key) => key.formerUntil,
    }),
  }),
});

builder.objectField(User, 'apiKeys', (t) =>
  t.field({
    type: [ApiKey],
    isolated: true,
    complexity: { multiplier: apiKeyLimits.perAccount },
    description: 'The API keys of the account, the newest first.',
    resolve: (account, _args, context) => resolve.userApiKeys(account, context),
  }),
);

const ApiKeyPayload = payloadType<resolve.ApiKeyFields>(
  'ApiKeyPayload',
  'The result of a mutation about an API key.',
  (t) => ({
    apiKey: t.field({
      type: ApiKey,
      nullable: true,
      description: 'The key as it is now. Null if there is none.',
      resolve: (payload) => payload.apiKey,
    }),
    secret: t.string({
      nullable: true,
      description:
        'The key itself, to be sent as `Authorization: Bearer`. Keep it now, since nobody can read it later. Null if no new one was made.',
      resolve: (payload) => payload.secret,
    }),
  }),
);

const { lifetimeMs, overlapMs } = apiKeyLimits;
const dayMs = 24 * 3_600_000;

const ApiKeyCreateInput = builder.inputType('ApiKeyCreateInput', {
  description: 'An API key to make.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: `What it is for. At most ${apiKeyLimits.nameCharacters} characters.`,
    }),
    id: t.id({
      description:
        'For an administrator: the id of the account of a service, which the key is for. Default: the caller’s account.',
    }),
    roles: t.field({
      type: [RoleEnum],
      description: 'The roles that it may use. Default: those that its account has now.',
    }),
    scopes: t.stringList({
      description: `The root fields that it may run, such as \`Query.orders\` or \`Mutation.*\`. At most ${apiKeyLimits.scopes}. Default: all.`,
    }),
    queues: t.stringList({
      description: `The queues that it is for: with the role WORKER, it may enqueue and work on their jobs, and nothing else. At most ${apiKeyLimits.queues}. Default: none.`,
    }),
    rateLimitPolicy: t.string({
      description:
        'For an administrator: the name of a rate-limit policy with the scope API_KEY, which counts for this key. Default: `api-key`.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `When it runs out. Default: after ${lifetimeMs.default / dayMs} days. At most ${lifetimeMs.most / dayMs} days from now.`,
    }),
  }),
});

const ApiKeyRotateInput = builder.inputType('ApiKeyRotateInput', {
  description: 'An API key that is to get another secret.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the key.' }),
    overlapSeconds: t.int({
      description: `For how many seconds the present secret still works. Default: ${overlapMs.default / 1_000}. Range: 0–${overlapMs.most / 1_000}.`,
    }),
  }),
});

const ApiKeyRevokeInput = builder.inputType('ApiKeyRevokeInput', {
  description: 'An API key to revoke.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the key.' }) }),
});

const ServiceAccountCreateInput = builder.inputType('ServiceAccountCreateInput', {
  description: 'An account for a service.',
  fields: (t) => ({
    displayName: t.string({
      required: true,
      description: `What the service is called. At most ${textLimits.displayName} characters.`,
    }),
    roles: t.field({ type: [RoleEnum], required: true, description: 'All roles of the account.' }),
  }),
});

builder.mutationFields((t) => ({
  apiKeyCreate: t.field({
    type: ApiKeyPayload,
    description: `Makes an API key, and tells its owner by mail. An account can have ${apiKeyLimits.perAccount}. Fails with INVALID, LIMIT_EXCEEDED, NOT_FOUND or ILLEGAL_STATE. Requires a fresh log-in.`,
    authScopes: { user: true },
    args: { input: t.arg({ type: ApiKeyCreateInput, required: true, description: 'Says what the key may do.' }) },
    resolve: (_root, { input }, context, { schema }) => resolve.apiKeyCreate(input, schema, context),
  }),
  apiKeyRotate: t.field({
    type: ApiKeyPayload,
    description:
      'Gives an API key another secret, and begins its lifetime again. The secret before still works for a while. Administrators can do so for the keys of services. Fails with NOT_FOUND. Requires a fresh log-in.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: ApiKeyRotateInput, required: true, description: 'Names the key that gets another secret.' }),
    },
    resolve: (_root, { input }, context) => resolve.apiKeyRotate(input, context),
  }),
  apiKeyRevoke: t.field({
    type: ApiKeyPayload,
    description:
      'Revokes an API key. It opens nothing from then on, and its streams end. An administrator can revoke any. Fails with NOT_FOUND. Requires a fresh log-in.',
    authScopes: { user: true },
    args: { input: t.arg({ type: ApiKeyRevokeInput, required: true, description: 'Names the key to revoke.' }) },
    resolve: (_root, { input }, context) => resolve.apiKeyRevoke(input.id, context),
  }),
  serviceAccountCreate: t.field({
    type: UserPayload,
    description:
      'Creates the account of a service, which nobody can log in to. Make API keys for it. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: ServiceAccountCreateInput,
        required: true,
        description: 'Describes the service that gets an account.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.serviceAccountCreate(input, context),
  }),
}));
