// Logging in by others: issuers of OpenID Connect, and GitHub.

import type { ProviderLink as ProviderLinkShape } from '../../redis/account/link.ts';
import { type ProviderSettings, providerLimits } from '../../redis/account/provider.ts';
import * as resolve from '../../resolvers/session/provider.ts';
import { AccountSecurity } from '../account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { beginFields, SessionPayload } from './mutation.ts';
import { Viewer } from './viewer.ts';

const minutes = providerLimits.stateSeconds / 60;
const provider = 'The `provider` of one of `logInProviders`.';
const callback = `Everything after the \`#\` in the address of the page \`provider\`. It works once, within ${minutes} minutes, in the browser that began the log-in.`;

const LogInProvider = builder.objectRef<ProviderSettings>('LogInProvider').implement({
  description: 'A provider that people can log in with, such as Google.',
  fields: (t) => ({
    provider: t.exposeString('id', { description: 'What the operator calls it in the settings.' }),
    name: t.exposeString('name', { description: 'What a button can say.' }),
  }),
});

const ProviderLink = builder.objectRef<ProviderLinkShape>('ProviderLink').implement({
  description: 'A provider by which the holder of an account can log in.',
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'What the operator calls it in the settings.' }),
    linkedAt: t.field({ type: 'DateTime', description: 'When it was linked.', resolve: (link) => link.linkedAt }),
  }),
});

builder.objectField(AccountSecurity, 'links', (t) =>
  t.field({
    type: [ProviderLink],
    isolated: true,
    complexity: { multiplier: providerLimits.perAccount },
    description: 'The providers by which the holder can log in, the oldest link first.',
    resolve: async ({ userId }, _args, context) => [...(await resolve.linksOf(userId, context))],
  }),
);

builder.queryField('logInProviders', (t) =>
  t.field({
    type: [LogInProvider],
    complexity: { multiplier: providerLimits.providers },
    description: 'Returns the providers that people can log in with, in the order of the settings.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => [...resolve.logInProviders(context)],
  }),
);

const ProviderBeginPayload = payloadType<resolve.ProviderBeginFields>(
  'ProviderBeginPayload',
  'The result of a mutation that sends somebody to a provider.',
  (t) => ({
    url: t.string({
      nullable: true,
      description: 'Where to send the browser. Null if the mutation was refused.',
      resolve: (payload) => payload.url,
    }),
  }),
);

const ProviderLinkPayload = payloadType<resolve.ProviderLinkFields>(
  'ProviderLinkPayload',
  'The result of a mutation that changes by whom somebody can log in.',
  (t) => ({
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation, as it is if that was refused.',
      resolve: (payload) => payload.viewer,
    }),
  }),
);

const ProviderInput = builder.inputType('ProviderInput', {
  description: 'A provider that people can log in with.',
  fields: (t) => ({ provider: t.string({ required: true, description: provider }) }),
});

const ProviderCallbackInput = builder.inputType('ProviderCallbackInput', {
  description: 'What somebody brings back from a provider.',
  fields: (t) => ({ callback: t.string({ required: true, description: callback }) }),
});

const SessionLogInByProviderInput = builder.inputType('SessionLogInByProviderInput', {
  description: 'What somebody brings back from a provider, and the session that begins.',
  fields: (t) => ({
    callback: t.string({ required: true, description: callback }),
    ...beginFields(t),
  }),
});

builder.mutationFields((t) => ({
  providerLogInBegin: t.field({
    type: ProviderBeginPayload,
    description:
      'Begins a log-in by a provider, and binds it to this browser by a cookie. Fails with NOT_FOUND or PROVIDER_UNAVAILABLE.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: { input: t.arg({ type: ProviderInput, required: true, description: 'Names the provider to log in by.' }) },
    resolve: (_root, { input }, context) => resolve.providerLogInBegin(input.provider, context),
  }),
  sessionLogInByProvider: t.field({
    type: SessionPayload,
    description:
      'Logs in with what the provider has sent the browser back with. If no account is linked, it creates one with the address that the provider has proven. Fails with PROVIDER_FAILED, EMAIL_TAKEN, EMAIL_UNPROVEN, SIGN_UP_CLOSED or SECOND_FACTOR_REQUIRED.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: SessionLogInByProviderInput,
        required: true,
        description: 'Gives what the browser came back with.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.sessionLogInByProvider(input, context),
  }),
  providerLinkBegin: t.field({
    type: ProviderBeginPayload,
    description:
      'Begins to link the account with a provider. Requires a fresh log-in. Fails with NOT_FOUND or PROVIDER_UNAVAILABLE.',
    authScopes: { user: true },
    args: { input: t.arg({ type: ProviderInput, required: true, description: 'Names the provider to link with.' }) },
    resolve: (_root, { input }, context) => resolve.providerLinkBegin(input.provider, context),
  }),
  providerLink: t.field({
    type: ProviderLinkPayload,
    description:
      'Links the account with what the provider has sent the browser back with, and tells the owner by mail. Requires a fresh log-in and, if mail can be sent, a confirmed e-mail address. Fails with PROVIDER_FAILED, CONFLICT, ILLEGAL_STATE or LIMIT_EXCEEDED.',
    authScopes: { user: true },
    args: {
      input: t.arg({
        type: ProviderCallbackInput,
        required: true,
        description: 'Gives what the browser came back with.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.providerLink(input.callback, context),
  }),
  providerUnlink: t.field({
    type: ProviderLinkPayload,
    description:
      'Takes a link with a provider away, and tells the owner by mail. Requires a fresh log-in. Fails with NOT_FOUND, or ILLEGAL_STATE if the holder could not log in any more.',
    authScopes: { user: true },
    args: { input: t.arg({ type: ProviderInput, required: true, description: 'Names the provider to unlink.' }) },
    resolve: (_root, { input }, context) => resolve.providerUnlink(input.provider, context),
  }),
}));
