// Security events go to the log and to /metrics. They hold ids and never a secret.

import type { Logger } from 'pino';
import type { SecurityEvent } from '../../redis/session/event.ts';
import type { StoreSettings } from '../../redis/stores.ts';
import type { Telemetry } from './telemetry.ts';

/** What somebody should look at, where it is many. */
const alarming: ReadonlySet<SecurityEvent['kind']> = new Set([
  'log_in_failed',
  'log_in_delayed',
  'session_flagged',
  'token_reused',
]);

/** Whose reasons are texts or lists of all kinds, and no label of a metric. */
const unbounded: ReadonlySet<SecurityEvent['kind']> = new Set([
  'roles_changed',
  'impersonated',
  'api_key_created',
  'api_key_rotated',
  'api_key_revoked',
]);

export function watchSecurity(
  log: Logger,
  telemetry: Telemetry,
): Pick<StoreSettings, 'onSecurityEvent' | 'onAuditProblem' | 'onProviderProblem'> {
  return {
    onSecurityEvent: ({ audited: _audited, ...event }) => {
      // As many as there are visitors: counted, and no line of the log.
      if (event.kind === 'session_started') return telemetry.sessionsStarted.inc({ kind: event.reason ?? '' });
      const reason = unbounded.has(event.kind) ? '' : (event.reason ?? '');
      telemetry.security.inc({ event: event.kind, reason });
      log[alarming.has(event.kind) ? 'warn' : 'info']({ security: event }, `security: ${event.kind}`);
    },
    onProviderProblem: (error, provider) =>
      log.warn({ err: withoutSecrets(error), provider }, 'a log-in by a provider failed'),
    onAuditProblem: (error) => log.error({ err: error }, 'acts could not be written into the audit log'),
  };
}

/** What the provider answered, tokens among it, hangs on the errors of openid-client. */
function withoutSecrets(error: unknown): { readonly message: string; readonly code?: string } {
  const { message = String(error), code } = error as { readonly message?: string; readonly code?: unknown };
  return typeof code === 'string' ? { message, code } : { message };
}
