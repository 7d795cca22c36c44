// Security events go to the log and to /metrics. They hold ids and never a secret.

import type { Logger } from 'pino';
import type { SecurityEvent, SecurityListener } from '../../redis/session/event.ts';
import type { Telemetry } from './telemetry.ts';

/** What somebody should look at, where it is many. */
const alarming: ReadonlySet<SecurityEvent['kind']> = new Set([
  'log_in_failed',
  'log_in_delayed',
  'session_flagged',
  'token_reused',
]);

export function watchSecurity(log: Logger, telemetry: Telemetry): SecurityListener {
  return (event) => {
    const reason = event.kind === 'roles_changed' ? '' : (event.reason ?? '');
    telemetry.security.inc({ event: event.kind, reason });
    log[alarming.has(event.kind) ? 'warn' : 'info']({ security: event }, `security: ${event.kind}`);
  };
}
