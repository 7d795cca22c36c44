// The sites whose events are counted. A stranger can send any name, so events of a name that nobody registered are refused
// before they make a key.

import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { nameLengths } from '../base/name.ts';
import { orError, readable } from '../base/or-error.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { scanKeys } from '../base/scan.ts';
import { checkTimezone } from '../base/timezone.ts';
import { keeping, metricLimits } from './bucket.ts';
import { type IsOwnHost, withoutWww } from './dimension.ts';
import { countDropped } from './dropped.ts';
import { metricKeys } from './keys.ts';

export const defaultSite = 'default';

const usualTimezone = 'UTC';

export const siteRule =
  'The name of a site has 1 to 100 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.';

export interface SiteRecord {
  readonly name: string;
  /**
   * Hosts whose pages may send events, such as `shop.example.com` or `*.example.com`. Empty: pages of any host. A link from one of them is no
   * source of a visit.
   */
  readonly allowedHosts: readonly string[];
  /** IANA name of the time zone whose days the site is shown by, such as Europe/Berlin. */
  readonly timezone: string;
  readonly createdAt: Date;
}

/** Why events of a site are refused. */
export type SiteRefusal = 'unknown_site' | 'host_not_allowed';

export class Sites {
  readonly #redis: RedisHandle;
  #known: ReadonlyMap<string, SiteRecord> = new Map();
  /** With an error in the place of each that cannot be read. */
  #listed: ReadonlyMap<string, SiteRecord | Error> = new Map();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** All sites by name. The default site is always among them. */
  async list(): Promise<SiteRecord[]> {
    return readable(await this.listed());
  }

