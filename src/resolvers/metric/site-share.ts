// The share links of a site: made and revoked by administrators and editors, followed by anybody.

import { refuse } from '../../redis/base/problem.ts';
import type { SiteShare, SiteShareInput } from '../../redis/metric/site-share.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { hasSiteRight, openShare } from '../base/site-right.ts';

export interface SiteShareFields {
  readonly share: SiteShare | null;
  readonly token: string | null;
  readonly revoked: boolean;
}

/** What a share link opens, or why it does not. */
export interface SharedSiteValue {
  readonly state: 'OPEN' | 'PASSWORD_REQUIRED' | 'PASSWORD_WRONG' | 'LOCKED';
  readonly name: string | null;
  readonly timezone: string | null;
  readonly expiresAt: Date | null;
  readonly retryAfterSeconds: number | null;
}

const nothing: SiteShareFields = { share: null, token: null, revoked: false };

export const keyOfShare = ({ site, digest }: SiteShare): string => `${site} ${digest}`;

function readShareKey(key: string): { readonly site: string; readonly digest: string } | null {
  const [site, digest, ...rest] = key.split(' ');
  return site && digest && rest.length === 0 ? { site, digest } : null;
}

/** The site that the global id of a share link names; null for text that is no such id. */
export function siteOfShareId(id: string): string | null {
  return readShareKey(readKey('SiteShare', id) ?? '')?.site ?? null;
}

export async function shareById(key: string, context: Context): Promise<SiteShare | null> {
  const read = readShareKey(key);
  if (!read || !(await hasSiteRight({ site: read.site, role: 'EDITOR' }, context))) return null;
  return context.stores.siteShares.find(read.site, read.digest);
}

export async function sharedSite(context: Context): Promise<SharedSiteValue | null> {
  const opened = await openShare(context);
  const closed = { name: null, timezone: null, expiresAt: null, retryAfterSeconds: null };
  if (!opened || ('refused' in opened && opened.refused === 'NONE')) return null;
  if ('share' in opened) {
    const { site: name, expiresAt } = opened.share;
    const timezone = (await context.stores.sites.find(name))?.timezone ?? null;
    return { ...closed, state: 'OPEN', name, timezone, expiresAt };
  }
  if (opened.refused === 'WAIT') return { ...closed, state: 'LOCKED', retryAfterSeconds: opened.retryAfterSeconds };
  return { ...closed, state: opened.refused === 'WRONG' ? 'PASSWORD_WRONG' : 'PASSWORD_REQUIRED' };
}

export function siteShareCreate(input: SiteShareInput, context: Context): Promise<Answer<SiteShareFields>> {
  const { stores } = context;
  return answer<SiteShareFields>(nothing, async () => {
    if (!(await stores.sites.find(input.site)))
      refuse('NOT_FOUND', `No site ${JSON.stringify(input.site)} is registered. Register it with siteSet.`, 'site');
    const { token, share } = await stores.siteShares.create(input);
    note('site_share_created', share, context);
    return { share, token, revoked: false };
  });
}

/** Its answer has the link as it was. */
export function siteShareRevoke(id: string, context: Context): Promise<Answer<SiteShareFields>> {
  const { stores } = context;
  return answer<SiteShareFields>(nothing, async () => {
    const none = (): never => refuse('NOT_FOUND', 'There is no SiteShare with this id.', 'id');
    const { site, digest } = readShareKey(requireKey('SiteShare', id)) ?? none();
    const share = await stores.siteShares.find(site, digest);
    if (!(await stores.siteShares.revoke(site, digest))) none();
    if (share) note('site_share_revoked', share, context);
    return { share, token: null, revoked: true };
  });
}

/** Into the audit log, as an act of who did it. */
function note(kind: 'site_share_created' | 'site_share_revoked', { site, name }: SiteShare, context: Context): void {
  const by = actorOf(context);
  context.stores.audit.note({ kind, userId: by.userId, by, reason: site, after: name });
}
