// Who must be logged in, and who must have given the password, or a second factor, a short while ago.

import { refuse } from '../../redis/base/problem.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Context } from '../base/context.ts';
import { apiError } from '../base/errors.ts';

/** Sensitive mutations need a password, or a second factor, given not longer ago than this. */
const freshAuthenticationMs = 10 * 60_000;

/**
 * For what concerns the account itself.
 * @throws UNAUTHENTICATED for who is not logged in, FORBIDDEN for an API key.
 */
export function requireUser({ session }: Context): ActiveSession & { userId: string } {
  if (session === null || session.userId === null) throw apiError('UNAUTHENTICATED', 'Log in first.');
  if (session.apiKey) throw apiError('FORBIDDEN', 'An API key cannot do this. Log in to the account.');
  return session as ActiveSession & { userId: string };
}

/**
 * For what a stolen session must not be enough for.
 * @throws Refusal REAUTHENTICATION_REQUIRED where neither the password nor a second factor was given lately, or the session has been marked since.
 */
export function requireFresh(context: Context): ActiveSession & { userId: string } {
  const session = requireUser(context);
  if (session.flagged !== null)
    refuse(
      'REAUTHENTICATION_REQUIRED',
      'Your session was suddenly used from elsewhere. Confirm your password, or a second factor, with sessionReauthenticate first.',
    );
  // A browser's token was rotated on the way here.
  if (session.rotationDue && session.transport === 'BEARER')
    refuse(
      'REAUTHENTICATION_REQUIRED',
      'Your roles have changed. Confirm your password, or a second factor, with sessionReauthenticate, which gives you a new token.',
    );
  const age = session.judgedAt.getTime() - (session.authenticatedAt?.getTime() ?? 0);
  if (age > freshAuthenticationMs)
    refuse('REAUTHENTICATION_REQUIRED', 'Confirm your password, or a second factor, with sessionReauthenticate first.');
  return session;
}
