// What an event must look like and what is kept of it. Addresses and user agents stop here: they are looked at and dropped.

import { hash } from 'node:crypto';
import { findInexact, inexactRule } from '../base/exact-json.ts';
import { textProblem } from '../base/given.ts';
import { findEndless } from '../base/json-text.ts';
import { formatAmount } from '../base/money.ts';
import { rangeOf } from '../base/problem.ts';
import { botReason } from './agent.ts';
import { metricLimits } from './bucket.ts';
import { cut, type IsOwnHost, normalisePath, plain, profileMarks, propertyLetter, valuesOf } from './dimension.ts';
import {
  type EventField,
  type EventFieldKind,
  type EventFieldName,
  type EventType,
  type EventValues,
  eventFields,
  isRequired,
  type MetricEvent,
} from './event-field.ts';
import type { Recogniser } from './recogniser.ts';
import type { GoalsOf } from './site-goal.ts';
import { time } from './time.ts';

/** An event as it is counted. */
export interface PreparedEvent {
  readonly site: string;
  readonly event: MetricEvent;
  readonly atMs: number;
  /** The visitor as a number below 2^52, so that small sets of visitors are kept as integers. */
  readonly visitor: string;
  /** The entry in the visitor's journal: identity, time, kind and label; metric/journal.ts reads it. */
  readonly step: string;
  /** Page or event name. */
  readonly label: string;
  /**
   * The values of its dimensions but the page itself, each after its letter; of a purchase or a refund its revenue, of time on a page
   * its seconds.
   */
  readonly details: readonly string[];
  /** What its visit has in common with others: by its agent, where it came from, properties. Empty where nothing is known. */
  readonly profiles: readonly [agent: string, origin: string, properties: string];
  /** The goals of its site that it reaches, or lowers as a refund; metric/site-goal.ts says how they are written. */
  readonly goals: string;
}

export type RejectReason = 'invalid' | 'too_late' | 'visitor_limit' | 'site_limit' | `bot:${string}`;

export interface Rejection {
  readonly reason: RejectReason;
  readonly message: string;
  /** Path in the event, with dots between. */
  readonly field?: string;
  /** What is allowed at `field`, if it can be listed. */
  readonly allowed?: readonly string[];
}

export interface Arrival {
  /** Redis' time. */
  readonly nowMs: number;
  /** The event's time where it has none of its own. */
  readonly defaultMs: number;
  /** True for imports, whose events may be of any age. */
  readonly anyPast: boolean;
  readonly goalsOf: GoalsOf;
  /** Undefined where nobody knows the site's hosts. */
  readonly isOwnHost: IsOwnHost | undefined;
}

