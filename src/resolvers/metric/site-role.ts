// Who has a role on a site: given and taken by administrators and by the site's editors.

import type { Account } from '../../redis/account/record.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { SiteRole, SiteRoleRecord } from '../../redis/metric/site-role.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf, isStaff } from '../base/owner.ts';
import { type Page, type PageArguments, readPage, toPage } from '../base/page.ts';
import { hasSiteRight } from '../base/site-right.ts';

export interface SiteRoleFields {
  readonly siteRole: SiteRoleRecord | null;
  readonly removed: boolean;
}

interface SiteRoleSetInput {
  readonly site: string;
  readonly email?: string | null;
  readonly id?: string | null;
  readonly role: SiteRole;
}

export const keyOfSiteRole = ({ site, userId }: SiteRoleRecord): string => `${site} ${userId}`;

function readSiteRoleKey(key: string): { readonly site: string; readonly userId: string } | null {
  const [site, userId, ...rest] = key.split(' ');
  return site && userId && rest.length === 0 ? { site, userId } : null;
}

/** The site that the global id of a role names; null for text that is no such id. */
export function siteOfRoleId(id: string): string | null {
  return readSiteRoleKey(readKey('SiteRole', id) ?? '')?.site ?? null;
}

/** The role of a global id's key, for the account that has it and for those who may take it away. */
export async function siteRoleById(key: string, context: Context): Promise<SiteRoleRecord | null> {
  const read = readSiteRoleKey(key);
  if (!read) return null;
  const isOwn = context.session?.userId === read.userId;
  const may = isOwn || (await hasSiteRight({ site: read.site, role: 'EDITOR' }, context));
  return may ? context.stores.siteRoles.find(read.site, read.userId) : null;
}

/** The roles of the caller's account. */
export async function siteRolesOfViewer({ session, stores }: Context): Promise<SiteRoleRecord[]> {
  return session?.userId == null ? [] : stores.siteRoles.ofAccount(session.userId);
}

/** What the caller may do with a site that the caller may see. */
export async function siteRoleOfViewer(site: string, context: Context): Promise<SiteRole> {
  return (await hasSiteRight({ site, role: 'EDITOR' }, context)) ? 'EDITOR' : 'VIEWER';
}

export async function siteRolePage(
  site: string,
  args: PageArguments,
  { stores }: Context,
): Promise<Page<SiteRoleRecord>> {
  const request = readPage(args);
  const page = await orBadInput(stores.siteRoles.page(site, request));
  return toPage(
    request,
    page,
    ({ userId }) => userId,
    (role) => role,
    () => stores.siteRoles.count(site),
  );
}

export async function emailOfRole({ userId }: SiteRoleRecord, { stores }: Context): Promise<string | null> {
  return (await stores.accounts.find(userId))?.email ?? null;
}

export function siteRoleSet(input: SiteRoleSetInput, context: Context): Promise<Answer<SiteRoleFields>> {
  const { site, role } = input;
  const { stores } = context;
  return answer<SiteRoleFields>({ siteRole: null, removed: false }, async () => {
    if (!(await stores.sites.find(site)))
      refuse('NOT_FOUND', `No site ${JSON.stringify(site)} is registered. Register it with siteSet.`, 'site');
    const { id } = await accountOf(input, context);
    const { before, after } = await stores.siteRoles.set(site, id, role);
    if (before !== role) note(after, { before: before ?? undefined, after: role }, context);
    return { siteRole: after, removed: false };
  });
}

/** Its answer has the role as it was. */
export function siteRoleRemove(id: string, context: Context): Promise<Answer<SiteRoleFields>> {
  const { stores } = context;
  return answer<SiteRoleFields>({ siteRole: null, removed: false }, async () => {
    const none = (): never => refuse('NOT_FOUND', 'There is no SiteRole with this id.', 'id');
    const { site, userId } = readSiteRoleKey(requireKey('SiteRole', id)) ?? none();
    const siteRole = await stores.siteRoles.find(site, userId);
    const before = (await stores.siteRoles.remove(site, userId)) ?? none();
    if (siteRole) note(siteRole, { before }, context);
    return { siteRole, removed: true };
  });
}

/**
 * The account that gets a role. An editor has to know its address, which its holder must have confirmed: else somebody who signs up with
 * the address of another person would get what was meant for that one.
 */
async function accountOf({ email, id }: SiteRoleSetInput, context: Context): Promise<Account> {
  const { accounts } = context.stores;
  if ((email == null) === (id == null)) refuse('INVALID', 'Give either an e-mail address or the id.', 'email');
  if (id != null)
    return (await accounts.find(requireKey('User', id))) ?? refuse('NOT_FOUND', 'There is no User with this id.', 'id');
  const account = await accounts.findByEmail(email as string);
  if (account && (isStaff(context) || account.emailVerifiedAt)) return account;
  refuse('NOT_FOUND', 'No account has confirmed this address. Ask an administrator to give the role.', 'email');
}

/** Into the audit log, as an act about the account. */
function note(
  { site, userId }: SiteRoleRecord,
  change: { readonly before?: SiteRole | undefined; readonly after?: SiteRole },
  context: Context,
): void {
  context.stores.audit.note({ kind: 'site_role_changed', userId, by: actorOf(context), reason: site, ...change });
}
