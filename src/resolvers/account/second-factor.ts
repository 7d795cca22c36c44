// How an account gets, changes and loses its second factors.

import type { FactorState } from '../../redis/account/factor.ts';
import type { Passkey } from '../../redis/account/passkey.ts';
import type { TotpSetup } from '../../redis/account/totp.ts';
import { refuse } from '../../redis/base/problem.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { requireKey } from '../base/global-id.ts';
import { handOut, refusedSession, rotate, type SessionFields } from '../session/begin.ts';
import { requireFresh, requireUser } from '../session/fresh.ts';

export interface TotpBeginFields {
  readonly setup: (TotpSetup & { readonly expiresAt: Date }) | null;
}

export interface PasskeyOptionsFields {
  readonly options: object | null;
}

/** A passkey and whose it is. */
export interface PasskeyShape extends Passkey {
  readonly userId: string;
}

export interface FactorFields extends Pick<SessionFields, 'viewer' | 'token'> {
  /** Told once. */
  readonly recoveryCodes: readonly string[] | null;
}

/** What the caller's account has, and whether this session has given it. */
export interface SecurityShape extends Omit<FactorState, 'passkeys'> {
  readonly userId: string;
  readonly passkeys: readonly PasskeyShape[];
  readonly isStrong: boolean;
}

const refused: FactorFields = { ...refusedSession, recoveryCodes: null };

export async function viewerSecurity({ session, stores }: Context): Promise<SecurityShape | null> {
  if (!session?.userId) return null;
  const { userId, isStrong } = session;
  const { passkeys, ...state } = await stores.secondFactors.state(userId);
  return { ...state, userId, passkeys: passkeys.map((passkey) => ({ ...passkey, userId })), isStrong };
}

/** A passkey's key in global ids: whose it is, and its id. */
export function passkeyKey({ userId, id }: PasskeyShape): string {
  return `${userId}.${id}`;
}

/** A passkey of the caller, and of nobody else. */
export async function passkeyByKey(key: string, { session, stores }: Context): Promise<PasskeyShape | null> {
  const userId = session?.userId;
  if (!userId || !key.startsWith(`${userId}.`)) return null;
  const { passkeys } = await stores.secondFactors.state(userId);
  const found = passkeys.find(({ id }) => key === `${userId}.${id}`);
  return found ? { ...found, userId } : null;
}

export function passkeyChallenge({ stores }: Context): Promise<Answer<PasskeyOptionsFields>> {
  return answer<PasskeyOptionsFields>({ options: null }, async () => ({
    options: await stores.secondFactors.passkeyOptions(),
  }));
}

export function passkeyBegin(context: Context): Promise<Answer<PasskeyOptionsFields>> {
  return answer<PasskeyOptionsFields>({ options: null }, async () => ({
    options: await context.stores.factorSetUp.beginPasskey(requireFresh(context).userId),
  }));
}

export function passkeyAdd(
  { name, passkey }: { name: string; passkey?: unknown },
  context: Context,
): Promise<Answer<FactorFields>> {
  return add(context, (userId) => context.stores.factorSetUp.addPasskey(userId, name, passkey));
}

export function passkeyRename(
  { id, name }: { id: string; name: string },
  context: Context,
): Promise<Answer<FactorFields>> {
  return answer<FactorFields>(refused, async () => {
    const { userId } = requireUser(context);
    await context.stores.factorSetUp.renamePasskey(userId, ownPasskey(id, userId), name);
    return refused;
  });
}

export function passkeyRemove(id: string, context: Context): Promise<Answer<FactorFields>> {
  return change(context, async (userId) => {
    await context.stores.factorSetUp.removePasskey(userId, ownPasskey(id, userId));
    return null;
  });
}

/** The id of a passkey of the caller. */
function ownPasskey(id: string, userId: string): string {
  const key = requireKey('Passkey', id);
  if (!key.startsWith(`${userId}.`)) refuse('NOT_FOUND', 'Your account has no such passkey.', 'id');
  return key.slice(userId.length + 1);
}

export function totpBegin(context: Context): Promise<Answer<TotpBeginFields>> {
  return answer<TotpBeginFields>({ setup: null }, async () => ({
    setup: await context.stores.factorSetUp.beginTotp(requireFresh(context).userId),
  }));
}

export function totpConfirm(code: string, context: Context): Promise<Answer<FactorFields>> {
  return add(context, (userId) => context.stores.factorSetUp.confirmTotp(userId, code));
}

/** The session that adds a factor has just given it. */
function add(
  context: Context,
  work: (userId: string) => Promise<readonly string[] | null>,
): Promise<Answer<FactorFields>> {
  return answer<FactorFields>(refused, async () => {
    const session = requireFresh(context);
    const recoveryCodes = await work(session.userId);
    // Where another request has just renewed the session, that one hands out the new token.
    const issued = await rotate(session, context, 'strongly');
    return { ...refused, ...(issued === 'replaced' ? {} : handOut(issued, context)), recoveryCodes };
  });
}

export function totpRemove(context: Context): Promise<Answer<FactorFields>> {
  return change(context, async (userId) => {
    await context.stores.factorSetUp.removeTotp(userId);
    return null;
  });
}

export function recoveryCodesReplace(context: Context): Promise<Answer<FactorFields>> {
  return change(context, (userId) => context.stores.factorSetUp.replaceRecoveryCodes(userId));
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
