// How sessions are begun, renewed, listed and ended. A session's token leaves by one of two ways: in a cookie, or in the
// payload for clients that ask for BEARER.

import type { SessionEnd } from '../live/session-watch.ts';
import type { Account } from '../redis/account/record.ts';
import { requirePrintable } from '../redis/account/text.ts';
import { checkText } from '../redis/base/given.ts';
import { refuse, refuseBut } from '../redis/base/problem.ts';
import { addressKey } from '../redis/rate-limit/address-key.ts';
import { guestSessionPolicy } from '../redis/rate-limit/defaults.ts';
import type { ActiveSession } from '../redis/session/active.ts';
import type { SessionTransport } from '../redis/session/pass.ts';
import type { SessionInfo } from '../redis/session/record.ts';
import type { IssuedSession } from '../redis/session/session.ts';
import { sessionLimits } from '../redis/session/settings.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { apiError } from './base/errors.ts';
import { readKey, requireKey } from './base/global-id.ts';
import { handOver } from './base/hand-over.ts';
import { ownerOf, publicKey } from './base/owner.ts';
import { rateLimited } from './base/rate-limited.ts';

/** Sensitive mutations need a password given not longer ago than this. */
const freshAuthenticationMs = 10 * 60_000;

/** The caller, as he is seen after the mutation. Its fields read the context. */
export interface ViewerShape {
  readonly kind: 'viewer';
}

export const viewer: ViewerShape = { kind: 'viewer' };

export interface SessionFields {
  readonly viewer: ViewerShape;
  readonly token: string | null;
}

export interface RevokeFields {
  readonly revoked: number;
  /** Whose sessions they are; null for a guest, and where there is none that the caller may see. */
  readonly user: Account | null;
  readonly viewer: ViewerShape;
}

export interface BeginInput {
  readonly transport?: SessionTransport | null;
  readonly deviceName?: string | null;
}

export const refusedSession: SessionFields = { viewer, token: null };

/** A guest's session; one who has a session keeps it. */
export function sessionStart(input: BeginInput | null | undefined, context: Context): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    if (context.session) return { viewer, token: null };
    return begin(null, input ?? {}, context);
  });
}

export function accountCreate(
  input: BeginInput & { email: string; password: string; displayName?: string | null },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const account = await context.stores.accounts.create(input, context.client);
    return beginFor(account, input, context);
  });
}

export function sessionLogIn(
  input: BeginInput & { email: string; password: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    checkBegin(input, context);
    const account = await context.stores.accounts.logIn(input.email, input.password, context.client);
    return beginFor(account, input, context);
  });
}

