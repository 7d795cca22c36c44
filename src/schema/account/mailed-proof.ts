// Mails that prove an address, and what is done with their links and codes.

import type { MailRequest } from '../../redis/account/proof.ts';
import { proofLimits } from '../../redis/account/proof.ts';
import * as resolve from '../../resolvers/account/mailed-proof.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { User } from './account.ts';

export const minutes = proofLimits.ttlSeconds / 60;

export const MailRequestType = builder.objectRef<MailRequest>('MailRequest').implement({
  description: 'A mail that is on its way, if an account has the address.',
  fields: (t) => ({
    challenge: t.exposeString('challenge', {
      description:
        'Goes with the code of the mail, so that nobody else can use the code. Keep it in the browser that asked; it opens nothing by itself.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when the link and the code hold, at the earliest.',
      resolve: (request) => request.expiresAt,
    }),
  }),
});

export const MailRequestPayload = payloadType<resolve.MailRequestFields>(
  'MailRequestPayload',
  'The result of a mutation that asks for a mail. It does not tell whether an account has the address.',
  (t) => ({
    request: t.field({
      type: MailRequestType,
      nullable: true,
      description: 'What the browser keeps for the code. Null if the mutation was refused.',
      resolve: (payload) => payload.request,
    }),
  }),
);

const PasswordResetPayload = payloadType<resolve.ResetFields>(
  'PasswordResetPayload',
  'The result of `passwordReset`.',
  (t) => ({
    reset: t.boolean({
      description: 'Whether the password was replaced.',
      resolve: (payload) => payload.reset,
    }),
  }),
);

const EmailVerifyPayload = payloadType<resolve.VerifyFields>(
  'EmailVerifyPayload',
  'The result of `emailVerify`.',
  (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account of the caller, as it is now.',
      resolve: (payload) => payload.user,
    }),
  }),
);

const EmailChangePayload = payloadType<resolve.VerifyFields>(
  'EmailChangePayload',
  'The result of `emailChange`.',
  (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account of the caller, as it is now.',
      resolve: (payload) => payload.user,
    }),
  }),
);

export const MailedCodeInput = builder.inputType('MailedCodeInput', {
  description: 'The code of a mail, and what it was asked with.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address that the mail was sent to.' }),
    challenge: t.string({ required: true, description: 'The `challenge` of the request.' }),
    code: t.string({ required: true, description: 'The six digits. Spaces do not count.' }),
  }),
});

export const token = 'The token of the link: the text after `#token=`. Give it, or `code`.';
export const code = `The code, in the browser that asked for the mail. After ${proofLimits.codeTries} wrong codes only the link is left.`;

export const EmailRequestInput = builder.inputType('EmailRequestInput', {
  description: 'The address to send a mail to.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address of the account.' }),
  }),
});

const PasswordResetInput = builder.inputType('PasswordResetInput', {
  description: 'What proves the address, and the new password.',
  fields: (t) => ({
    token: t.string({ description: token }),
    code: t.field({ type: MailedCodeInput, description: code }),
    newPassword: t.string({
      required: true,
      description: 'The new password. At least 10 characters, and hard to guess.',
    }),
  }),
});

const EmailChangeRequestInput = builder.inputType('EmailChangeRequestInput', {
  description: 'The address that the caller’s account is to have.',
  fields: (t) => ({
    newEmail: t.string({ required: true, description: 'The new e-mail address of the account.' }),
  }),
});

const EmailChangeInput = builder.inputType('EmailChangeInput', {
  description: 'What proves the new address of the caller’s account.',
  fields: (t) => ({
    token: t.string({ description: token }),
    code: t.field({ type: MailedCodeInput, description: code }),
  }),
});

const EmailVerifyInput = builder.inputType('EmailVerifyInput', {
  description: 'What proves the address of the caller’s account.',
  fields: (t) => ({
    token: t.string({ description: token }),
    code: t.field({ type: MailedCodeInput, description: code }),
  }),
});

builder.mutationFields((t) => ({
  passwordResetRequest: t.field({
    type: MailRequestPayload,
    description: `Sends a mail with a link and a code, with which a new password can be set for ${minutes} minutes. Whether an account has the address is not told. Fails with MAIL_UNAVAILABLE, TOO_MANY_ATTEMPTS, CAPTCHA_REQUIRED or CAPTCHA_UNAVAILABLE.`,
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({ type: EmailRequestInput, required: true, description: 'The address of the account.' }),
    },
    resolve: (_root, { input }, context) => resolve.requestMail('PASSWORD_RESET', input.email, context),
  }),
  passwordReset: t.field({
    type: PasswordResetPayload,
    description:
      'Sets a new password with the link or the code of a mail. All sessions of the account end, and a mail tells its owner. Fails with PROOF_INVALID or WEAK_PASSWORD.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: PasswordResetInput,
        required: true,
        description: 'Gives the link’s token or the code, and the new password.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.passwordReset(input, context),
  }),
  emailVerificationRequest: t.field({
    type: MailRequestPayload,
    description: `Sends a mail with a link and a code, with which the caller can confirm the e-mail address of the account for ${minutes} minutes. Fails with ILLEGAL_STATE if it is confirmed.`,
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.emailVerificationRequest(context),
  }),
  emailChangeRequest: t.field({
    type: MailRequestPayload,
    description: `Sends a mail with a link and a code to the address that the caller’s account is to have. They hold for ${minutes} minutes. Whether another account has the address is not told. Requires a fresh log-in.`,
    authScopes: { user: true },
    args: {
      input: t.arg({ type: EmailChangeRequestInput, required: true, description: 'The new address of the account.' }),
    },
    resolve: (_root, { input }, context) => resolve.emailChangeRequest(input.newEmail, context),
  }),
  emailChange: t.field({
    type: EmailChangePayload,
    description:
      'Gives the caller’s account the address that a mail was sent to, and tells the former address. Fails with PROOF_INVALID or EMAIL_TAKEN.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: EmailChangeInput, required: true, description: 'Gives the link’s token or the code.' }),
    },
    resolve: (_root, { input }, context) => resolve.emailChange(input, context),
  }),
  emailVerify: t.field({
    type: EmailVerifyPayload,
    description: 'Confirms the e-mail address of the caller’s account with the link or the code of a mail.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: EmailVerifyInput, required: true, description: 'Gives the link’s token or the code.' }),
    },
    resolve: (_root, { input }, context) => resolve.emailVerify(input, context),
  }),
}));
