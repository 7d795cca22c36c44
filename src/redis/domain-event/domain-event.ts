// Domain events as they are told. Whoever changes something passes its event to the script of the change, which writes it into the
// outbox of its slot, in the same step: there is no change without its event, and no event without its change. Where no reader wants a
// type, nothing is passed and nothing is written.

import { randomBytes } from 'node:crypto';
import { checkCount, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { type DomainEvents, type DomainEventType, domainEventTypes, isDomainEventType } from './event-types.ts';
import { domainEventKeys } from './keys.ts';
import { domainEventLimits } from './limits.ts';

/** Whom events are delivered to: a plugin, or a part of Mortar. */
export interface EventReader {
  readonly name: string;
  readonly types: readonly DomainEventType[];
}

/** What a script passes to domain-event/tell: how many events the outbox keeps, and the event; '' for none. */
export type EventArgs = readonly [kept: number, event: string];

export const noEvent: EventArgs = [0, ''];

/** Digits by which a script tells the ids of its events apart. */
const drawnDigits = 4;

const newEventId = (): string => `evt_${randomBytes(16).toString('base64url')}`;

const registerScript = loadScript('domain-event/register');

export class DomainEventOutboxes {
  readonly #redis: RedisHandle;
  #readers: readonly EventReader[] | undefined;
  #wanted: ReadonlySet<string> = new Set();
  #readAt = 0;
  #reading: Promise<void> | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The outbox of a slot, by its hash tag. */
  keyOf(tag: string): string {
    return domainEventKeys.outbox(this.#redis.prefix, tag);
  }

  /**
   * What a script passes to domain-event/tell: how many events the outbox keeps, and the event; no event where nobody wants it.
   * @param type null for a change of which there is none.
   */
  async argsOf<Type extends DomainEventType>(
    type: Type | null,
    subject: string,
    data: DomainEvents[Type],
  ): Promise<EventArgs> {
    return [domainEventLimits.waiting, type !== null && (await this.wants(type)) ? textOf(type, subject, data) : ''];
  }

  /**
   * What a script that finds its events itself passes to domain-event/tell-drawn: how many events the outbox keeps, what their ids begin
   * with, and which of the types are wanted; '' where none is. As long as it is not known who wants what, all are: an event that nobody
   * wants costs less than one that is missing.
   */
  async draw(types: readonly DomainEventType[]): Promise<string> {
    await this.knownReaders().catch(() => {});
    const wanted = this.#readers ? types.filter((type) => this.#wanted.has(type)) : types;
    if (wanted.length === 0) return '';
    return `${domainEventLimits.waiting} ${newEventId().slice(0, -drawnDigits)} ,${wanted.join(',')},`;
  }

  /** Whether any reader wants events of a type, as it was a few seconds ago. */
  async wants(type: DomainEventType): Promise<boolean> {
    await this.knownReaders();
    return this.#wanted.has(type);
  }

  /** Who wants which events, as it was a few seconds ago. */
  async knownReaders(): Promise<readonly EventReader[]> {
    const age = performance.now() - this.#readAt;
    if (this.#readers === undefined) await this.#read();
    else if (age > domainEventLimits.knownMs) void this.#read().catch(() => {});
    return this.#readers ?? [];
  }

  /** Who wants which events. */
  async readers(): Promise<readonly EventReader[]> {
    await this.#read();
    return this.#readers ?? [];
  }

  /**
   * Has a reader get the events of some types from now on, in the place of those that it got before, and notes that it is there. Other
   * processes learn of it within seconds. One that wants none is forgotten.
   * @throws Refusal INVALID or LIMIT_EXCEEDED.
   */
  async register({ name, types }: EventReader): Promise<void> {
    checkText(name, 'name', domainEventLimits.readerLength);
    checkCount(types, 'types', Object.keys(domainEventTypes).length);
    if (!/^[\w-]+$/.test(name)) refuse('INVALID', 'name must be letters, digits, dashes or underscores.', 'name');
    const unknown = types.find((type) => !isDomainEventType(type));
    if (unknown !== undefined)
      refuse('INVALID', `types has ${JSON.stringify(unknown)}, which is no domain event.`, 'types');
    const { readers, readerMs } = domainEventLimits;
    const args: ScriptArgument[] = [name, [...new Set(types)].join(','), readers, readerMs];
    const [outcome] = (await this.#redis.run(registerScript, [domainEventKeys.readers(this.#redis.prefix)], args)) as [
      'OK' | 'FULL',
    ];
    if (outcome === 'FULL') refuse('LIMIT_EXCEEDED', `There are ${readers} readers of domain events already.`, 'name');
    await this.#read();
  }

  /** Reads of one moment are one. */
  #read(): Promise<void> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readNow(): Promise<void> {
    // Also if it fails: then it is tried again after the same time.
    this.#readAt = performance.now();
    const found = await this.#redis.client.hgetall(domainEventKeys.readers(this.#redis.prefix));
    this.#readers = Object.entries(found).map(([name, text]) => ({
      name,
      types: (text.split(' ')[1] ?? '').split(',').filter(isDomainEventType),
    }));
    this.#wanted = new Set(this.#readers.flatMap(({ types }) => types));
  }
}

/** Type, subject, id and data, a line each. */
function textOf<Type extends DomainEventType>(type: Type, subject: string, data: DomainEvents[Type]): string {
  const name = subject.replaceAll('\n', ' ').slice(0, domainEventLimits.subjectLength);
  return [type, name, newEventId(), JSON.stringify(data)].join('\n');
}
