// From the token of a request to the session that it opens.

import type { ActiveSession } from '../../redis/session/active.ts';
import type { Sessions } from '../../redis/session/session.ts';
import type { ClientFacts, SessionCookies } from '../../resolvers/base/context.ts';

/**
 * Null for a token that opens nothing. After a change of roles a browser is handed a new cookie on the way; a program
 * gets its new token when it gives the password again.
 * @throws while Redis is away: the request is then refused, and not answered as if from nobody.
 */
export async function openSession(
  sessions: Sessions,
  token: string | undefined,
  client: ClientFacts,
  cookies: SessionCookies,
): Promise<ActiveSession | null> {
  if (token === undefined) return null;
  const session = await sessions.validate(token, client);
  if (!session?.rotationDue || session.transport !== 'COOKIE' || !cookies.available) return session;
  const issued = await sessions.rotate(session, client, false);
  // Another request of the same moment has the new cookie already; this one's is good for the grace time.
  if (issued === null || issued === 'replaced') return session;
  cookies.set(issued.token, issued.session.absoluteExpiresAt);
  return issued.session;
}
