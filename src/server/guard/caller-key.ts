// Whose allowance an operation takes from: what operators see as a key, and give back to unblock it.

import { addressKey } from '../../redis/rate-limit/address-key.ts';
import type { RateLimitPolicy } from '../../redis/rate-limit/rate-limit.ts';
import type { ActiveSession } from '../../redis/session/active.ts';

export interface Caller {
  readonly ipAddress: string;
  /** Whether many callers share the address, as behind a gateway; see MORTAR_EXEMPT_ADDRESSES. */
  readonly sharesAddress?: boolean;
  readonly session: Pick<ActiveSession, 'id' | 'userId' | 'apiKey'> | null;
}

/**
 * Who has no session, or no account, is counted by address: sessions are free, and would be a way out. A guest is counted by
 * session too, so that one of many guests behind an address cannot take more than a session may. An API key has one policy of its own.
 */
export function keysOf(
  { scope, name }: Pick<RateLimitPolicy, 'scope' | 'name'>,
  { ipAddress, sharesAddress, session }: Caller,
): readonly string[] {
  if (scope === 'GLOBAL') return ['everyone'];
  if (scope === 'API_KEY') return session?.apiKey?.policy === name ? [session.id] : [];
  if (scope === 'SESSION' && session) {
    if (session.userId !== null || sharesAddress) return [session.id];
    return [session.id, addressKey(ipAddress)];
  }
  if (scope === 'USER' && session?.userId) return [session.userId];
  return [addressKey(ipAddress)];
}
