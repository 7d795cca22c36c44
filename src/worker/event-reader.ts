// Who handles domain events: a plugin, or a part of Mortar. An event whose attempts have all failed becomes a job of the queue `events`,
// which has one attempt more: then it is among the dead jobs, where people look, and can be run again from there.

import { z } from 'zod';
import type { DomainEvent } from '../redis/domain-event/event-types.ts';
import { domainEventLimits } from '../redis/domain-event/limits.ts';
import type { Stores } from '../redis/stores.ts';
import { defineHandler, type Handler } from './handler.ts';

export const eventQueue = 'events';

/** What has handlers of domain events. */
export interface EventListener {
  /** As it is registered; it must not change. */
  readonly name: string;
  /** Asks for the events that it wants, and says that it is still there. */
  register(): Promise<unknown>;
  /** The signal aborts when the handler takes too long, or the process ends. */
  handle(event: DomainEvent, signal: AbortSignal): Promise<unknown>;
}

/** The job of events that a listener has failed at. */
const lastTry = (listener: string): string => `event.${listener}`;

const payload = z.object({
  id: z.string(),
  type: z.string(),
  at: z.coerce.date(),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export function lastTryHandler(listener: EventListener): Handler {
  return defineHandler({
    name: lastTry(listener.name),
    queue: eventQueue,
    payload,
    async run(event, { signal }) {
      await listener.handle(event as unknown as DomainEvent, signal);
    },
  });
}

/** Hands an event over to the jobs, once however often it is called. */
export async function giveUp({ jobs }: Pick<Stores, 'jobs'>, listener: string, event: DomainEvent): Promise<void> {
  await jobs.enqueue({
    queue: eventQueue,
    name: lastTry(listener),
    payload: { ...event, at: event.at.toISOString() },
    maxAttempts: 1,
    timeoutMs: domainEventLimits.handlerMs,
    idempotencyKey: `${listener}:${event.id}`,
  });
}
