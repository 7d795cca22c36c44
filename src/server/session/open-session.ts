// From the credential of a request to the session that it opens.

import type { Credential } from '../../door/credential.ts';
import type { ApiKeys } from '../../redis/account/api-key.ts';
import { isApiKey } from '../../redis/account/api-key-text.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Sessions } from '../../redis/session/session.ts';
import { isGuestToken } from '../../redis/session/token.ts';
import type { ClientFacts, Context, SessionCookies } from '../../resolvers/base/context.ts';

/** Who is asking, as far as the credential tells. */
export type Opened = Pick<Context, 'session' | 'deadCredential'>;

export const nobody: Opened = { session: null, deadCredential: null };

/**
 * Opens the session of a credential. After a change of roles a browser is handed a new cookie on the way; a program gets its new
 * token when it gives the password again. The answer drops a cookie that opens nothing. The cookie of an ended guest counts as none,
 * since it opened a cart and nothing else: a new guest begins.
 * @throws while Redis is unavailable: the request is then rejected, and not answered as if from nobody.
 */
export async function openSession(
  { sessions, apiKeys }: { readonly sessions: Sessions; readonly apiKeys: ApiKeys },
  credential: Credential,
  client: ClientFacts,
  cookies: SessionCookies,
): Promise<Opened> {
  if (credential.transport === 'BEARER' && isApiKey(credential.token)) {
    const session = await apiKeys.validate(credential.token);
    return { session, deadCredential: session ? null : 'BEARER' };
  }
  const session = await sessions.validate(credential.token, client);
  if (session) return { session: await withPresentRoles(sessions, session, client, cookies), deadCredential: null };
  if (credential.transport === 'BEARER') return { session: null, deadCredential: 'BEARER' };
  cookies.drop();
  return isGuestToken(credential.token) ? nobody : { session: null, deadCredential: 'COOKIE' };
}

async function withPresentRoles(
  sessions: Sessions,
  session: ActiveSession,
  client: ClientFacts,
  cookies: SessionCookies,
): Promise<ActiveSession> {
  if (!session.rotationDue || session.transport !== 'COOKIE' || !cookies.available) return session;
  const issued = await sessions.rotate(session, client, false);
  // Another request of the same moment has the new cookie already; this one's is good for the grace time.
  if (issued === null || issued === 'replaced') return session;
  cookies.set(issued.token, issued.session.absoluteExpiresAt);
  return issued.session;
}
