// Which accounts may read a site's figures, or also set it up, without being administrators.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { nameLengths } from '../base/name.ts';
import { checkSize, type PageOfEntries, type PageRequest } from '../base/page.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { metricKeys } from './keys.ts';
import { isSite, siteRule } from './site.ts';

const setScript = loadScript('metric/site-role-set');

export const siteRoleLimits = {
  /** Accounts with a role on one site. */
  perSite: 100,
  /** Sites on which one account has a role. */
  perAccount: 100,
  idLength: 100,
} as const;

/** A viewer reads the figures of a site. An editor also sets its goals, hosts, people and links. */
const siteRoles = ['VIEWER', 'EDITOR'] as const;
export type SiteRole = (typeof siteRoles)[number];

export interface SiteRoleRecord {
  readonly site: string;
  readonly userId: string;
  readonly role: SiteRole;
  /** When the account got its first role on the site. */
  readonly createdAt: Date;
}

export class SiteRoles {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The channel that tells which account's role has changed, by its id. */
  get changedChannel(): string {
    return metricKeys.rightsChanged(this.#redis.channelPrefix);
  }

  async find(site: string, userId: string): Promise<SiteRoleRecord | null> {
    const stored = await this.#redis.client.hget(metricKeys.accountSites(this.#redis.prefix, userId), site);
    return stored === null ? null : readRole(site, userId, stored);
  }

  /** All roles of an account, by site. */
  async ofAccount(userId: string): Promise<SiteRoleRecord[]> {
    const stored = await this.#redis.client.hgetall(metricKeys.accountSites(this.#redis.prefix, userId));
    const read = Object.entries(stored).flatMap(([site, text]) => readRole(site, userId, text) ?? []);
    return read.sort((a, b) => (a.site < b.site ? -1 : 1));
  }

  /** A page of the roles on a site, by account; its cursors are the ids of the accounts. @throws Refusal INVALID. */
  async page(site: string, { after, size, backwards }: PageRequest): Promise<PageOfEntries<SiteRoleRecord>> {
    checkSite(site);
    checkSize(size);
    if (after !== null && !/^[\w-]{1,100}$/.test(after))
      refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
    const all = await this.#ofSite(site);
    const ordered = backwards ? all.reverse() : all;
    const rest = ordered.filter(({ userId }) => after === null || (backwards ? userId < after : userId > after));
    const entries = rest.slice(0, size);
    return { entries: backwards ? entries.reverse() : entries, more: rest.length > size };
  }

  count(site: string): Promise<number> {
    return this.#redis.client.hlen(metricKeys.siteRoles(this.#redis.prefix, site));
  }

  /**
   * Gives an account a role on a site, in place of the one that it has. Whether there is such an account is up to the caller.
   * @throws Refusal INVALID; LIMIT_EXCEEDED for one account or site too many.
   */
  async set(site: string, userId: string, role: SiteRole): Promise<{ before: SiteRole | null; after: SiteRoleRecord }> {
    if (!siteRoles.includes(role)) refuse('INVALID', `The role must be one of ${siteRoles.join(', ')}.`, 'role');
    const [outcome, before, createdAtMs] = await this.#change(site, userId, role);
    if (outcome === 'FULL')
      refuse('LIMIT_EXCEEDED', `A site has at most ${siteRoleLimits.perSite} accounts with a role.`, 'site');
    if (outcome === 'MANY')
      refuse('LIMIT_EXCEEDED', `An account has a role on at most ${siteRoleLimits.perAccount} sites.`, 'id');
    return { before: before || null, after: { site, userId, role, createdAt: new Date(createdAtMs) } };
  }

  /** Takes the role on a site from an account. Returns which it was; null if it had none. @throws Refusal INVALID. */
  async remove(site: string, userId: string): Promise<SiteRole | null> {
    const [outcome, before] = await this.#change(site, userId, '');
    return outcome === 'OK' ? before || null : null;
  }

  /** Takes all roles from an account. */
  async forget(userId: string): Promise<void> {
    const sites = await this.#redis.client.hkeys(metricKeys.accountSites(this.#redis.prefix, userId));
    for (const site of sites.filter(isSite)) await this.remove(site, userId);
  }

  async #ofSite(site: string): Promise<SiteRoleRecord[]> {
    const stored = await this.#redis.client.hgetall(metricKeys.siteRoles(this.#redis.prefix, site));
    const read = Object.entries(stored).flatMap(([userId, text]) => readRole(site, userId, text) ?? []);
    return read.sort((a, b) => (a.userId < b.userId ? -1 : 1));
  }

  async #change(site: string, userId: string, role: SiteRole | '') {
    checkSite(site);
    checkText(userId, 'userId', siteRoleLimits.idLength);
    const { prefix } = this.#redis;
    return (await this.#redis.run(
      setScript,
      [metricKeys.siteRoles(prefix, site), metricKeys.accountSites(prefix, userId)],
      [userId, site, role, siteRoleLimits.perSite, siteRoleLimits.perAccount, this.changedChannel, userId],
    )) as [outcome: 'OK' | 'NONE' | 'FULL' | 'MANY', before: SiteRole | '', createdAtMs: number];
  }
}

function checkSite(site: string): void {
  if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
}

/** Null for what no release has written: it gives no right. */
function readRole(site: string, userId: string, stored: string): SiteRoleRecord | null {
  const [, name, ms] = /^([A-Z]+) (\d+)$/.exec(stored) ?? [];
  const role = siteRoles.find((each) => each === name);
  return role ? { site, userId, role, createdAt: new Date(Number(ms)) } : null;
}
