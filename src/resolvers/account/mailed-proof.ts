// What an account does with a mail: sets a new password, proves its address, logs in.

import type { MailRequest, Proof } from '../../redis/account/proof.ts';
import type { Account } from '../../redis/account/record.ts';
import { refuse } from '../../redis/base/problem.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { claimOrders } from '../base/hand-over.ts';
import { type BeginInput, beginFor, checkBegin, refusedSession, type SessionFields } from '../session/begin.ts';
import { captchaFor } from '../session/captcha.ts';
import { requireFresh, requireUser } from '../session/fresh.ts';

export interface MailRequestFields {
  readonly request: MailRequest | null;
}

/** The link's token, or the code with what it was asked with. */
export interface ProofInput {
  readonly token?: string | null;
  readonly code?: { readonly email: string; readonly challenge: string; readonly code: string } | null;
}

export interface ResetFields {
  readonly reset: boolean;
}

export interface VerifyFields {
  readonly user: Account | null;
}

const nothing: MailRequestFields = { request: null };

/** For an address that anybody may name: the answer does not tell whether an account has it. */
export function requestMail(
  purpose: 'PASSWORD_RESET' | 'LOG_IN',
  email: string,
  context: Context,
): Promise<Answer<MailRequestFields>> {
  const { mailedProofs } = context.stores;
  return answer<MailRequestFields>(nothing, async () => ({
    request: await mailedProofs.request(purpose, email, context.client, captchaFor('MAIL', context)),
  }));
}

export function emailVerificationRequest(context: Context): Promise<Answer<MailRequestFields>> {
  return answer<MailRequestFields>(nothing, async () => {
    const { stores, client } = context;
    const account = await stores.accounts.find(requireUser(context).userId);
    if (account?.emailVerifiedAt) refuse('ILLEGAL_STATE', 'The e-mail address of your account is confirmed already.');
    return { request: await stores.mailedProofs.request('EMAIL_VERIFICATION', account?.email ?? '', client) };
  });
}

/** For an address that the caller's account is to have: the answer does not tell whether another one has it. */
export function emailChangeRequest(newEmail: string, context: Context): Promise<Answer<MailRequestFields>> {
  return answer<MailRequestFields>(nothing, async () => {
    const { stores, client } = context;
    const account = await stores.accounts.find(requireFresh(context).userId);
    if (!account) refuse('NOT_FOUND', 'There is no such account.');
    return { request: await stores.mailedProofs.requestChange(account, newEmail, client) };
  });
}

export function emailChange(input: ProofInput, context: Context): Promise<Answer<VerifyFields>> {
  const { accounts, mailedProofs } = context.stores;
  const { userId } = requireUser(context);
  return answer<VerifyFields>(
    async () => ({ user: await accounts.find(userId) }),
    async () => proven(await mailedProofs.changeEmail(readProof(input), userId), context),
  );
}

async function proven(user: Account, context: Context): Promise<VerifyFields> {
  await claimOrders(user, context);
  return { user };
}

export function passwordReset(
  input: ProofInput & { newPassword: string },
  { stores, client }: Context,
): Promise<Answer<ResetFields>> {
  return answer<ResetFields>({ reset: false }, async () => {
    await stores.mailedProofs.resetPassword(readProof(input), input.newPassword, client);
    return { reset: true };
  });
}

export function emailVerify(input: ProofInput, context: Context): Promise<Answer<VerifyFields>> {
  const { accounts, mailedProofs } = context.stores;
  const { userId } = requireUser(context);
  return answer<VerifyFields>(
    async () => ({ user: await accounts.find(userId) }),
    async () => proven(await mailedProofs.verifyEmail(readProof(input), userId), context),
  );
}

export function sessionLogInByMail(input: BeginInput & ProofInput, context: Context): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const account = await context.stores.mailedProofs.logIn(readProof(input), context.client);
    return beginFor(account, input, context, 'MAIL');
  });
}

/** The first password of an account that the caller was invited to, and a session in it. */
export function invitationAccept(
  input: BeginInput & { token: string; password: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const account = await context.stores.signUps.accept(input.token, input.password, context.client);
    return beginFor(account, input, context, 'INVITATION');
  });
}

function readProof({ token, code }: ProofInput): Proof {
  if (token && code) refuse('INVALID', 'Give the token of the link or the code, not both.', 'code');
  if (token) return { token };
  return code ? { code } : refuse('INVALID', 'Give the token of the link, or the code.', 'token');
}
