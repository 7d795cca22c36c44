// How an account gets, changes and loses its second factors.

import type { FactorState } from '../../redis/account/second-factor.ts';
import type { TotpSetup } from '../../redis/account/totp.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { handOut, refusedSession, rotate, type SessionFields } from '../session/begin.ts';
import { requireFresh } from '../session/fresh.ts';

export interface TotpBeginFields {
  readonly setup: (TotpSetup & { readonly expiresAt: Date }) | null;
}

export interface FactorFields extends Pick<SessionFields, 'viewer' | 'token'> {
  /** Told once. */
  readonly recoveryCodes: readonly string[] | null;
}

/** What the caller's account has, and whether this session has given it. */
export interface SecurityShape extends FactorState {
  readonly isStrong: boolean;
}

const refused: FactorFields = { ...refusedSession, recoveryCodes: null };

export async function viewerSecurity({ session, stores }: Context): Promise<SecurityShape | null> {
  if (!session?.userId) return null;
  return { ...(await stores.secondFactors.state(session.userId)), isStrong: session.isStrong };
}

export function totpBegin(context: Context): Promise<Answer<TotpBeginFields>> {
  return answer<TotpBeginFields>({ setup: null }, async () => ({
    setup: await context.stores.secondFactors.beginTotp(requireFresh(context).userId),
  }));
}

export function totpConfirm(code: string, context: Context): Promise<Answer<FactorFields>> {
  return answer<FactorFields>(refused, async () => {
    const session = requireFresh(context);
    const recoveryCodes = await context.stores.secondFactors.confirmTotp(session.userId, code);
    // Where another request has just renewed the session, that one hands out the new token.
    const issued = await rotate(session, context, 'strongly');
    return { ...refused, ...(issued === 'replaced' ? {} : handOut(issued, context)), recoveryCodes };
  });
}

export function totpRemove(context: Context): Promise<Answer<FactorFields>> {
  return change(context, async (userId) => {
    await context.stores.secondFactors.removeTotp(userId);
    return null;
  });
}

export function recoveryCodesReplace(context: Context): Promise<Answer<FactorFields>> {
  return change(context, (userId) => context.stores.secondFactors.replaceRecoveryCodes(userId));
}

export function trustedDevicesForget(context: Context): Promise<Answer<FactorFields>> {
  return change(context, async (userId) => {
    await context.stores.secondFactors.distrust(userId);
    return null;
  });
}

function change(
  context: Context,
  work: (userId: string) => Promise<readonly string[] | null>,
): Promise<Answer<FactorFields>> {
  return answer<FactorFields>(refused, async () => ({
    ...refused,
    recoveryCodes: await work(requireFresh(context).userId),
  }));
}
