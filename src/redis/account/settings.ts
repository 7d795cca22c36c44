// What accounts are set to, and who gives them a password.

import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import type { SessionClient } from '../session/client.ts';
import type { AuditLog } from './audit.ts';
import type { Notices } from './notice.ts';
import type { PasswordWorkSettings } from './password-work.ts';

export interface AccountSettings extends PasswordWorkSettings {
  /** How owners are told; by nothing where absent. */
  readonly notices?: Notices;
  /** What writes down who did what; one with its defaults where absent. */
  readonly audit?: AuditLog;
  /** Where domain events are told. */
  readonly domainEvents?: DomainEventOutboxes;
}

/** Whoever gives a password. */
export interface PasswordClient extends SessionClient {
  /** What the device keeps of the accounts that know it. */
  readonly device?: string | null;
}
