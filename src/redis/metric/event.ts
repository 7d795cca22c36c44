// What an event must look like and what is kept of it. Addresses and user agents stop here: they are looked at and dropped.

import { hash } from 'node:crypto';
import { botReason, browserOf, deviceOf } from './agent.ts';
import { metricLimits, time } from './bucket.ts';

export const eventTypes = ['PAGE_VIEW', 'CART', 'CHECKOUT', 'PURCHASE', 'CUSTOM'] as const;
export type EventType = (typeof eventTypes)[number];

export interface MetricEvent {
  /** Given again by the same visitor, the event counts once. */
  readonly id: string;
  readonly type: EventType;
  /** What happened; for CUSTOM it must be there, else it is the type. */
  readonly name?: string | null;
  readonly visitorId: string;
  /** Path or address of the page; for PAGE_VIEW it must be there. */
  readonly path?: string | null;
  readonly referrer?: string | null;
  /** Looked at for bots, device and browser; never kept. */
  readonly userAgent?: string | null;
  /** ISO 3166, two letters. */
  readonly country?: string | null;
  readonly campaign?: string | null;
  /** Integer minor units, such as cents. Revenue where the type is PURCHASE. */
  readonly value?: { readonly minor: bigint | number; readonly currency: string } | null;
  readonly properties?: unknown;
  /** When it happened; now where absent. What lies in the future is taken as now. */
  readonly at?: Date | null;
}

export const dimensionLetters = {
  PAGE: 'P',
  REFERRER: 'R',
  COUNTRY: 'C',
  DEVICE: 'D',
  BROWSER: 'B',
  EVENT: 'E',
  CAMPAIGN: 'M',
  TRANSITION: 'T',
} as const;
export type Dimension = keyof typeof dimensionLetters;

/** An event as it is counted. */
export interface PreparedEvent {
  readonly site: string;
  readonly event: MetricEvent;
  readonly atMs: number;
  readonly shard: number;
  /** The visitor as a number below 2^52, so that small sets of visitors are kept as integers. */
  readonly visitor: string;
  /** The entry in the visitor's journal: identity, time, kind and label; metric/journal.ts reads it. */
  readonly step: string;
  /** Page or event name. */
  readonly label: string;
  /** Of a page view the values of its dimensions but the page itself, each after its letter; of a purchase its revenue. */
  readonly details: readonly string[];
}

export type RejectReason = 'invalid' | 'too_late' | 'visitor_limit' | `bot:${string}`;

export interface Rejection {
  readonly reason: RejectReason;
  readonly message: string;
  readonly field?: string;
}

const longest = {
  id: 200,
  visitorId: 200,
  name: 100,
  path: 200,
  campaign: 100,
  referrer: 100,
  properties: 2_000,
} as const;

export interface Arrival {
  /** Redis' time. */
  readonly nowMs: number;
  /** The event's time where it has none of its own. */
  readonly unsaidMs: number;
  /** True for imports, whose events may be of any age. */
  readonly anyPast: boolean;
}

export function prepareEvent(site: string, event: MetricEvent, arrival: Arrival): PreparedEvent | Rejection {
  const { nowMs, unsaidMs, anyPast } = arrival;
  const fault = faultOf(event);
  if (fault) return { reason: 'invalid', ...fault };
  const agent = event.userAgent;
  const bot = agent == null ? null : botReason(agent);
  if (bot)
    return { reason: `bot:${bot}`, message: `The user agent is a program's (${bot}); programs are not counted.` };
  const atMs = Math.min(event.at?.getTime() ?? unsaidMs, nowMs);
  if (!anyPast && atMs < nowMs - metricLimits.lateMs)
    return {
      reason: 'too_late',
      message: 'The event is more than 7 days old; older ones can be imported.',
      field: 'at',
    };
  const isPage = event.type === 'PAGE_VIEW';
  const label = plain(isPage ? normalisePath(event.path as string) : (event.name ?? event.type).slice(0, longest.name));
  const { shard, visitor } = hashVisitor(event.visitorId);
  return {
    site,
    event,
    atMs,
    shard,
    visitor,
    step: stepOf(event.id, atMs, isPage, label),
    label,
    details: isPage ? pageDetails(site, event) : revenueOf(event),
  };
}

const identityLength = 8;

function stepOf(id: string, atMs: number, isPage: boolean, label: string): string {
  const identity = hash('sha1', id, 'base64url').slice(0, identityLength);
  const intoDay = (atMs % time.dayMs).toString(36).padStart(6, '0');
  return identity + intoDay + (isPage ? 'p' : 'e') + label;
}