export function sessionReauthenticate(
  { password }: { password: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    const session = requireUser(context);
    await context.stores.accounts.confirmPassword(session.userId, session.id, password, 'password');
    const issued = await rotate(session, context);
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
    return issued === 'replaced' ? { viewer, token: null } : handOut(issued, context);
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
    const ended = await context.stores.sessions.end(found.id, 'REVOKED');
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
    const revoked = await sessions.endAll(userId, 'REVOKED');
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

/** @throws UNAUTHENTICATED for who is not logged in. */
export function requireUser({ session }: Context): ActiveSession & { userId: string } {
  if (session === null || session.userId === null) throw apiError('UNAUTHENTICATED', 'Log in first.');
  return session as ActiveSession & { userId: string };
}

/**
 * For what a stolen session must not be enough for.
 * @throws Refusal REAUTHENTICATION_REQUIRED where the password was given too long ago, or the session has been marked since.
 */
export function requireFresh(context: Context): ActiveSession & { userId: string } {
  const session = requireUser(context);
  if (session.flagged !== null)
    refuse(
      'REAUTHENTICATION_REQUIRED',
      'Your session was suddenly used from elsewhere. Confirm your password with sessionReauthenticate first.',
    );
  // A browser's token was rotated on the way here.
  if (session.rotationDue && session.transport === 'BEARER')
    refuse(
      'REAUTHENTICATION_REQUIRED',
      'Your roles have changed. Confirm your password with sessionReauthenticate, which gives you a new token.',
    );
  const age = session.judgedAt.getTime() - (session.authenticatedAt?.getTime() ?? 0);
  if (age > freshAuthenticationMs)
    refuse('REAUTHENTICATION_REQUIRED', 'Confirm your password with sessionReauthenticate first.');
  return session;
}

/** The caller has no session any more. A cookie goes even where it was an old one that opened nothing. */
function leave(context: Context): void {
  if (context.session?.transport !== 'BEARER') context.cookies.clear();
  context.session = null;
  context.deadCredential = null;
}

/** The caller's session; a browser that has none is given a guest's, so that a first visitor can fill a cart. */
export async function sessionOrGuest(context: Context): Promise<ActiveSession> {
  if (context.session) return context.session;
  if (!context.cookies.available)
    throw apiError('UNAUTHENTICATED', 'A WebSocket cannot set a cookie: begin a session with sessionStart over HTTP.');
  await begin(null, { transport: 'COOKIE' }, context);
  return context.session as unknown as ActiveSession;
}

/** Begins a session and hands out its token. A session that the caller had before goes, so that nobody can plant one. */
async function begin(userId: string | null, input: BeginInput, context: Context): Promise<SessionFields> {
  const transport = checkBegin(input, context);
  if (userId === null) await takeGuestSession(context);
  const issued = await context.stores.sessions.start({
    userId,
    transport,
    client: context.client,
    deviceName: input.deviceName?.trim() || null,
  });
  if (!issued) refuse('INVALID_CREDENTIALS', 'The e-mail address and password do not go together.');
  // What a guest has begun comes along to the account.
  if (userId !== null && context.session?.userId === null)
    await handOver(ownerOf(context.session), ownerOf({ id: issued.session.id, userId }), context);
  if (context.session) await context.stores.sessions.supersede(context.session.id);
  return handOut(issued, context);
}

export async function beginFor({ id }: Account, input: BeginInput, context: Context): Promise<SessionFields> {
  const fields = await begin(id, input, context);
  await rememberDevice(id, context);
  return fields;
}

/** The account knows this device from now on, so that no stranger can make it wait. A WebSocket cannot set a cookie. */
async function rememberDevice(userId: string, { stores, client, cookies }: Context): Promise<void> {
  if (!cookies.available) return;
  const { text, expiresAt } = await stores.accounts.remember(userId, client);
  cookies.setDevice(text, expiresAt);
}

/** Counts a new guest of an address. @throws RATE_LIMITED where there were too many. */
async function takeGuestSession({ stores, client }: Context): Promise<void> {
  const { rateLimits } = stores;
  // An administrator may have deleted it.
  if (client.sharesAddress || !(await rateLimits.current()).has(guestSessionPolicy)) return;
  const verdict = await rateLimits.take(guestSessionPolicy, addressKey(client.ipAddress));
  if (!verdict.allowed) throw rateLimited([verdict]);
}

async function rotate(session: ActiveSession, context: Context): Promise<IssuedSession | 'replaced'> {
  const issued = await context.stores.sessions.rotate(session, context.client, true);
  if (issued === null) throw apiError('UNAUTHENTICATED', 'Your session has ended. Log in again.');
  return issued;
}

function handOut({ token, session }: IssuedSession, context: Context): SessionFields {
  context.session = session;
  context.deadCredential = null;
  if (session.transport === 'BEARER') return { viewer, token };
  context.cookies.set(token, session.absoluteExpiresAt);
  return { viewer, token: null };
}

export function checkBegin({ transport, deviceName }: BeginInput, context: Context): SessionTransport {
  const chosen = transport ?? context.session?.transport ?? 'COOKIE';
  if (chosen === 'COOKIE' && !context.cookies.available)
    refuseBut(
      ['BEARER'],
      'INVALID',
      'A WebSocket cannot set a cookie: ask for the transport BEARER, or log in over HTTP.',
      'transport',
    );
  if (deviceName) checkText(deviceName, 'deviceName', sessionLimits.deviceNameLength);
  requirePrintable(deviceName ?? '', 'deviceName', 'device’s name');
  return chosen;
}
