// Who may use a site: administrators all, other accounts those on which they have a role, and whoever has a share link reads that site.

import type { SiteRole } from '../../redis/metric/site-role.ts';
import { digestOf, type OpenedShare } from '../../redis/metric/site-share.ts';
import { attemptNetwork } from '../../redis/session/client.ts';
import type { Context } from './context.ts';
import { isStaff } from './owner.ts';

/** What a field needs of its caller. */
export interface SiteRight {
  /** Null where what the caller gave names no site. */
  readonly site: string | null;
  readonly role: SiteRole;
  /** Whether a share link of the site will do. */
  readonly shared?: boolean;
}

export async function hasSiteRight(right: SiteRight, context: Context): Promise<boolean> {
  if (isStaff(context)) return true;
  if (right.site === null) return false;
  const userId = context.session?.userId;
  const held = userId == null ? undefined : (await context.stores.siteRoles.find(right.site, userId))?.role;
  if (held === 'EDITOR' || (held !== undefined && held === right.role)) return true;
  const opened = right.shared ? await openShare(context) : null;
  return opened !== null && 'share' in opened && opened.share.site === right.site;
}

/** What the share link of the caller opens; null for a caller without one. */
export async function openShare({ client, stores }: Context): Promise<OpenedShare | null> {
  if (!client.share) return null;
  return stores.siteShares.open({ ...client.share, network: attemptNetwork(client.ipAddress) });
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * Calls `onLost` when the caller no longer has a right, until the returned function is called: also where it went between the judgement of
 * the caller and this.
 * @param now the context with the session as it is by then
 */
export function watchSiteRight(right: SiteRight, now: () => Context, onLost: () => void): () => void {
  const { live, stores, client } = now();
  const digest = client.share && digestOf(client.share.token);
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const context = now();
    if (!(await hasSiteRight(right, context))) return onLost();
    // The end of a link that is not revoked is announced by nobody.
    const share = digest && right.site !== null ? await stores.siteShares.find(right.site, digest) : null;
    clearTimeout(timer);
    if (!share?.expiresAt) return;
    const leftMs = share.expiresAt.getTime() - Date.now();
    timer = setTimeout(() => void look().catch(() => {}), Math.min(longestTimerMs, Math.max(0, leftMs) + 1)).unref();
  };
  const stop = live.listen(stores.siteRoles.changedChannel, (text) => {
    // Where Redis is away, an empty text comes once it is back.
    if (text === '' || text === now().session?.userId || text === digest) void look().catch(() => {});
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
