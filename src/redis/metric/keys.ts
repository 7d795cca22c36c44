// The keys of the metrics.

import type { ChannelPrefix } from '../base/channels.ts';
import { time } from './time.ts';

/** What the script that counts appends to a shard's keys; times are whole minutes, quarters, hours or days since 1970. */
export const part = {
  /** Counters of each minute of a quarter. */
  minuteCounts: (atMs: number) => `m:${Math.floor(atMs / time.quarterMs)}`,
  /** Counters of each quarter of an hour. */
  hourCounts: (atMs: number) => `h:${Math.floor(atMs / time.hourMs)}`,
  /** A bit for each day that was ever counted. */
  days: 'days',
  dayCounts: (atMs: number) => `d:${Math.floor(atMs / time.dayMs)}`,
  minuteVisitors: (atMs: number) => `um:${Math.floor(atMs / time.minuteMs)}`,
  quarterVisitors: (atMs: number) => `uq:${Math.floor(atMs / time.quarterMs)}`,
  dayVisitors: (atMs: number) => `ud:${Math.floor(atMs / time.dayMs)}`,
  minuteBuyers: (atMs: number) => `bm:${Math.floor(atMs / time.minuteMs)}`,
  quarterBuyers: (atMs: number) => `bq:${Math.floor(atMs / time.quarterMs)}`,
  dayBuyers: (atMs: number) => `bd:${Math.floor(atMs / time.dayMs)}`,
  hourTop: (atMs: number) => `th:${Math.floor(atMs / time.hourMs)}`,
  dayTop: (atMs: number) => `td:${Math.floor(atMs / time.dayMs)}`,
  minutePages: (atMs: number) => `pm:${Math.floor(atMs / time.minuteMs)}`,
  journals: (atMs: number) => `j:${Math.floor(atMs / time.dayMs)}`,
  /** Names of the profiles of the day's visits. */
  profiles: (atMs: number) => `v:${Math.floor(atMs / time.dayMs)}`,
  seen: (atMs: number) => `seen:${Math.floor(atMs / time.dayMs)}`,
  active: 'active',
  /** Visitors who reached a goal, by its number. */
  quarterGoal: (goal: number, atMs: number) => `gq:${goal}:${Math.floor(atMs / time.quarterMs)}`,
  dayGoal: (goal: number, atMs: number) => `gd:${goal}:${Math.floor(atMs / time.dayMs)}`,
  buyers: 'buyers',
  revision: 'rev',
  /** How many keys and bytes a day's arrivals added. */
  grown: (atMs: number) => `grown:${Math.floor(atMs / time.dayMs)}`,
  owed: 'owed',
} as const;

export const metricKeys = {
  /** The registered sites: name to hosts and date, as JSON. */
  sites: (prefix: string) => `${prefix}:sites`,
  /** The goals of a site: name to number, time when it was made, and the rest as JSON. */
  goals: (prefix: string, site: string) => `${prefix}:goals:${site}`,
  /** What a site's visitors of one shard did; `part` is one of those above. A visitor's keys are all in one slot. */
  bucket: (prefix: string, site: string, shard: number, part: string) => `${prefix}:{an:${site}:${shard}}:${part}`,
  /** The newest events of a site, for those who watch. */
  feed: (prefix: string, site: string) => `${prefix}:{an:${site}:feed}:events`,
  feedMeta: (prefix: string, site: string) => `${prefix}:{an:${site}:feed}:meta`,
  /** How many events of a site were refused on a day of UTC, by reason. */
  dropped: (prefix: string, site: string, day: number) => `${prefix}:{an:${site}:dropped}:${day}`,
  /** The accounts with a role on a site: account to role and time. In one slot with all others, since each change is of both. */
  siteRoles: (prefix: string, site: string) => `${prefix}:{site-roles}:of-site:${site}`,
  /** The sites on which an account has a role: site to role and time. */
  accountSites: (prefix: string, userId: string) => `${prefix}:{site-roles}:of-account:${userId}`,
  /** The share links of a site: digest of the token to times, what a password is judged by, and the rest as JSON. */
  siteShares: (prefix: string, site: string) => `${prefix}:{site-shares:${site}}:links`,
  /** Wrong passwords of a share link from one network. */
  siteShareGuesses: (prefix: string, site: string, network: string) =>
    `${prefix}:{site-shares:${site}}:guesses:${network}`,
  salt: (prefix: string) => `${prefix}:metric-salt`,
  /** The secret of a day of UTC that turns addresses of that day into visitors. */
  dailySalt: (prefix: string, day: number) => `${prefix}:metric-salt:${day}`,
  /** Channel: a site's numbers have moved. */
  changed: (prefix: ChannelPrefix, site: string) => `${prefix}:metric-changed:${site}`,
  /** Channel: who may read a site has changed. */
  rightsChanged: (prefix: ChannelPrefix) => `${prefix}:site-rights`,
} as const;
