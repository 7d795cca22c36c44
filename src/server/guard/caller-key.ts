// Whose allowance an operation takes from: what operators see as a key, and give back to unblock it.

import type { RateLimitScope } from '../../redis/rate-limit/rate-limit.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import { addressKey } from '../http/client-address.ts';

export interface Caller {
  readonly ipAddress: string;
  readonly session: Pick<ActiveSession, 'id' | 'userId'> | null;
}

/** Who has no session, or no account, is counted by address: sessions are free, and would be a way out. */
export function keyOf(scope: RateLimitScope, { ipAddress, session }: Caller): string {
  if (scope === 'GLOBAL') return 'everyone';
  if (scope === 'SESSION' && session) return session.id;
  if (scope === 'USER' && session?.userId) return session.userId;
  return addressKey(ipAddress);
}
