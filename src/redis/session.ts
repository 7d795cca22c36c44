// Sessions as the rest of the house sees them.

/** Who is asking, as read from a valid token. */
export interface ActiveSession {
  readonly id: string;
  /** Null for a guest. */
  readonly userId: string | null;
  readonly roles: readonly ('CUSTOMER' | 'WORKER' | 'ADMIN')[];
}
