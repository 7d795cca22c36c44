// Cursors of topics. That of a topic of one part is that of its stream. In a topic of several parts a reader's cursor is that of each
// part, in their order, and a message that was published, or given to a group, is named by the cursor of its own part, `@`, the place of
// the part and how many there are: `1700000000000-0_5@2.6`.

import { refuse } from '../base/problem.ts';
import { joinCursors, parseStreamCursor, streamStart } from '../base/stream-cursor.ts';
import { messageLimits } from './shapes.ts';

/** One message of a part. */
export interface PartCursor {
  readonly cursor: string;
  readonly place: number;
  readonly count: number;
}

/** Where readers stand in each part, or a message behind which they go on. */
export type TopicCursor = readonly string[] | PartCursor;

/** Before the first message, for a reader of parts that are not there any more: it missed at least one. */
const lost = '0-0_1';

/** The name of a message among those of all parts of its topic. */
export function partCursor({ cursor, place, count }: PartCursor): string {
  return count === 1 ? cursor : `${cursor}@${place}.${count}`;
}

/** The message that a cursor names; null for any other text. */
export function parsePartCursor(text: string): PartCursor | null {
  const [, cursor, place, count] = /^(\d{1,15}-\d{1,9}_\d{1,15})@(\d{1,2})\.(\d{1,2})$/.exec(text) ?? [];
  if (cursor === undefined || !(Number(place) < Number(count))) return null;
  return { cursor, place: Number(place), count: Number(count) };
}

/** @throws Refusal INVALID that names `after`, for a text that is no cursor of a topic. */
export function parseTopicCursor(text: string): TopicCursor {
  const message = parsePartCursor(text);
  if (message) return message;
  const cursors = text.split('~');
  for (const cursor of cursors) parseStreamCursor(cursor);
  if (cursors.length > messageLimits.parts)
    refuse('INVALID', 'after must be the cursor of an earlier delivery, as it was given', 'after');
  return cursors;
}

/** The cursors of streams in a cursor of a topic. */
export function streamsOf(cursor: TopicCursor): readonly string[] {
  return 'cursor' in cursor ? [cursor.cursor] : cursor;
}

/**
 * Where each part of a topic that has so many is read from; null where that has to be looked up. A cursor of another number of parts is
 * of a topic that was lost and made anew. One of a single part is of before it had several.
 */
export function positionsOf(cursor: TopicCursor, count: number): readonly string[] | null {
  if ('cursor' in cursor) return cursor.count === count ? null : lostIn(count);
  if (cursor.length === count) return cursor;
  return cursor.length === 1 ? [cursor[0] as string, ...startsOf(count - 1)] : lostIn(count);
}

function startsOf(count: number): string[] {
  return Array.from({ length: count }, () => streamStart);
}

function lostIn(count: number): string[] {
  return Array.from({ length: count }, () => lost);
}

/** Gives things of several parts the cursors of readers who have got those before them. */
export class JoinedCursor {
  readonly #cursors: string[];

  constructor(cursors: readonly string[]) {
    this.#cursors = [...cursors];
  }

  /** The cursor of a reader who has got one more of a part. */
  advance(place: number, cursor: string): string {
    this.#cursors[place] = cursor;
    return joinCursors(this.#cursors);
  }
}
