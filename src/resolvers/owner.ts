// Whose carts and orders these are: the account's, or for a guest the session's.

export function ownerOf(session: { readonly id: string; readonly userId: string | null }): string {
  return session.userId === null ? `session:${session.id}` : `user:${session.userId}`;
}
