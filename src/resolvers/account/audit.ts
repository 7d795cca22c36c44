// The audit log: administrators read all of it, and each account what it is about itself.

import type { AuditFilter } from '../../redis/account/audit.ts';
import type { AuditEntry } from '../../redis/account/audit-record.ts';
import type { Account } from '../../redis/account/record.ts';
import { orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput } from '../base/errors.ts';
import { readKey } from '../base/global-id.ts';
import { type Page, type PageArguments, readPage, toPage } from '../base/page.ts';

interface AuditArguments extends PageArguments {
  readonly id?: string | null;
  readonly actorId?: string | null;
  readonly kinds?: readonly string[] | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

export function auditLog(
  { id, actorId, kinds, from, to, ...args }: AuditArguments,
  context: Context,
): Promise<Page<AuditEntry>> {
  return pageOf({ accountId: keyOf(id, 'id'), byId: keyOf(actorId, 'actorId'), kinds, from, to }, args, context);
}

export function activityOf({ id }: Account, args: PageArguments, context: Context): Promise<Page<AuditEntry>> {
  return pageOf({ accountId: id }, args, context);
}

/** An act as administrators, and who it is about, may see it. */
export async function auditEntry(cursor: string, { session, stores }: Context): Promise<AuditEntry | null> {
  if (!session?.userId) return null;
  const entry = await stores.audit.find(cursor);
  return entry && (entry.accountId === session.userId || session.roles.includes('ADMIN')) ? entry : null;
}

/** Null where the account is gone, or the caller may not see it. */
export async function accountInAudit(id: string | null, { session, stores }: Context): Promise<Account | null> {
  if (id === null || (id !== session?.userId && !session?.roles.includes('ADMIN'))) return null;
  return stores.accounts.find(id);
}

/** Where an administrator sits is not told to others. */
export function addressInAudit({ ipAddress, byId }: AuditEntry, { session }: Context): string | null {
  const isOwn = byId === null || byId === session?.userId;
  return isOwn || session?.roles.includes('ADMIN') ? ipAddress : null;
}

async function pageOf(filter: AuditFilter, args: PageArguments, { stores }: Context): Promise<Page<AuditEntry>> {
  const request = readPage(args);
  return toPage<AuditEntry, AuditEntry>(
    request,
    await orBadInput(stores.audit.page(filter, request)),
    ({ cursor }) => cursor,
    (entry) => entry,
    () => null,
  );
}

function keyOf(id: string | null | undefined, argument: string): string | null {
  if (id == null) return null;
  return readKey('User', id) ?? fail(argument);
}

function fail(argument: string): never {
  throw badInput(`${argument} is not the id of an account.`, argument);
}
