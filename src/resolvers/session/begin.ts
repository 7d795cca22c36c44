// How a session begins and gets a new token. A token leaves by one of two ways: in a cookie, or in the payload for clients that ask for
// BEARER.

import type { FactorMethod, PendingLogIn } from '../../redis/account/factor.ts';
import type { MailRequest } from '../../redis/account/proof.ts';
import type { Account } from '../../redis/account/record.ts';
import { requirePrintable } from '../../redis/account/text.ts';
import { checkText } from '../../redis/base/given.ts';
import { type Problem, refuse, refuseBut } from '../../redis/base/problem.ts';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import { guestSessionPolicy } from '../../redis/rate-limit/defaults.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { LogInMethod } from '../../redis/session/log-in.ts';
import type { SessionTransport } from '../../redis/session/pass.ts';
import type { IssuedSession } from '../../redis/session/session.ts';
import { sessionLimits } from '../../redis/session/settings.ts';
import type { Context } from '../base/context.ts';
import { apiError } from '../base/errors.ts';
import { claimOrders, handOver } from '../base/hand-over.ts';
import { ownerOf } from '../base/owner.ts';
import { rateLimited } from '../base/rate-limited.ts';

/** The caller, as he is seen after the mutation. Its fields read the context. */
export interface ViewerShape {
  readonly kind: 'viewer';
}

export const viewer: ViewerShape = { kind: 'viewer' };

export interface SessionFields {
  readonly viewer: ViewerShape;
  readonly token: string | null;
  /** A log-in that only lacks a second factor. */
  readonly pendingLogIn: PendingLogIn | null;
  /** The mail that a sign-up waits for. */
  readonly mailRequest: MailRequest | null;
}

export interface BeginInput {
  readonly transport?: SessionTransport | null;
  readonly deviceName?: string | null;
  readonly remember?: boolean | null;
}

export const refusedSession: SessionFields = { viewer, token: null, pendingLogIn: null, mailRequest: null };

/** The caller has no session any more. A cookie goes even where it was an old one that opened nothing. */
export function leave(context: Context): void {
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

/** How somebody has logged in to an account. */
export interface LogInFacts {
  readonly method: LogInMethod;
  /** Whether a second factor was given, or was not needed. */
  readonly isStrong?: boolean;
}

/** Begins a session and hands out its token. A session that the caller had before goes, so that nobody can plant one. */
export async function begin(
  userId: string | null,
  input: BeginInput,
  context: Context,
  logIn?: LogInFacts,
): Promise<SessionFields> {
  const transport = checkBegin(input, context);
  if (userId === null) await takeGuestSession(context);
  const issued = await context.stores.sessions.start({
    userId,
    transport,
    client: context.client,
    deviceName: input.deviceName?.trim() || null,
    remembered: input.remember ?? false,
    ...logIn,
  });
  if (!issued) refuse('INVALID_CREDENTIALS', 'The e-mail address and password do not go together.');
  // What a guest has begun comes along to the account.
  if (userId !== null && context.session?.userId === null)
    await handOver(ownerOf(context.session), ownerOf({ id: issued.session.id, userId }), context);
  if (userId !== null) await claimOrders(await context.stores.accounts.find(userId), context);
  if (context.session) await context.stores.sessions.supersede(context.session.id);
  return handOut(issued, context);
}

/**
 * Logs in to an account whose password, or address, was proven; where it has a second factor, begins a log-in that waits for it.
 * Nobody gets past it, whatever the first proof was.
 */
export async function beginFor(
  { id }: Account,
  input: BeginInput,
  context: Context,
  method: LogInMethod,
): Promise<SessionFields & { readonly userErrors?: readonly Problem[] }> {
  const asked = await context.stores.secondFactors.begin(id, context.client.trusted);
  if (typeof asked === 'object')
    return { ...refusedSession, pendingLogIn: asked, userErrors: [secondFactorRequired(asked)] };
  return beginProven(id, input, context, { method, isStrong: asked === 'trusted' });
}

/** Logs in to an account of which all was proven. */
export async function beginProven(
  userId: string,
  input: BeginInput,
  context: Context,
  logIn: LogInFacts,
): Promise<SessionFields> {
  const fields = await begin(userId, input, context, logIn);
  await rememberDevice(userId, context);
  return fields;
}

const wordsOf: Readonly<Record<FactorMethod, string>> = {
  TOTP: 'the code of your authenticator app',
  PASSKEY: 'your passkey',
  RECOVERY_CODE: 'a recovery code',
};

function secondFactorRequired({ methods }: PendingLogIn): Problem {
  const words = methods.map((method) => wordsOf[method]).join(', or ');
  return { code: 'SECOND_FACTOR_REQUIRED', message: `One more step: give ${words}.` };
}

/** The account knows this device from now on, so that no stranger can make it wait. A WebSocket cannot set a cookie. */
export async function rememberDevice(userId: string, { stores, client, cookies }: Context): Promise<void> {
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

export async function rotate(
  session: ActiveSession,
  context: Context,
  given: true | 'strongly' = true,
): Promise<IssuedSession | 'replaced'> {
  const issued = await context.stores.sessions.rotate(session, context.client, given);
  if (issued === null) throw apiError('UNAUTHENTICATED', 'Your session has ended. Log in again.');
  return issued;
}

export function handOut({ token, session }: IssuedSession, context: Context): SessionFields {
  context.session = session;
  context.deadCredential = null;
  if (session.transport === 'BEARER') return { ...refusedSession, token };
  context.cookies.set(token, session.absoluteExpiresAt);
  return refusedSession;
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
