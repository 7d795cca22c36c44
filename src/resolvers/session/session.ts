// How sessions are begun, renewed, listed and ended.

import type { SessionEnd } from '../../live/session-watch.ts';
import type { Account } from '../../redis/account/record.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { SessionInfo } from '../../redis/session/record.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf, ownerOf, publicKey } from '../base/owner.ts';
import {
  type BeginInput,
  begin,
  beginFor,
  beginProven,
  checkBegin,
  handOut,
  leave,
  refusedSession,
  rememberDevice,
  rotate,
  type SessionFields,
  type ViewerShape,
  viewer,
} from './begin.ts';
import { captchaFor } from './captcha.ts';
import { type FactorInput, readFactor } from './factor.ts';
import { requireFresh, requireUser } from './fresh.ts';

export interface RevokeFields {
  readonly revoked: number;
  /** Whose sessions they are; null for a guest, and where there is none that the caller may see. */
  readonly user: Account | null;
  readonly viewer: ViewerShape;
}

/** A guest's session; one who has a session keeps it. */
export function sessionStart(input: BeginInput | null | undefined, context: Context): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    if (context.session) return refusedSession;
    return begin(null, input ?? {}, context);
  });
}

export function accountCreate(
  input: BeginInput & { email: string; password: string; displayName?: string | null },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const { signUps, verifiedSignUps } = context.stores;
    const captcha = captchaFor('SIGN_UP', context);
    captcha?.requireAnswer();
    await captcha?.verify();
    if (verifiedSignUps.required) {
      signUps.requireOpen(input.email);
      return { ...refusedSession, mailRequest: await verifiedSignUps.create(input, context.client) };
    }
    const account = await signUps.create(input, context.client);
    return beginFor(account, input, context, 'SIGN_UP');
  });
}

export function sessionLogIn(
  input: BeginInput & { email: string; password: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const { accounts } = context.stores;
    const account = await accounts.logIn(input.email, input.password, context.client, captchaFor('LOG_IN', context));
    return beginFor(account, input, context, 'PASSWORD');
  });
}

/** The second factor of a log-in that waits for it. */
export function sessionLogInSecondFactor(
  input: BeginInput & FactorInput & { logIn: string; rememberDevice?: boolean | null },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const { stores, client, cookies } = context;
    const userId = await stores.secondFactors.complete(input.logIn, readFactor(input), client);
    const fields = await beginProven(userId, input, context, { method: 'SECOND_FACTOR', isStrong: true });
    const kept =
      input.rememberDevice && cookies.available && (await stores.secondFactors.trust(userId, client.trusted));
    if (kept) cookies.setTrusted(kept.text, kept.expiresAt);
    return fields;
  });
}

/** A log-in with a passkey alone. */
export function sessionLogInPasskey(
  input: BeginInput & { passkey?: unknown },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const userId = await context.stores.secondFactors.logInByPasskey(input.passkey, context.client);
    return beginProven(userId, input, context, { method: 'PASSKEY', isStrong: true });
  });
}

export function sessionReauthenticate(
  input: FactorInput & { password?: string | null },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    const session = requireUser(context);
    if (session.impersonated) refuse('ILLEGAL_STATE', 'You act as another account here. Log out to end that first.');
    const { accounts, secondFactors } = context.stores;
    const { password } = input;
    if (password != null) await accounts.confirmPassword(session.userId, session.id, password, 'password');
    else await secondFactors.confirm(session.userId, session.id, readFactor(input));
    const issued = await rotate(session, context, password == null ? 'strongly' : true);
    if (issued === 'replaced')
      refuse('CONFLICT', 'Another request has renewed your session in the meantime. Try again with its token.');
    return handOut(issued, context);
  });
}

export function passwordChange(
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    const session = requireFresh(context);
    await context.stores.accounts.changePassword(session.userId, session.id, currentPassword, newPassword);
    await rememberDevice(session.userId, context);
    // Where another request has just renewed the session, that one hands out the new token.
    const issued = await rotate(session, context);
    return issued === 'replaced' ? refusedSession : handOut(issued, context);
  });
}

export interface LogOutFields {
  readonly ended: boolean;
  readonly viewer: ViewerShape;
}

export async function sessionLogOut(context: Context): Promise<Answer<LogOutFields>> {
  const { session } = context;
  const ended = session !== null && (await context.stores.sessions.end(session.id, 'LOGGED_OUT'));
  leave(context);
  return { ended, viewer, userErrors: [] };
}

const refusedRevoke: RevokeFields = { revoked: 0, user: null, viewer };