export function prepareEvent(
  site: string,
  event: MetricEvent,
  arrival: Arrival,
  recogniser: Recogniser,
): PreparedEvent | Rejection {
  const { nowMs, defaultMs, anyPast, goalsOf, isOwnHost } = arrival;
  const fault = faultOf(event);
  if (fault) return { reason: 'invalid', ...fault };
  const agent = event.userAgent;
  const bot = agent == null ? null : botReason(agent);
  if (bot)
    return { reason: `bot:${bot}`, message: `The user agent is a program's (${bot}); programs are not counted.` };
  const atMs = Math.min(event.at?.getTime() ?? defaultMs, nowMs);
  if (!anyPast && atMs < nowMs - metricLimits.lateMs)
    return {
      reason: 'too_late',
      message: 'The event is more than 7 days old; older ones can be imported.',
      field: 'at',
      allowed: [rangeOf(new Date(nowMs - metricLimits.lateMs).toISOString(), new Date(nowMs).toISOString())],
    };
  const isPage = event.type === 'PAGE_VIEW';
  const label =
    isPage || event.type === 'ENGAGEMENT'
      ? normalisePath(event.path as string)
      : plain(cut(event.name ?? event.type, metricLimits.nameLength));
  const visitor = numberOf(event.visitorId);
  return {
    site,
    event,
    atMs,
    visitor,
    step: stepOf(event.eventId, atMs, isPage, label),
    label,
    ...detailsOf(event, site, recogniser, isOwnHost),
    goals: goalsOf(event, label),
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

/**
 * When each event of a call happened that does not say so: now, and those of one visitor a millisecond apart, so that they
 * stay in the order in which they were given.
 */
export function defaultTimes(events: readonly (MetricEvent | Rejection)[], nowMs: number): number[] {
  const later = new Map<string, number>();
  return events
    .toReversed()
    .map((event) => {
      if ('reason' in event || event.at) return nowMs;
      const after = later.get(event.visitorId) ?? 0;
      later.set(event.visitorId, after + 1);
      return nowMs - after;
    })
    .reverse();
}

/** The number below 2^52 that stands for a visitor in their shard. */
export function numberOf(visitorId: string): string {
  const digest = hash('sha1', visitorId, 'buffer');
  return String(digest.readUIntBE(0, 6) * 16 + ((digest[6] as number) >> 4));
}

interface Wrong {
  readonly message: string;
  readonly allowed?: readonly string[];
}

interface Fault extends Wrong {
  readonly field: EventFieldName;
}

type Check<Value> = (value: Value, name: string, field: EventField) => Wrong | null;

/** What is wrong with the value of a field of each kind; the types of the API hold what is not checked here. */
const checks: { readonly [Kind in EventFieldKind]?: Check<EventValues[Kind]> } = {
  id: (value, name, { maxLength = Number.POSITIVE_INFINITY }) => {
    const problem = textProblem(value, maxLength);
    return problem ? { message: `${name} ${problem}.`, allowed: [rangeOf(1, maxLength, 'characters')] } : null;
  },
  text: (value, name) => {
    const problem = textProblem(value, Number.POSITIVE_INFINITY, 0);
    return problem ? { message: `${name} ${problem}.` } : null;
  },
  money: ({ minor, currency }, name) => {
    const isWhole = typeof minor === 'bigint' || Number.isSafeInteger(minor);
    if (!isWhole || minor < 0 || minor > metricLimits.valueMaxMinor)
      return {
        message: `The ${name} must be between 0 and ${metricLimits.valueMaxMinor} minor units, with the decimal places of its currency.`,
        allowed: [rangeOf('0', formatAmount({ minor: metricLimits.valueMaxMinor, currency }))],
      };
    return /^[A-Z]{3}$/.test(currency) ? null : { message: 'The currency must be three capital letters, such as EUR.' };
  },
  json: (value, name, { maxLength = Number.POSITIVE_INFINITY }) => {
    const json = jsonOf(value);
    if (!json || json.text.length > maxLength)
      return {
        message: `${name} must be JSON of at most ${maxLength} characters.`,
        allowed: [rangeOf(0, maxLength, 'characters')],
      };
    const place = findInexact(value) ?? json.endless;
    return place === null ? null : { message: `${name}${place && `.${place}`} ${inexactRule}.` };
  },
  whole: (value, name, { range: [from, to] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] }) =>
    Number.isInteger(value) && value >= from && value <= to
      ? null
      : { message: `${name} must be a whole number from ${from} to ${to}.`, allowed: [rangeOf(from, to)] },
  moment: (value, name) =>
    value.getTime() >= 0
      ? null
      : {
          message: `${name} is not a moment since 1970.`,
          allowed: [rangeOf('1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z')],
        },
};

/** A value as text, and where a number in it is none or has no end; null for what is no JSON. */
function jsonOf(value: unknown): { text: string; endless: string | null } | null {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? null : { text, endless: findEndless(value, text)?.path.join('.') ?? null };
  } catch {
    return null;
  }
}

/** What events of a type must give. */
const needed: Partial<Record<EventType, readonly EventFieldName[]>> = {
  PAGE_VIEW: ['path'],
  OUTBOUND: ['target'],
  DOWNLOAD: ['target'],
  ENGAGEMENT: ['path', 'seconds'],
  CUSTOM: ['name'],
};

function faultOf(event: MetricEvent): Fault | null {
  for (const [name, field] of Object.entries(eventFields) as [EventFieldName, EventField][]) {
    const value = event[name];
    if (value == null && !isRequired(field)) continue;
    const check = checks[field.kind] as Check<unknown> | undefined;
    const wrong = check?.(value, name, field);
    if (wrong) return { field: name, ...wrong };
  }
  const missing = needed[event.type]?.find((name) => !event[name]);
  return missing ? { field: missing, message: `${event.type} needs its ${missing}.` } : null;
}

function detailsOf(
  event: MetricEvent,
  site: string,
  recogniser: Recogniser,
  isOwnHost: IsOwnHost | undefined,
): Pick<PreparedEvent, 'details' | 'profiles'> {
  const { type, value, seconds } = event;
  if (type === 'ENGAGEMENT') return { details: [String(seconds)], profiles: ['', '', ''] };
  const properties = propertiesOf(event.properties);
  if (type !== 'PURCHASE' && type !== 'REFUND') {
    const { listed, profiles } = valuesOf(withPlace(event, recogniser), site, recogniser, isOwnHost);
    return { details: listed, profiles: [profiles.agent, profiles.origin, properties] };
  }
  const details = value ? [`${type === 'REFUND' ? '-' : ''}${value.minor}:${value.currency}`] : [];
  return { details, profiles: ['', '', properties] };
}

/** The first properties that are a text, a number or a truth, by name. */
function propertiesOf(properties: unknown): string {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return '';
  const { propertiesPerEvent, propertyNameLength, propertyValueLength } = metricLimits;
  return Object.entries(properties)
    .filter(([name, value]) => name !== '' && ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, propertiesPerEvent)
    .map(([name, value]) => [plain(cut(name, propertyNameLength)), plain(cut(String(value), propertyValueLength))])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map((pair) => propertyLetter + pair.join(profileMarks.property))
    .join(profileMarks.value);
}

/** With the country and region of the visitor's address, where the sender gives none. */
function withPlace(event: MetricEvent, { placeOf }: Recogniser): MetricEvent {
  const place = event.type === 'PAGE_VIEW' && event.ipAddress && !event.country ? placeOf(event.ipAddress) : null;
  return place ? { ...event, ...place } : event;
}
