// Second factors: what a log-in waits for, and how an account gets and loses them.

import { factorLimits, factorMethods, type PendingLogIn as Pending } from '../../redis/account/second-factor.ts';
import * as resolve from '../../resolvers/account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

export const totp = 'The six digits that the authenticator app shows. Spaces do not count.';
export const recoveryCode =
  'One of the recovery codes, each of which works once. Case, spaces and dashes do not count.';

const descriptions = {
  TOTP: 'The code of an authenticator app.',
  PASSKEY: 'A passkey.',
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

builder.mutationFields((t) => ({
  totpBegin: t.field({
    type: TotpBeginPayload,
    description:
      'Begins to set up an authenticator app. Requires a fresh log-in and, if mail can be sent, a confirmed e-mail address. Fails with SECOND_FACTOR_UNAVAILABLE or ILLEGAL_STATE.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.totpBegin(context),
  }),
}));
