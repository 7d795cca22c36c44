// Whose carts and orders these are: the account's, or for a guest the session's; and who sees everybody's.

import type { Context } from './context.ts';

export function ownerOf(session: { readonly id: string; readonly userId: string | null }): string {
  return session.userId === null ? `session:${session.id}` : `user:${session.userId}`;
}

/** Whether it is one of the shop's people. */
export function isStaff({ session }: Pick<Context, 'session'>): boolean {
  return session?.roles.includes('ADMIN') ?? false;
}