  /** As `list`, with an error instead of each that cannot be read. Its events are refused. */
  async listed(): Promise<(SiteRecord | Error)[]> {
    await this.#read();
    return [...this.#listed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, site]) => site);
  }

  /** A site; null if nobody registered it. What another process registers is known within a second. */
  async find(name: string): Promise<SiteRecord | null> {
    if (performance.now() - this.#readAtMs > metricLimits.siteFreshMs) await this.#read();
    return this.#known.get(name) ?? null;
  }

  /**
   * Registers a site, or changes one. What is left out stays as it is.
   * @param allowedHosts whose pages may send; a new site allows all.
   * @param timezone whose days it is shown by; UTC for a new site.
   * @throws Refusal INVALID for a name, host or time zone that is none, LIMIT_EXCEEDED for one site or host too many.
   */
  async set(name: string, allowedHosts?: readonly string[] | null, timezone?: string | null): Promise<SiteRecord> {
    if (!isSite(name)) refuseBut(nameLengths, 'INVALID', siteRule, 'name');
    const hosts = allowedHosts && checkHosts(allowedHosts);
    if (timezone != null) checkTimezone(timezone);
    await this.#read();
    const before = this.#known.get(name);
    if (!before && this.#known.size >= metricLimits.sites)
      refuse('LIMIT_EXCEEDED', `Mortar counts at most ${metricLimits.sites} sites.`, 'name');
    const createdAt = before?.createdAt ?? new Date();
    const site: SiteRecord = {
      name,
      allowedHosts: hosts ?? before?.allowedHosts ?? [],
      timezone: timezone ?? before?.timezone ?? usualTimezone,
      createdAt,
    };
    const { allowedHosts: kept, timezone: zone } = site;
    const record = JSON.stringify({ allowedHosts: kept, timezone: zone, createdAtMs: createdAt.getTime() });
    await this.#redis.client.hset(metricKeys.sites(this.#redis.prefix), name, record);
    await this.#read();
    return site;
  }

  /**
   * Why events of a site may not be counted; null if they may.
   * @param origin of the page that sends them; null for a sender that is no page.
   */
  async refusalOf(name: string, origin: string | null): Promise<SiteRefusal | null> {
    const site = await this.find(name);
    if (!site) return 'unknown_site';
    if (origin === null || site.allowedHosts.length === 0) return null;
    const host = URL.canParse(origin) ? new URL(origin).hostname : origin;
    return site.allowedHosts.some((allowed) => matchesHost(allowed, host)) ? null : 'host_not_allowed';
  }

  /** Tells which hosts are a site's own: those whose pages may send, each with `www.` and without. */
  async ownHosts(name: string): Promise<IsOwnHost> {
    const hosts = (await this.find(name))?.allowedHosts ?? [];
    return (host) => hosts.some((own) => matchesHost(own, host) || withoutWww(own) === withoutWww(host));
  }

  /** Counts events that were refused. Those of unknown sites stand with the default site, so that they make no key. */
  async countRefused(name: string, reason: SiteRefusal, events: number): Promise<void> {
    checkWhole(events, 'events', 0, Number.MAX_SAFE_INTEGER);
    const site = reason === 'unknown_site' ? defaultSite : name;
    await countDropped(this.#redis, site, Date.now(), new Map([[reason, events]]), keeping.days.unset);
  }

  /** Registers the sites that a data set already holds, once: those of before sites had to be registered. Returns how many. */
  async adoptStored(): Promise<number> {
    const { client, prefix } = this.#redis;
    const key = metricKeys.sites(prefix);
    if ((await client.exists(key)) === 1) return 0;
    const start = `${prefix}:{an:`;
    const found = new Set([defaultSite]);
    for await (const stored of scanKeys(client, start, ':feed}:events'))
      found.add(stored.slice(start.length, stored.indexOf(':feed}:events')));
    for await (const stored of scanKeys(client, start, '}:rev'))
      found.add(stored.slice(start.length, stored.lastIndexOf(':', stored.indexOf('}:rev'))));
    const record = JSON.stringify({ allowedHosts: [], createdAtMs: Date.now() });
    const names = [...found].filter(isSite).slice(0, metricLimits.sites);
    await client.hset(key, ...names.flatMap((name) => [name, record]));
    return names.length;
  }

  /** One read for all who ask while it is under way. */
  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const startedMs = performance.now();
    const stored = await this.#redis.client.hgetall(metricKeys.sites(this.#redis.prefix));
    const first: SiteRecord = {
      name: defaultSite,
      allowedHosts: [],
      timezone: usualTimezone,
      createdAt: new Date(0),
    };
    const listed = new Map<string, SiteRecord | Error>([[defaultSite, first]]);
    for (const [name, record] of Object.entries(stored))
      listed.set(
        name,
        orError(() => readSite(name, record)),
      );
    this.#listed = listed;
    this.#known = new Map(readable([...listed.values()]).map((site) => [site.name, site]));
    this.#readAtMs = startedMs;
  }
}

export function isSite(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,99}$/i.test(name);
}

/** Of DNS. */
const hostLength = 253;

function checkHosts(hosts: readonly string[]): string[] {
  if (hosts.length > metricLimits.hostsPerSite)
    refuseBut(
      [rangeOf(0, metricLimits.hostsPerSite, 'entries')],
      'LIMIT_EXCEEDED',
      `A site has at most ${metricLimits.hostsPerSite} allowed hosts.`,
      'allowedHosts',
    );
  return hosts.map((given, index) => {
    const host = given.trim().toLowerCase();
    if (
      !/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(host) ||
      host.length > hostLength
    )
      refuseBut(
        [rangeOf(1, hostLength, 'characters')],
        'INVALID',
        `${JSON.stringify(given)} is not a host. Give a host without scheme, port and path, such as shop.example.com or *.example.com.`,
        'allowedHosts',
        String(index),
      );
    return host;
  });
}

function readSite(name: string, record: string): SiteRecord {
  const { allowedHosts, timezone, createdAtMs } = JSON.parse(record) as {
    allowedHosts: string[];
    timezone?: string;
    createdAtMs: number;
  };
  // Records of earlier releases have no time zone.
  return { name, allowedHosts, timezone: timezone ?? usualTimezone, createdAt: new Date(createdAtMs) };
}

function matchesHost(allowed: string, host: string): boolean {
  return allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
}
