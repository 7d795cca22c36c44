// Who may use a site: administrators all, other accounts those on which they have a role.

import type { SiteRole } from '../../redis/metric/site-role.ts';
import type { Context } from './context.ts';
import { isStaff } from './owner.ts';

/** What a field needs of its caller. */
export interface SiteRight {
  /** Null where what the caller gave names no site. */
  readonly site: string | null;
  readonly role: SiteRole;
}

export async function hasSiteRight({ site, role }: SiteRight, context: Context): Promise<boolean> {
  if (isStaff(context)) return true;
  const userId = context.session?.userId;
  if (userId == null || site === null) return false;
  const held = (await context.stores.siteRoles.find(site, userId))?.role;
  return held === 'EDITOR' || (held !== undefined && held === role);
}

/**
 * Calls `onLost` when the caller no longer has a right, until the returned function is called: also where it went between the judgement of
 * the caller and this.
 * @param now the context with the session as it is by then
 */
export function watchSiteRight(right: SiteRight, now: () => Context, onLost: () => void): () => void {
  const { live, stores } = now();
  return live.listen(stores.siteRoles.changedChannel, (userId) => {
    const context = now();
    if (userId !== '' && userId !== context.session?.userId) return;
    // Where Redis is away, an empty text comes once it is back.
    void hasSiteRight(right, context).then(
      (has) => has || onLost(),
      () => {},
    );
  });
}
