// The rule of a field that gives something of one site.

import { defaultSite } from '../../redis/metric/site.ts';
import type { SiteRole } from '../../redis/metric/site-role.ts';
import type { SiteRight } from '../../resolvers/base/site-right.ts';

interface SiteArguments {
  readonly site?: string | null;
}

/** The site that arguments name, or the one that is meant by none. */
export const siteIn = ({ site }: SiteArguments): string => site ?? defaultSite;

/** As `ofSite`, for what a share link of the site gives, too. */
export function ofSharedSite<Args>(siteOf: (args: Args) => string | null) {
  const scopes = (_parent: unknown, args: Args): { site: SiteRight } => ({
    site: { site: siteOf(args), role: 'VIEWER', shared: true },
  });
  return Object.assign(scopes, { site: 'VIEWER', shared: true } as const);
}

/**
 * Scopes that let administrators pass, and accounts with a role on the site. The role is also a property, as that of other rules.
 * @param siteOf the site that the arguments of the field name, or that its parent is; null for none
 */
export function ofSite<Args, Parent = unknown>(role: SiteRole, siteOf: (args: Args, parent: Parent) => string | null) {
  const scopes = (parent: Parent, args: Args): { site: SiteRight } => ({ site: { site: siteOf(args, parent), role } });
  return Object.assign(scopes, { site: role });
}