/** What an event is known again by, together with its visitor. */
export function identityOf(step: string): string {
  return step.slice(0, identityLength);
}

/** Control characters separate the steps of a journal, and half a surrogate pair is no text. */
function plain(text: string): string {
  return text.replace(/\p{Cc}|\p{Surrogate}/gu, ' ');
}

/**
 * When each event of a call happened that does not say so: now, and those of one visitor a millisecond apart, so that they
 * stay in the order in which they were given.
 */
export function unsaidTimes(events: readonly MetricEvent[], nowMs: number): number[] {
  const later = new Map<string, number>();
  return events
    .toReversed()
    .map(({ at, visitorId }) => {
      if (at) return nowMs;
      const after = later.get(visitorId) ?? 0;
      later.set(visitorId, after + 1);
      return nowMs - after;
    })
    .reverse();
}

/** In which shard a visitor is, and the number below 2^52 that stands for them there. */
export function hashVisitor(visitorId: string): { shard: number; visitor: string } {
  const digest = hash('sha1', visitorId, 'buffer');
  return {
    shard: (digest[19] as number) % metricLimits.shards,
    visitor: String(digest.readUIntBE(0, 6) * 16 + ((digest[6] as number) >> 4)),
  };
}

function faultOf(event: MetricEvent): { message: string; field: string } | null {
  if (event.id === '' || event.id.length > longest.id)
    return { field: 'id', message: `id must have 1 to ${longest.id} characters.` };
  if (event.visitorId === '' || event.visitorId.length > longest.visitorId)
    return { field: 'visitorId', message: `visitorId must have 1 to ${longest.visitorId} characters.` };
  if (event.type === 'PAGE_VIEW' && !event.path) return { field: 'path', message: 'A PAGE_VIEW needs its path.' };
  if (event.type === 'CUSTOM' && !event.name) return { field: 'name', message: 'A CUSTOM event needs its name.' };
  if (event.properties != null && JSON.stringify(event.properties).length > longest.properties)
    return {
      field: 'properties',
      message: `properties must not be longer than ${longest.properties} characters of JSON.`,
    };
  if (event.at && Number.isNaN(event.at.getTime())) return { field: 'at', message: 'at is not a moment.' };
  if (event.value && (event.value.minor < 0 || event.value.minor > metricLimits.valueMaxMinor))
    return {
      field: 'value',
      message: `The value must be between 0 and ${metricLimits.valueMaxMinor} minor units, with the decimal places of its currency.`,
    };
  if (event.value && !/^[A-Z]{3}$/.test(event.value.currency))
    return { field: 'value', message: 'The currency must be three capital letters, such as EUR.' };
  return null;
}

function revenueOf({ type, value }: MetricEvent): string[] {
  return type === 'PURCHASE' && value ? [`${value.minor}:${value.currency}`] : [];
}

function pageDetails(site: string, event: MetricEvent): string[] {
  const values: string[] = [];
  const referrer = referrerOf(event.referrer, site);
  if (referrer) values.push(`R${referrer}`);
  if (event.country && /^[a-z]{2}$/i.test(event.country)) values.push(`C${event.country.toUpperCase()}`);
  if (event.userAgent) values.push(`D${deviceOf(event.userAgent)}`, `B${browserOf(event.userAgent)}`);
  const campaign = event.campaign ?? campaignOf(event.path as string);
  if (campaign) values.push(`M${plain(campaign.slice(0, longest.campaign))}`);
  return values;
}

/** `https://shop.example//sale/?utm_campaign=x#top` becomes `/sale`. */
export function normalisePath(path: string): string {
  const bare = path
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '');
  return (bare.startsWith('/') ? bare : `/${bare}`).slice(0, longest.path);
}

function campaignOf(path: string): string | null {
  const query = /\?([^#]*)/.exec(path)?.[1];
  return query ? new URLSearchParams(query).get('utm_campaign') : null;
}

/** The host that the visitor came from; null for none and for the site itself. */
export function referrerOf(referrer: string | null | undefined, site: string): string | null {
  const host = /^(?:https?:\/\/)?(?:[^/?#]*@)?([a-z0-9.-]+\.[a-z0-9-]+|localhost)(?::\d+)?(?:[/?#]|$)/i.exec(
    referrer ?? '',
  )?.[1];
  if (!host) return null;
  const name = host
    .toLowerCase()
    .replace(/^www\./, '')
    .slice(0, longest.referrer);
  return name === site.toLowerCase().replace(/^www\./, '') ? null : name;
}