export function sessionRevoke(id: string, context: Context): Promise<Answer<RevokeFields>> {
  const refused = async (): Promise<RevokeFields> => {
    const key = readKey('Session', id);
    const found = key === null ? null : await sessionByKey(key, context);
    return { ...refusedRevoke, user: found && (await accountOf(found, context)) };
  };
  return answer<RevokeFields>(refused, async () => {
    const key = requireKey('Session', id);
    const isOwn = context.session !== null && key === sessionKey(context.session);
    const session = isOwn ? requireUser(context) : requireFresh(context);
    const found = await sessionByKey(key, context);
    if (found === null) refuse('NOT_FOUND', 'You have no such session.', 'id');
    const ended = await context.stores.sessions.end(found.id, 'REVOKED', actorOf(context));
    const user = await accountOf(found, context);
    if (found.id === session.id) leave(context);
    return { revoked: ended ? 1 : 0, user, viewer };
  });
}

export function sessionsRevokeOthers(context: Context): Promise<Answer<RevokeFields>> {
  const refused = async (): Promise<RevokeFields> => ({
    ...refusedRevoke,
    user: context.session && (await accountOf(context.session, context)),
  });
  return answer<RevokeFields>(refused, async () => {
    const session = requireFresh(context);
    const revoked = await context.stores.sessions.endOthers(session.id, 'REVOKED');
    return { revoked, user: await accountOf(session, context), viewer };
  });
}

export function userSessionsRevoke(id: string, context: Context): Promise<Answer<RevokeFields>> {
  const { accounts, sessions } = context.stores;
  const refused = async (): Promise<RevokeFields> => {
    const userId = readKey('User', id);
    return { ...refusedRevoke, user: userId === null ? null : await accounts.find(userId) };
  };
  return answer<RevokeFields>(refused, async () => {
    const session = requireFresh(context);
    const userId = requireKey('User', id);
    const user = await accounts.find(userId);
    if (user === null) refuse('NOT_FOUND', 'There is no such account.', 'id');
    const revoked = await sessions.endAll(userId, 'REVOKED', actorOf(context));
    if (userId === session.userId) leave(context);
    return { revoked, user, viewer };
  });
}

const accountOf = ({ userId }: { readonly userId: string | null }, { stores }: Context) =>
  userId === null ? null : stores.accounts.find(userId);

/** The key of the caller as a viewer. */
export function viewerKey({ session }: Context): string {
  return session === null ? 'nobody' : publicKey(ownerOf(session));
}

/** The caller by the key of a viewer, and nobody else. */
export function viewerByKey(key: string, context: Context): ViewerShape | null {
  return key === viewerKey(context) ? viewer : null;
}

export function viewerSession({ session, stores }: Context): Promise<SessionInfo | null> | null {
  return session && stores.sessions.find(session.id);
}

/** All of the account's sessions; a guest has the one. */
export async function viewerSessions(context: Context): Promise<SessionInfo[]> {
  const { session, stores } = context;
  if (session?.userId) return stores.sessions.list(session.userId);
  const own = await viewerSession(context);
  return own ? [own] : [];
}

/** A session's key in global ids says whose it is, and not its id: `<user id, or guest>.<digest>`. */
export function sessionKey({ id, userId }: { readonly id: string; readonly userId: string | null }): string {
  return `${userId ?? 'guest'}.${publicKey(id)}`;
}

/** A session as its owner, or an administrator, may see it. */
export async function sessionByKey(key: string, { session, stores }: Context): Promise<SessionInfo | null> {
  if (!session) return null;
  if (key === sessionKey(session)) return stores.sessions.find(session.id);
  const userId = key.slice(0, key.indexOf('.'));
  if (userId === 'guest' || (userId !== session.userId && !session.roles.includes('ADMIN'))) return null;
  return (await stores.sessions.list(userId)).find((found) => sessionKey(found) === key) ?? null;
}

export interface EndOfSession extends SessionEnd {
  readonly sessionKey: string;
}

/** The end of the caller's session: one delivery, and then the stream is over. */
export function sessionEnded({ session, sessionWatch }: Context): AsyncIterableIterator<EndOfSession> {
  let end: EndOfSession | undefined;
  let over = session === null;
  let wake: (() => void) | undefined;
  const unwatch = session
    ? sessionWatch.watch(session.id, (told) => {
        end = { ...told, sessionKey: sessionKey(session) };
        wake?.();
      })
    : () => {};
  const finish = (): IteratorResult<EndOfSession> => {
    over = true;
    unwatch();
    wake?.();
    return { value: undefined, done: true };
  };
  return {
    async next() {
      if (!over && !end)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (over || !end) return finish();
      over = true;
      return { value: end, done: false };
    },
    return: async () => finish(),
    throw: async (error) => {
      finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
