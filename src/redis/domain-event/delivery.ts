// Delivers domain events to their readers: at least once, those of one subject in their order. What is given out is held for the time
// of a lease; where its process has died by then, it is given out again.

import { randomBytes } from 'node:crypto';
import { checkEntries, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { DomainEventOutboxes } from './domain-event.ts';
import { type DomainEvent, isDomainEventType } from './event-types.ts';
import { domainEventLimits } from './limits.ts';

/** An event that a process holds. */
export interface EventDelivery {
  readonly reader: string;
  readonly subject: string;
  readonly token: string;
  /** 1 for the first time. */
  readonly attempt: number;
  /** Null for one that cannot be read. */
  readonly event: DomainEvent | null;
}

/** An event that was handled; one that failed is tried again after a time, and one that was given back was not tried. */
export interface EndedEvent {
  readonly delivery: Pick<EventDelivery, 'reader' | 'subject' | 'token'>;
  readonly outcome: 'done' | 'back' | number;
}

export interface EventStepRequest {
  /** The readers that the caller has handlers for. */
  readonly readers: readonly string[];
  readonly want: number;
  readonly leaseMs: number;
  readonly ended: readonly EndedEvent[];
}

export interface EventStepAnswer {
  /** How many events have left the outbox; there may be more. */
  readonly moved: number;
  /** How many of them a reader has missed, since too many wait for it. */
  readonly missed: number;
  readonly taken: readonly EventDelivery[];
}

const stepScript = loadScript('domain-event/step');

/** Where events wait, by hash tags. */
export interface EventPlaces {
  /** Those of which all are known. */
  readonly tags: readonly string[];
  /** Whether a tag may be one of those that come and go. */
  isOther(tag: string): boolean;
  /** Those that come and go, as they are now. */
  others(): Promise<readonly string[]>;
}

export class DomainEventDeliveries {
  readonly #redis: RedisHandle;
  readonly #outboxes: DomainEventOutboxes;
  readonly #places: EventPlaces;

  constructor(redis: RedisHandle, outboxes: DomainEventOutboxes, places: EventPlaces) {
    this.#redis = redis;
    this.#outboxes = outboxes;
    this.#places = places;
  }

  /** The hash tags of the slots that have an outbox at all times. */
  get tags(): readonly string[] {
    return this.#places.tags;
  }

  /** The hash tags of the others, of which there may be many: the parts of all queues. None if no reader wants what is told there. */
  async otherTags(): Promise<readonly string[]> {
    return (await this.#outboxes.wants('job.dead')) ? this.#places.others() : [];
  }

  /**
   * Moves the events of one slot on: hands in what has ended, and takes what is due. Any number of processes may do it at once.
   * @param all who wants which events, as `DomainEventOutboxes.readers` has it
   */
  async step(tag: string, request: EventStepRequest, all = this.#outboxes.readers()): Promise<EventStepAnswer> {
    this.#check(tag, request);
    const known = await all;
    const own = known.filter(({ name }) => request.readers.includes(name));
    const readers = [...own, ...known.filter((reader) => !own.includes(reader))];
    const token = randomBytes(9).toString('base64url');
    const { moved, waitingOfReader, readerMs } = domainEventLimits;
    const reply = (await this.#redis.run(
      stepScript,
      [this.#outboxes.keyOf(tag)],
      [
        ...[token, request.leaseMs, moved, request.want, waitingOfReader, readerMs],
        ...[readers.length, own.length, request.ended.length],
        ...readers.flatMap(({ name, types }) => [name, `,${types.join(',')},`]),
        ...request.ended.flatMap(({ delivery, outcome }) => [
          delivery.reader,
          delivery.subject,
          delivery.token,
          typeof outcome === 'number' ? Math.ceil(outcome) : outcome,
        ]),
      ],
    )) as [number, number, ...(string | number)[]];
    return { moved: reply[0], missed: reply[1], taken: takenOf(reply.slice(2), token) };
  }

  #check(tag: string, { readers, want, leaseMs, ended }: EventStepRequest): void {
    if (!this.tags.includes(tag) && !this.#places.isOther(tag))
      refuse('INVALID', `tag must be one of ${this.tags.join(', ')}, or that of a queue.`, 'tag');
    checkEntries(readers, 'readers');
    checkWhole(want, 'want', 0, domainEventLimits.taken);
    checkWhole(leaseMs, 'leaseMs', 1, domainEventLimits.readerMs);
    checkEntries(ended, 'ended');
    for (const [place, { delivery, outcome }] of ended.entries()) {
      const field = ['ended', String(place)];
      checkText(delivery.reader, [...field, 'reader'], domainEventLimits.readerLength);
      checkText(delivery.subject, [...field, 'subject'], domainEventLimits.subjectLength);
      checkText(delivery.token, [...field, 'token'], domainEventLimits.readerLength);
      if (outcome !== 'done' && outcome !== 'back')
        checkWhole(Math.ceil(outcome), [...field, 'outcome'], 0, domainEventLimits.readerMs);
    }
  }
}

function takenOf(values: readonly (string | number)[], token: string): EventDelivery[] {
  const taken: EventDelivery[] = [];
  for (let at = 0; at < values.length; at += 4) {
    const [reader, subject, attempt, text] = values.slice(at, at + 4) as [string, string, number, string];
    taken.push({ reader, subject, token, attempt, event: readEvent(text) });
  }
  return taken;
}

function readEvent(text: string): DomainEvent | null {
  const [ms = '', type = '', subject = '', id = '', data = ''] = text.split('\n');
  if (!isDomainEventType(type)) return null;
  try {
    return { id, type, at: new Date(Number(ms)), subject, data: JSON.parse(data) };
  } catch {
    return null;
  }
}
