// What a page sends to /collect, checked and counted: the same ingestion as `track`.

import { z } from 'zod';
import { metricLimits } from '../../redis/metric/bucket.ts';
import {
  type EventFieldKind,
  type EventFieldName,
  type eventFields,
  eventTypes,
  mapEventFields,
} from '../../redis/metric/event-field.ts';
import type { Stores } from '../../redis/stores.ts';
import { agentOf, defaultSite, toEvent } from './metric.ts';

const kinds = {
  id: z.string(),
  type: z.enum(eventTypes),
  text: z.string().nullish(),
  money: z.object({ amount: z.coerce.string(), currency: z.string() }).nullish(),
  json: z.unknown().optional(),
  moment: z.coerce.date().nullish(),
} satisfies Record<EventFieldKind, z.ZodType>;

const event = z.object(
  mapEventFields<{ [Name in EventFieldName]: (typeof kinds)[(typeof eventFields)[Name]['kind']] }>(
    ({ kind }) => kinds[kind],
  ),
);

const collected = z.object({
  site: z.string().nullish(),
  /** The page's clock when it sent: what it is off by is taken off the events' times. */
  sentAt: z.coerce.date().nullish(),
  events: z.array(z.preprocess(withEventId, event)).max(metricLimits.eventsPerTrack),
});

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly problems: readonly { readonly message: string; readonly field?: readonly string[] }[];
}

/** A body that nothing could be made of. */
export class CollectFault extends Error {}

/**
 * @param userAgent of the sender; where it is an HTTP library's, each event gives the agent it knows.
 * @throws CollectFault for text that is not the JSON of `{ site, sentAt, events }`; a Refusal of the store.
 */
export async function collect(stores: Stores, text: string, userAgent: string): Promise<Collected> {
  const result = collected.safeParse(parseJson(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new CollectFault(`${issue?.path.join('.') || 'The body'}: ${issue?.message}`);
  }
  const { site, sentAt, events } = result.data;
  const agent = agentOf(userAgent);
  const aheadMs = sentAt ? sentAt.getTime() - Date.now() : 0;
  const { accepted, duplicates, rejected, problems } = await stores.metrics.track(
    site ?? defaultSite,
    events.map((event) =>
      toEvent({ userAgent: agent, ...event, at: event.at && new Date(event.at.getTime() - aheadMs) }),
    ),
  );
  return { accepted, duplicates, rejected, problems };
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
