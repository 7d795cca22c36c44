// What a page sends to /collect, checked and counted: the same ingestion as `track`.

import { z } from 'zod';
import type { Turns } from '../../redis/base/turns.ts';
import { agentOf } from '../../redis/metric/agent.ts';
import { metricLimits } from '../../redis/metric/bucket.ts';
import type { DailyVisitorOf } from '../../redis/metric/daily-visitor.ts';
import type { Rejection } from '../../redis/metric/event.ts';
import type { MetricEvent } from '../../redis/metric/event-field.ts';
import {
  type EventFieldKind,
  type EventFieldName,
  type eventFields,
  eventTypes,
  mapEventFields,
} from '../../redis/metric/event-field.ts';
import { acceptedLanguage } from '../../redis/metric/language.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import type { Stores } from '../../redis/stores.ts';
import { toEvent } from './metric.ts';
import { admitSite } from './site.ts';

const textOrNumber = z.union([z.string(), z.number()]);

const kinds = {
  id: z.string(),
  type: z.enum(eventTypes),
  text: z.string().nullish(),
  money: z.object({ amount: textOrNumber.transform(String), currency: z.string() }).nullish(),
  whole: z.number().nullish(),
  json: z.unknown().optional(),
  moment: textOrNumber.pipe(z.coerce.date({ error: 'Not a moment such as 2026-05-17T10:05:03.000Z' })).nullish(),
} satisfies Record<EventFieldKind, z.ZodType>;

const event = z.object(
  mapEventFields<{ [Name in EventFieldName]: (typeof kinds)[(typeof eventFields)[Name]['kind']] }>(
    ({ kind }) => kinds[kind],
  ),
);

const oneEvent = z.preprocess(withEventId, event);
const ofSomebody = z.preprocess(withEventId, event.partial({ visitorId: true }));

const noVisitor =
  'The event has no visitorId, and Mortar knows no address and user agent of its visitor. Give ipAddress and userAgent with it.';

const collected = z.object({
  site: z.string().nullish(),
  /** The page's clock when it sent: what it is off by is taken off the events' times. */
  sentAt: kinds.moment.catch(null),
  /** Each is read by itself, so that an invalid one does not affect the others. */
  /** Events without a `visitorId` are of the day's visitor with this address and user agent. */
  cookieless: z.boolean().nullish(),
  events: z.array(z.unknown()).max(metricLimits.eventsPerTrack),
});

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** How many were rejected for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly message: string; readonly field?: readonly string[] }[];
}

/** A body that nothing could be made of. */
export class CollectFault extends Error {}

/** What a page has sent, before its events are counted. */
export interface Collection {
  readonly site: string;
  /** By how much the sender's clock is ahead. */
  readonly aheadMs: number;
  readonly cookieless: boolean;
  readonly events: readonly unknown[];
}

/** @throws CollectFault for text that is not the JSON of `{ site, sentAt, events }`. */
export function readCollection(text: string): Collection {
  const result = collected.safeParse(parseJson(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new CollectFault(`${issue?.path.join('.') || 'The body'}: ${issue?.message}`);
  }
  const { site, sentAt, cookieless, events } = result.data;
  const aheadMs = sentAt ? sentAt.getTime() - Date.now() : 0;
  return { site: site ?? defaultSite, aheadMs, cookieless: cookieless ?? false, events };
}

export interface Sender {
  readonly ipAddress: string;
  /** If it is an HTTP library's, each event gives the agent it knows. */
  readonly userAgent: string;
  readonly acceptLanguage: string;
  /** Of the page; null for a sender that is no page. */
  readonly origin: string | null;
}

/** Counts what was sent; long lists are read in turns. @throws a Refusal for a site that is not registered, or does not allow the page. */
export async function collect(
  stores: Stores,
  { site, aheadMs, cookieless, events }: Collection,
  sender: Sender,
  turns: Turns,
): Promise<Collected> {
  await admitSite(stores, site, sender.origin, events.length);
  const agent = agentOf(sender.userAgent);
  // Of a server that speaks for its visitors, none of it is theirs.
  const visitor = {
    userAgent: agent,
    ipAddress: agent === null ? null : sender.ipAddress,
    language: agent === null ? null : acceptedLanguage(sender.acceptLanguage),
  };
  const dailyVisitorOf = cookieless ? await stores.metrics.dailyVisitors(site) : null;
  const read = await turns.map(sender.ipAddress, events, (event) =>
    readEvent(event, { visitor, aheadMs, dailyVisitorOf }),
  );
  const { reasons, ...counted } = await stores.metrics.track(site, read);
  const { accepted, duplicates, rejected, problems } = counted;
  return { accepted, duplicates, rejected, reasons: Object.fromEntries(reasons), problems };
}

interface Reading {
  /** What the request tells of the visitor. */
  readonly visitor: Readonly<Record<'userAgent' | 'ipAddress' | 'language', string | null>>;
  readonly aheadMs: number;
  readonly dailyVisitorOf: DailyVisitorOf | null;
}

function readEvent(given: unknown, { visitor, aheadMs, dailyVisitorOf }: Reading): MetricEvent | Rejection {
  const result = (dailyVisitorOf ? ofSomebody : oneEvent).safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue?.path.join('.');
    return { reason: 'invalid', message: `${field || 'The event'}: ${issue?.message}`, field };
  }
  const at = result.data.at && new Date(result.data.at.getTime() - aheadMs);
  const { visitorId, ...data } = { ...visitor, ...result.data, at };
  if (visitorId !== undefined || !dailyVisitorOf) return toEvent({ ...data, visitorId: visitorId ?? '' });
  const { ipAddress, userAgent } = data;
  if (!ipAddress || !userAgent) return { reason: 'invalid', message: noVisitor, field: 'visitorId' };
  const sender = { address: addressKey(ipAddress), userAgent };
  return toEvent({ ...data, visitorId: dailyVisitorOf(sender, at ?? null) });
}

/** `id` is the older name of `eventId`. */
function withEventId(event: unknown): unknown {
  if (event === null || typeof event !== 'object' || 'eventId' in event || !('id' in event)) return event;
  const { id: eventId, ...others } = event;
  return { ...others, eventId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CollectFault('The body must be JSON: {"site": "...", "events": [...]}');
  }
}
