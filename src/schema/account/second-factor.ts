// Second factors: what a log-in waits for, and how an account gets and loses them.

import { factorLimits, factorMethods, type PendingLogIn as Pending } from '../../redis/account/factor.ts';
import { passkeyLimits } from '../../redis/account/passkey.ts';
import * as resolve from '../../resolvers/account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

export const passkey =
  'What the browser answered to `passkeyChallenge`: the credential as JSON, as `credential.toJSON()` gives it.';
export const totp = 'The six digits that the authenticator app shows. Spaces do not count.';
export const recoveryCode =
  'One of the recovery codes, each of which works once. Case, spaces and dashes do not count.';

const descriptions = {
  TOTP: 'The code of an authenticator app.',
  PASSKEY: 'A passkey of a phone, a browser or a key ring.',
  RECOVERY_CODE: 'A recovery code, for who has lost the others.',
} as const;

const SecondFactor = builder.enumType('SecondFactor', {
  description: 'What an account can have beside its password.',
  values: Object.fromEntries(factorMethods.map((method) => [method, { description: descriptions[method] }])) as Record<
    (typeof factorMethods)[number],
    { description: string }
  >,
});

export const PendingLogIn = builder.objectRef<Pending>('PendingLogIn').implement({
  description: 'A log-in that waits for a second factor.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description: `Goes with the second factor. It opens nothing by itself, and ends after ${factorLimits.tries} wrong ones.`,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when the second factor can be given.',
      resolve: (pending) => pending.expiresAt,
    }),
    methods: t.field({
      type: [SecondFactor],
      description: 'The factors of the account, of which one is needed.',
      resolve: (pending) => [...pending.methods],
    }),
  }),
});

const Passkey = builder.objectRef<resolve.PasskeyShape>('Passkey');

builder.node(Passkey, {
  description: 'A passkey of an account. Only its owner can see it.',
  id: { resolve: resolve.passkeyKey },
  loadOne: (key, context) => resolve.passkeyByKey(key, context),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name that its owner gave it.' }),
    synced: t.exposeBoolean('synced', {
      description: 'Whether it is kept on several devices, so that the loss of one loses nothing.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was added.',
      resolve: (passkey) => passkey.createdAt,
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used. Null if never.',
      resolve: (passkey) => passkey.lastUsedAt,
    }),
  }),
});

export const AccountSecurity = builder.objectRef<resolve.SecurityShape>('AccountSecurity').implement({
  description: 'What an account is protected by beside its password.',
  fields: (t) => ({
    methods: t.field({
      type: [SecondFactor],
      description: 'The factors of which a log-in needs one. Empty if the password is enough.',
      resolve: (security) => [...security.methods],
    }),
    totpSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when the account has an authenticator app. Null if it has none.',
      resolve: (security) => security.totpSince,
    }),
    passkeys: t.field({
      type: [Passkey],
      complexity: { multiplier: factorLimits.perAccount },
      description: 'The passkeys of the account, the oldest first.',
      resolve: (security) => [...security.passkeys],
    }),
    recoveryCodesLeft: t.exposeInt('recoveryCodesLeft', {
      description: 'How many recovery codes were not used yet.',
    }),
    secondFactorGiven: t.exposeBoolean('isStrong', {
      description: 'Whether a second factor was given for this session, or its device is trusted.',
    }),
  }),
});

const TotpSetup = builder.objectRef<NonNullable<resolve.TotpBeginFields['setup']>>('TotpSetup').implement({
  description: 'What an authenticator app is to be told. It counts once its first code was given with `totpConfirm`.',
  fields: (t) => ({
    secret: t.exposeString('secret', { description: 'The secret in base 32, for an app into which it is typed.' }),
    uri: t.exposeString('uri', { description: 'The same as an `otpauth:` link, for an app on the same device.' }),
    qrSvg: t.exposeString('qrSvg', { description: 'The same as a QR code, an SVG image to be scanned.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when the first code can be given.',
      resolve: (setup) => setup.expiresAt,
    }),
  }),
});

const nameOf = `A name to tell it from others, such as that of the device. At most ${passkeyLimits.nameCharacters} characters.`;

const TotpBeginPayload = payloadType<resolve.TotpBeginFields>(
  'TotpBeginPayload',
  'The result of `totpBegin`.',
  (t) => ({
    setup: t.field({
      type: TotpSetup,
      nullable: true,
      description: 'What to show to the person. Null if the mutation was refused.',
      resolve: (payload) => payload.setup,
    }),
  }),
);

export const TotpConfirmInput = builder.inputType('TotpConfirmInput', {
  description: 'The first code of an authenticator app.',
  fields: (t) => ({ code: t.string({ required: true, description: totp }) }),
});

const PasskeyOptionsPayload = payloadType<resolve.PasskeyOptionsFields>(
  'PasskeyOptionsPayload',
  'The result of a mutation that begins with a passkey.',
  (t) => ({
    options: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'What to give to the browser: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` reads it. Null if the mutation was refused.',
      resolve: (payload) => payload.options,
    }),
  }),
);

export const PasskeyAddInput = builder.inputType('PasskeyAddInput', {
  description: 'A passkey that a browser has made.',
  fields: (t) => ({
    name: t.string({ required: true, description: nameOf }),
    passkey: t.field({
      type: 'JSON',
      required: true,
      description:
        'What the browser answered to `passkeyBegin`: the credential as JSON, as `credential.toJSON()` gives it.',
    }),
  }),
});

export const PasskeyRenameInput = builder.inputType('PasskeyRenameInput', {
  description: 'A passkey and its new name.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of a passkey in `viewer.security.passkeys`.' }),
    name: t.string({ required: true, description: nameOf }),
  }),
});

export const PasskeyRemoveInput = builder.inputType('PasskeyRemoveInput', {
  description: 'The passkey to remove.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of a passkey in `viewer.security.passkeys`.' }),
  }),
});

builder.mutationFields((t) => ({
  passkeyChallenge: t.field({
    type: PasskeyOptionsPayload,
    description:
      'Begins with a passkey, to log in, as a second factor or to confirm that it is still the owner. Its answer holds for 5 minutes, once. Fails with SECOND_FACTOR_UNAVAILABLE.',
    withDeadCredential: true,
    authScopes: { public: true },
    resolve: (_root, _args, context) => resolve.passkeyChallenge(context),
  }),
  passkeyBegin: t.field({
    type: PasskeyOptionsPayload,
    description:
      'Begins to add a passkey. Requires a fresh log-in and, if mail can be sent, a confirmed e-mail address. Fails with SECOND_FACTOR_UNAVAILABLE, ILLEGAL_STATE or LIMIT_EXCEEDED.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.passkeyBegin(context),
  }),
  totpBegin: t.field({
    type: TotpBeginPayload,
    description:
      'Begins to set up an authenticator app. Requires a fresh log-in and, if mail can be sent, a confirmed e-mail address. Fails with SECOND_FACTOR_UNAVAILABLE or ILLEGAL_STATE.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.totpBegin(context),
  }),
}));
