// The sites whose events are counted: registered by administrators, asked for by whoever sends events.

import { refuse } from '../../redis/base/problem.ts';
import type { SiteRecord } from '../../redis/metric/site.ts';
import type { Stores } from '../../redis/stores.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { isStaff } from '../base/owner.ts';
import { hasSiteRight } from '../base/site-right.ts';

export interface SiteFields {
  readonly site: SiteRecord | null;
}

export async function sites(context: Context): Promise<(SiteRecord | Error)[]> {
  const { session, stores } = context;
  if (isStaff(context)) return stores.sites.listed();
  const roles = session?.userId == null ? [] : await stores.siteRoles.ofAccount(session.userId);
  const found = await Promise.all(roles.map(({ site }) => stores.sites.find(site)));
  return found.filter((site) => site !== null);
}

export function siteByName(name: string, { stores }: Context): Promise<SiteRecord | null> {
  return stores.sites.find(name);
}

/** The site of a global id's key, for those who may see sites. */
export async function siteById(name: string, context: Context): Promise<SiteRecord | null> {
  return (await hasSiteRight({ site: name, role: 'VIEWER' }, context)) ? context.stores.sites.find(name) : null;
}

export function siteSet(
  { name, allowedHosts, timezone }: { name: string; allowedHosts?: readonly string[] | null; timezone?: string | null },
  { stores }: Context,
): Promise<Answer<SiteFields>> {
  return answer<SiteFields>(
    async () => ({ site: await stores.sites.find(name) }),
    async () => ({ site: await stores.sites.set(name, allowedHosts, timezone) }),
  );
}

/**
 * Refuses the events of a site that nobody registered, or that come from a page of another host, and counts them as refused.
 * @param origin of the page; null if the sender is no page.
 * @throws Refusal
 */
export async function admitSite(stores: Stores, name: string, origin: string | null, events: number): Promise<void> {
  const refusal = await stores.sites.refusalOf(name, origin);
  if (refusal === null) return;
  await stores.sites.countRefused(name, refusal, events);
  if (refusal === 'unknown_site')
    refuse(
      'NOT_FOUND',
      `No site ${JSON.stringify(name)} is registered. An administrator registers it with siteSet.`,
      'site',
    );
  refuse('INVALID', `The site ${name} does not allow pages of ${origin}. Add the host with siteSet.`, 'site');
}
