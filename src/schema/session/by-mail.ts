// Logging in with a mail: instead of a password, or to set the first one.

import * as resolve from '../../resolvers/account/mailed-proof.ts';
import {
  code,
  EmailRequestInput,
  MailedCodeInput,
  MailRequestPayload,
  minutes,
  token,
} from '../account/mailed-proof.ts';
import { builder } from '../base/builder.ts';
import { beginFields, SessionPayload } from './mutation.ts';

const SessionLogInByMailInput = builder.inputType('SessionLogInByMailInput', {
  description: 'What proves the address, and the session that begins.',
  fields: (t) => ({
    token: t.string({ description: token }),
    code: t.field({ type: MailedCodeInput, description: code }),
    ...beginFields(t),
  }),
});

const InvitationAcceptInput = builder.inputType('InvitationAcceptInput', {
  description: 'What accepts an invitation, and the session that begins.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'The token of the link: the text after `#token=`.' }),
    password: t.string({
      required: true,
      description: 'The first password of the account. At least 10 characters, and hard to guess.',
    }),
    ...beginFields(t),
  }),
});

builder.mutationFields((t) => ({
  invitationAccept: t.field({
    type: SessionPayload,
    description:
      'Sets the first password of an account that the caller was invited to, and logs in. Fails with PROOF_INVALID, WEAK_PASSWORD or SIGN_UP_CLOSED.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: InvitationAcceptInput,
        required: true,
        description: 'Gives the link’s token and the password.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.invitationAccept(input, context),
  }),
  sessionLogInMailRequest: t.field({
    type: MailRequestPayload,
    description: `Sends a mail with a link and a code, with which the owner of the address can log in for ${minutes} minutes. Whether an account has the address is not told. Fails with MAIL_UNAVAILABLE, TOO_MANY_ATTEMPTS, CAPTCHA_REQUIRED or CAPTCHA_UNAVAILABLE.`,
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({ type: EmailRequestInput, required: true, description: 'The address of the account.' }),
    },
    resolve: (_root, { input }, context) => resolve.requestMail('LOG_IN', input.email, context),
  }),
  sessionLogInByMail: t.field({
    type: SessionPayload,
    description:
      'Logs in with the link or the code of a mail. If the address was never confirmed before, the password and all sessions end that somebody else may have made. Fails with PROOF_INVALID.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: SessionLogInByMailInput,
        required: true,
        description: 'Gives the link’s token or the code.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.sessionLogInByMail(input, context),
  }),
}));
