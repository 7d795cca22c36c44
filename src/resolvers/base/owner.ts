// Whose carts and orders these are: the account's, or for a guest the session's; and who sees everybody's.

import { hash } from 'node:crypto';
import { shopOwner } from '../../redis/base/owner.ts';
import type { Actor } from '../../redis/session/event.ts';
import type { Context } from './context.ts';
import { apiError } from './errors.ts';

export function ownerOf(session: { readonly id: string; readonly userId: string | null }): string {
  return session.userId === null ? `session:${session.id}` : shopOwner(session.userId);
}

/** Stands for a secret in global ids: for an owner, whose name may hold a session's id, or for a session. */
export function publicKey(secret: string): string {
  return hash('sha256', secret, 'base64url').slice(0, 22);
}

/** The caller as an owner. @throws UNAUTHENTICATED for a caller without a session. */
export function requireOwner({ session }: Pick<Context, 'session'>): string {
  if (!session) throw apiError('UNAUTHENTICATED', 'Begin a session first.');
  return ownerOf(session);
}

/** Whether it is one of the shop's people. */
export function isStaff({ session }: Pick<Context, 'session'>): boolean {
  return session?.roles.includes('ADMIN') ?? false;
}

/** Whether the caller may read what somebody owns: only the owner and the shop's people may. */
export function mayRead({ owner }: { readonly owner: string }, context: Pick<Context, 'session'>): boolean {
  return isStaff(context) || (context.session !== null && owner === ownerOf(context.session));
}

/** The caller, as who does something to somebody else's account. */
export function actorOf({ session, client }: Pick<Context, 'session' | 'client'>): Actor {
  return { userId: session?.userId ?? null, ipAddress: client.ipAddress };
}
