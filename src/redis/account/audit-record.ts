// What the audit log holds of an act. It names accounts by their ids alone, so that nothing of a person is left in it once an account is
// erased and addresses are cut.

import { clientNetwork } from '../session/client.ts';
import type { SecurityEvent } from '../session/event.ts';

/**
 * What others than the holder of an account do, what the holder does, and what strangers try. Each has a log of its own, so that
 * nobody pushes the acts of others out.
 */
export const auditLogs = ['administration', 'own', 'tries'] as const;
export type AuditLogName = (typeof auditLogs)[number];

export const auditLimits = {
  /** Acts that one log of one shard keeps. */
  entries: 10_000,
  /** Characters of each thing that is known of an act. */
  characters: 200,
  addressMs: 30 * 24 * 3_600_000,
  /** Acts that wait to be written, as while Redis is slow. */
  waiting: 10_000,
  /** Acts that one script writes, and those that it looks at. */
  perScript: 100,
  looked: 1_000,
} as const;

/** An act as it is read. */
export interface AuditEntry {
  readonly cursor: string;
  readonly at: Date;
  readonly kind: string;
  /** The account that it was about; null where it was none's. */
  readonly accountId: string | null;
  /** The account that did it; null where nobody had logged in, and for Mortar itself. */
  readonly byId: string | null;
  /** Whole for 30 days, and then its network. Null where nobody outside did it. */
  readonly ipAddress: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
}

/** Such that nobody need look for: they follow from what is there, or are about no account. */
const unaudited: ReadonlySet<string> = new Set([
  ...['session_started', 'session_rotated', 'breach_check_failed'],
  ...['captcha_failed', 'captcha_unavailable'],
]);
const tries: ReadonlySet<string> = new Set(['log_in_failed', 'log_in_delayed', 'second_factor_failed']);
const administration: ReadonlySet<string> = new Set([
  'roles_changed',
  'site_role_changed',
  'site_share_created',
  'site_share_revoked',
  'visitor_exported',
  'visitor_erased',
  'account_disabled',
  'account_enabled',
  'webhook_created',
  'webhook_changed',
  'webhook_secret_rotated',
  'webhook_deleted',
  'contacts_exported',
  'experiment_started',
  'experiment_stopped',
  'experiment_rolled_out',
  'flag_changed',
  'flag_deleted',
]);
/** Their end is part of another act. */
const impliedEnds: ReadonlySet<string> = new Set(['PASSWORD_CHANGED', 'ACCOUNT_DISABLED', 'EXPIRED', 'TOKEN_REUSED']);

/** Where an event is written down; null for one that is not. */
export function logOf({ kind, userId, by, reason, audited }: SecurityEvent): AuditLogName | null {
  if (audited || unaudited.has(kind) || (kind === 'session_ended' && impliedEnds.has(reason ?? ''))) return null;
  // A guest is nobody.
  if (kind.startsWith('session_') && !userId) return null;
  if (tries.has(kind)) return 'tries';
  return administration.has(kind) || (by && by.userId !== userId) ? 'administration' : 'own';
}

/** What the scripts are told of an act, in the order of lua/include/audit.lua. */
export function actArguments(event: SecurityEvent): string[] {
  const { kind, userId, by, before, after, reason } = event;
  const address = by?.ipAddress ?? event.ipAddress ?? '';
  const actor = by ? by.userId : isOfNobody(event) ? null : userId;
  return [kind, userId, actor, networkOf(address), address, before, after, reason].map((value) =>
    (value ?? '').slice(0, auditLimits.characters),
  );
}

/** Whether nobody who is known did it: a stranger, or Mortar, as at its start. */
function isOfNobody({ kind, ipAddress }: SecurityEvent): boolean {
  if (tries.has(kind) || administration.has(kind)) return true;
  return (kind === 'account_created' || kind === 'account_invited') && ipAddress === undefined;
}

const networkOf = (address: string): string => (address === '' ? '' : clientNetwork(address));

export function readAct(
  cursor: string,
  id: string,
  pairs: readonly string[],
  address: string | null,
  nowMs: number,
): AuditEntry {
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  const atMs = Number.parseInt(id, 10);
  const { kind = '', account, by, network, before, after, reason } = fields;
  // What is too old may be in the stream until it is trimmed.
  const ipAddress = (nowMs - atMs <= auditLimits.addressMs && address) || network || null;
  return {
    ...{ cursor, at: new Date(atMs), kind, ipAddress },
    accountId: account || null,
    byId: by || null,
    before: before || null,
    after: after || null,
    reason: reason || null,
  };
}
