// Who is asking, as read from a valid token. Nothing of it is worked out before somebody asks: most requests look at two or
// three of its fields.

import { Pass, readAccess } from './pass.ts';
import { type Role, rightsOf } from './role.ts';
import { sessionId, type Token, userIdOf } from './token.ts';

/** What an API key may do less than its account. */
export interface KeyRights {
  /** The root fields that it may run, such as `Query.orders` or `Mutation.*`; null for all. */
  readonly scopes: readonly string[] | null;
  /** The queues whose jobs it may enqueue and work on, and nothing else; null where it is not bound to any. */
  readonly queues: readonly string[] | null;
  /** The rate-limit policy of its own. */
  readonly policy: string;
}

export class ActiveSession extends Pass {
  readonly token: Token;
  readonly #access: string;
  readonly #judgedAtMs: number;
  readonly #strongRoles: readonly Role[];

  /**
   * @param judgedAtMs milliseconds since 1970, by Redis' clock.
   * @param strongRoles roles that a session has only with a second factor.
   */
  constructor(token: Token, pass: string, access: string, judgedAtMs: number, strongRoles: readonly Role[] = []) {
    super(pass);
    this.token = token;
    this.#access = access;
    this.#judgedAtMs = judgedAtMs;
    this.#strongRoles = strongRoles;
  }

  get id(): string {
    return sessionId(this.token);
  }

  get kind(): 'guest' | 'user' {
    return this.userId === null ? 'guest' : 'user';
  }

  /** Null for a guest. */
  get userId(): string | null {
    return userIdOf(this.token.owner);
  }

  /** What the session may do: the roles of its account, without those that need a second factor if none was given. */
  get roles(): readonly Role[] {
    const { roles } = readAccess(this.#access);
    if (this.#strongRoles.length === 0 || this.isStrong) return roles;
    return roles.filter((role) => !this.#strongRoles.includes(role));
  }

  /** The rights that it gives, as a text that is the same for all who have the same. */
  get rights(): string {
    return rightsOf(this);
  }

  /** What it may do, where it stands for an API key; null for a session that somebody has begun. */
  get apiKey(): KeyRights | null {
    return null;
  }

  /** When it was judged, by Redis' clock. */
  get judgedAt(): Date {
    return new Date(this.#judgedAtMs);
  }

  /** The account's roles changed since this token was handed out: it should be rotated. */
  get rotationDue(): boolean {
    return !this.hasRolesOf(this.#access);
  }
}
