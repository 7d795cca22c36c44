// What a message looks like to those who publish and read it, and what a topic allows.

import { partsMax } from '../base/parts.ts';
import type { StreamWalk } from '../base/stream-cursor.ts';

const day = 86_400_000;

/** What bounds topics, groups and messages. */
export const messageLimits = {
  payloadBytes: 262_144,
  /** Messages of a topic stay until they are too many, too old or, all together, too large. */
  kept: { messages: 10_000, ageMs: 7 * day, bytes: 16_777_216 },
  /** An idempotency key of a topic is known for so long, or until this many newer ones have come. */
  keyMs: day,
  keys: 100_000,
  keyLength: 200,
  topics: 1_000,
  /** Parts that a topic may have. */
  parts: partsMax,
  groupsPerTopic: 50,
  /** A topic that nobody publishes to and a group that nobody consumes with are forgotten after this time. */
  unusedMs: 30 * day,
  /** Messages that a group may have given out, or set aside for another attempt, at a time. */
  pending: 10_000,
  /** Dead letters of a group: the newest stay. */
  dead: { messages: 1_000, bytes: 16_777_216 },
  /** Dead letters that are read or replayed at a time. */
  deadPage: 100,
  errorLength: 2_000,
  /** Entries of a topic, or dead letters of a group, that one script drops of those that are too many. */
  droppedAtOnce: 64,
  /** Messages of one publishing script; long ones count as several, one for each of these bytes. */
  publishBatch: 100,
  publishUnitBytes: 4_096,
  /** Messages of one publishing that are no longer together go to their readers with the news of them. */
  toldBytes: 4_096,
  /** What one read gives at most. */
  page: { messages: 100, bytes: 1_048_576 },
  /** Topics that are read in one script. */
  readBatch: 16,
  concurrencyMax: 1_000,
  attemptsDefault: 5,
  attemptsMax: 100,
  leaseMinMs: 1_000,
  leaseMaxMs: day,
  leaseDefaultMs: 30_000,
  backoffDefault: { delayMs: 1_000, maxDelayMs: 60_000 },
  backoffMaxMs: day,
  /**
   * Who reads on behind one message of a topic of several parts reads the others from so long before it: the clocks of their masters are
   * not the same.
   */
  clocksApartMs: 5_000,
  /** How often messages are dealt out anew among the parts of a topic that has others than those that were known. */
  dealTries: 4,
  /** How far a cursor may lie ahead of Redis' clock, which may have been set back. */
  cursorAheadMs: 60_000,
} as const;

/** What stays of a topic: at least so many of the newest messages, unless they are too old or too large together. */
export interface KeptMessages {
  readonly messages: number;
  readonly ageMs: number;
  readonly bytes: number;
}

/** A message as its readers receive it. */
export interface Message {
  /** Where it stands in its topic: give it as `after` to continue behind it. In a topic of several parts one for all of them (cursor.ts). */
  readonly cursor: string;
  readonly topic: string;
  /** Shared by all who read it in this process: do not change it. */
  readonly payload: unknown;
  /** When it was published, by Redis' clock. */
  readonly at: Date;
  /**
   * Messages dropped between the one before, or the cursor asked for, and this one. Where Redis has lost the topic
   * meanwhile, those that are gone for certain and one for those that nobody can count.
   */
  readonly missed: number;
}

/** An entry of a topic's stream as scripts give it: its id, the number of its first message here, and payloads. */
export type MessageEntry = readonly [id: string, first: number, ...payloads: string[]];

/** Messages as they were read, and the cursors of those whose payload cannot be: these count as missed. */
export interface ReadEntries {
  readonly messages: Message[];
  readonly unreadable: string[];
}

/** The messages of entries of one topic that `walk` has not passed yet. */
export function readEntries(topic: string, entries: readonly MessageEntry[], walk: StreamWalk): ReadEntries {
  const messages: Message[] = [];
  const unreadable: string[] = [];
  let lost = 0;
  for (const [id, first, ...payloads] of entries) {
    const at = new Date(Number.parseInt(id, 10));
    for (const [index, text] of payloads.entries()) {
      const step = walk.advance(id, first + index);
      if (!step) continue;
      const payload = readPayload(text);
      if (payload) messages.push({ ...step, missed: step.missed + lost, topic, payload: payload.value, at });
      else unreadable.push(step.cursor);
      lost = payload ? 0 : lost + 1 + step.missed;
    }
  }
  return { messages, unreadable };
}

/** A stored payload; undefined where it is no JSON. */
export function readPayload(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
