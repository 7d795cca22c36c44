// What the holder of an account says of himself and has agreed to, and the last log-ins.

import { type Consent as ConsentShape, profileLimits } from '../../redis/account/profile.ts';
import { textLimits } from '../../redis/account/text.ts';
import { type LogIn as LogInShape, logInMethods, type LogInMethod as Method } from '../../redis/session/log-in.ts';
import { sessionLimits } from '../../redis/session/settings.ts';
import type { UserFields } from '../../resolvers/account/account.ts';
import * as resolve from '../../resolvers/account/profile.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { User } from './account.ts';

const methods: Readonly<Record<Method, string>> = {
  PASSWORD: 'With only the password.',
  MAIL: 'With the link or the code of a mail.',
  PASSKEY: 'With only a passkey.',
  SECOND_FACTOR: 'With the password or a mail, and a second factor.',
  SIGN_UP: 'By creating the account.',
  INVITATION: 'By accepting an invitation.',
  PROVIDER: 'By a provider, such as Google or the issuer of a company.',
};

const LogInMethod = builder.enumType('LogInMethod', {
  description: 'How somebody logged in.',
  values: Object.fromEntries(logInMethods.map((method) => [method, { description: methods[method] }])) as Record<
    Method,
    { description: string }
  >,
});

const LogIn = builder.objectRef<LogInShape>('LogIn').implement({
  description: 'A log-in to an account. Its session may be over.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When the person logged in.', resolve: (logIn) => logIn.at }),
    method: t.field({ type: LogInMethod, description: 'How it was done.', resolve: (logIn) => logIn.method }),
    network: t.exposeString('network', {
      nullable: true,
      description:
        'Where it came from: two parts of an IPv4 address, three of an IPv6 address. Null if that is not known.',
    }),
    device: t.exposeString('device', {
      description: 'The name that was given, else a guess from the user agent, such as `Firefox on Linux`.',
    }),
  }),
});

const Consent = builder.objectRef<ConsentShape>('Consent').implement({
  description: 'Something that the holder of an account has agreed to.',
  fields: (t) => ({
    subject: t.exposeString('subject', { description: 'What it is to, such as `terms`.' }),
    version: t.exposeString('version', { description: 'The version of it that was shown.' }),
    givenAt: t.field({ type: 'DateTime', description: 'When it was given.', resolve: (consent) => consent.givenAt }),
    withdrawnAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was withdrawn. Null if it holds.',
      resolve: (consent) => consent.withdrawnAt,
    }),
  }),
});

builder.objectFields(User, (t) => ({
  logIns: t.field({
    type: [LogIn],
    isolated: true,
    complexity: { multiplier: sessionLimits.logIns.kept },
    description: `The last ${sessionLimits.logIns.kept} log-ins, the newest first. They are kept for ${sessionLimits.logIns.ttlMs / 86_400_000} days after the last.`,
    resolve: (account, _args, context) => resolve.logInsOf(account, context),
  }),
  consents: t.field({
    type: [Consent],
    isolated: true,
    complexity: { multiplier: 20 },
    description: 'What the holder has agreed to and withdrawn, the newest first.',
    resolve: (account, _args, context) => resolve.consentsOf(account, context),
  }),
}));

const subject = `What it is about, in small letters, digits and dashes, such as \`terms\`. At most ${profileLimits.subject} characters.`;

const ProfilePayload = payloadType<UserFields>(
  'ProfilePayload',
  'The result of a mutation by which the caller changes what the account says.',
  (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account as it is now. Null if it is gone.',
      resolve: (payload) => payload.user,
    }),
  }),
);

const ProfileUpdateInput = builder.inputType('ProfileUpdateInput', {
  description: 'What changes of a profile. What is left out stays; null removes it.',
  fields: (t) => ({
    displayName: t.string({
      description: `The name to show for the account. At most ${textLimits.displayName} characters.`,
    }),
    locale: t.string({ description: 'The language as a tag, such as `de-CH`. Mails are written in it.' }),
    timeZone: t.string({ description: 'The time zone, such as `Europe/Berlin`.' }),
    logInName: t.string({
      description:
        'A name to log in with in place of the e-mail address: 3 to 30 letters, digits, dots, dashes or underscores of ASCII. Upper and lower case are the same. Fails with CONFLICT if another account has it.',
    }),
    attributes: t.field({
      type: 'JSON',
      description: `What your program keeps with the account: an object, which replaces the one before. At most ${profileLimits.attributeBytes.toLocaleString('en')} bytes as JSON.`,
    }),
  }),
});

const ConsentGiveInput = builder.inputType('ConsentGiveInput', {
  description: 'What the caller agrees to.',
  fields: (t) => ({
    subject: t.string({ required: true, description: subject }),
    version: t.string({
      required: true,
      description: `The version that was shown, such as a date. At most ${profileLimits.version} characters.`,
    }),
  }),
});

const ConsentWithdrawInput = builder.inputType('ConsentWithdrawInput', {
  description: 'What the caller does not agree to any more.',
  fields: (t) => ({ subject: t.string({ required: true, description: subject }) }),
});

builder.mutationFields((t) => ({
  profileUpdate: t.field({
    type: ProfilePayload,
    description:
      'Changes the name, the language, the time zone, the user name and the attributes of the caller’s account.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: ProfileUpdateInput, required: true, description: 'What changes, and what it changes to.' }),
    },
    resolve: (_root, { input }, context) => resolve.profileUpdate(input, context),
  }),
  consentGive: t.field({
    type: ProfilePayload,
    description: `Writes down that the caller agrees to a version of something, and when. Agreeing again changes nothing. Fails with LIMIT_EXCEEDED beyond ${profileLimits.consents} of them.`,
    authScopes: { user: true },
    args: {
      input: t.arg({ type: ConsentGiveInput, required: true, description: 'Names what the caller agrees to.' }),
    },
    resolve: (_root, { input }, context) => resolve.consentGive(input, context),
  }),
  consentWithdraw: t.field({
    type: ProfilePayload,
    description:
      'Writes down that the caller does not agree to something any more, in no version, and when. Fails with NOT_FOUND if the caller had not agreed.',
    authScopes: { user: true },
    args: {
      input: t.arg({
        type: ConsentWithdrawInput,
        required: true,
        description: 'Names what the caller does not agree to.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.consentWithdraw(input, context),
  }),
}));
