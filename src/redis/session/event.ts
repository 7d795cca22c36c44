// What is told about sessions: to other processes over Pub/Sub, and to whoever watches over security in this one.

export const sessionEndReasons = [
  'LOGGED_OUT',
  'REVOKED',
  'EXPIRED',
  'TOKEN_REUSED',
  'ACCOUNT_DISABLED',
  'PASSWORD_CHANGED',
] as const;

export type SessionEndReason = (typeof sessionEndReasons)[number];

/** The message on the channel `session-ended`. */
export interface SessionsEnded {
  readonly owner: string;
  /** The one session that ended; all of the owner's where absent. */
  readonly name?: string;
  /** With all of the owner's ended, the one that lives on. */
  readonly except?: string;
  readonly reason: SessionEndReason;
  /** Milliseconds since 1970, by Redis' clock. */
  readonly at: number;
}

/** Reads a message of the channel; null for what is none. */
export function parseSessionsEnded(text: string): SessionsEnded | null {
  try {
    return JSON.parse(text) as SessionsEnded;
  } catch {
    return null;
  }
}

/** Something that whoever watches over security wants logged and counted. It holds no secret. */
export interface SecurityEvent {
  readonly kind:
    | 'account_created'
    | 'account_invited'
    | 'password_requested'
    | 'impersonated'
    | 'log_in'
    | 'log_in_failed'
    | 'log_in_delayed'
    | 'reauthenticated'
    | 'session_started'
    | 'session_rotated'
    | 'session_flagged'
    | 'session_ended'
    | 'token_reused'
    | 'password_changed'
    | 'password_reset'
    | 'email_verified'
    | 'email_changed'
    | 'account_reset'
    | 'account_erased'
    | 'account_exported'
    | 'second_factor_added'
    | 'second_factor_removed'
    | 'second_factor_failed'
    | 'recovery_codes_replaced'
    | 'recovery_code_used'
    | 'provider_linked'
    | 'provider_unlinked'
    | 'api_key_created'
    | 'api_key_rotated'
    | 'api_key_revoked'
    | 'webhook_created'
    | 'webhook_changed'
    | 'webhook_secret_rotated'
    | 'webhook_deleted'
    | 'contacts_exported'
    | 'experiment_started'
    | 'experiment_stopped'
    | 'experiment_rolled_out'
    | 'flag_changed'
    | 'flag_deleted'
    | 'invitation_accepted'
    | 'profile_changed'
    | 'consent_given'
    | 'consent_withdrawn'
    | 'roles_changed'
    | 'site_role_changed'
    | 'site_share_created'
    | 'site_share_revoked'
    | 'visitor_exported'
    | 'visitor_erased'
    | 'account_disabled'
    | 'account_enabled'
    | 'breach_check_failed'
    | 'captcha_failed'
    | 'captcha_unavailable';
  readonly userId?: string | null;
  readonly sessionId?: string;
  readonly reason?: string;
  /** Where it came from, for log-ins. */
  readonly ipAddress?: string;
  /** Who did it, if that is not the holder of the account. */
  readonly by?: Actor;
  readonly before?: string;
  readonly after?: string;
  /** Whether the script of the change has written it into the audit log. */
  readonly audited?: boolean;
}

/** Somebody who does something to an account. */
export interface Actor {
  readonly userId: string | null;
  readonly ipAddress?: string;
}

export type SecurityListener = (event: SecurityEvent) => void;

/** Reports sessions of an account that ended together, each by itself, so that they count like those ended one by one. */
export function reportEnded(
  report: SecurityListener,
  userId: string | null,
  reason: SessionEndReason,
  count: number,
  by?: Actor,
): void {
  for (let number = 0; number < count; number++)
    report(by ? { kind: 'session_ended', userId, reason, by } : { kind: 'session_ended', userId, reason });
}
