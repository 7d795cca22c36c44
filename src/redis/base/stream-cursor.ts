// Where a reader of a numbered stream stands. The stream's entries hold one thing or several, numbered without a gap, so that
// a reader who was away is told how many were dropped; their ids are times of Redis, so that one whose stream was emptied and
// began anew finds what comes next, too.

import { refuse } from './problem.ts';

/** The cursor before anything. */
export const streamStart = '0-0_0';

const pattern = /^(\d{1,15}-\d{1,9})_(\d{1,15})$/;

/** `<id of the entry>_<number of the thing>`. */
export function streamCursor(id: string, number: number): string {
  return `${id}_${number}`;
}

/** @throws Refusal INVALID that names `after`, for a text that is no cursor. */
export function parseStreamCursor(text: string): { readonly id: string; readonly number: number } {
  const match = pattern.exec(text);
  if (!match) return refuse('INVALID', 'after must be the cursor of an earlier delivery, as it was given', 'after');
  return { id: match[1] as string, number: Number(match[2]) };
}

/** The cursor of a reader of several streams at once: that of each, in their order. */
export function joinCursors(cursors: readonly string[]): string {
  return cursors.join('~');
}

/**
 * The cursors in that of a reader of so many streams. That of one who read the first alone begins the others at their start.
 * @throws Refusal INVALID that names `after`.
 */
export function splitCursors(text: string, count: number): string[] {
  const cursors = text.split('~');
  if (cursors.length === 1) return [text, ...Array.from({ length: count - 1 }, () => streamStart)];
  if (cursors.length === count) return cursors;
  return refuse('INVALID', 'after must be the cursor of an earlier delivery, as it was given', 'after');
}

/** When the entry of an id was added: milliseconds. */
export function streamTimeMs(id: string): number {
  return Number.parseInt(id, 10);
}

/** Follows a stream from a cursor on, thing by thing. */
export class StreamWalk {
  #id: string;
  #number: number;
  #lost: boolean;

  /**
   * @param bornMs when the numbering began, where that is known: a cursor from before it is one of a stream that is lost
   * @throws Refusal INVALID for a wrong cursor.
   */
  constructor(after: string, bornMs = 0) {
    const { id, number } = parseStreamCursor(after);
    this.#id = id;
    this.#number = number;
    this.#lost = number > 0 && streamTimeMs(id) < bornMs;
  }

  /** The entry in which it stands: there may be more in it. */
  get id(): string {
    return this.#id;
  }

  /** The cursor of where it stands. */
  get position(): string {
    return streamCursor(this.#id, this.#number);
  }

  /**
   * Goes on to a thing. Null where it was read before; else how many were dropped before it. Where the stream began anew
   * these are all that came before it, and one for those of the old stream, which nobody can count.
   */
  advance(id: string, number: number): { readonly cursor: string; readonly missed: number } | null {
    if (id === this.#id && number <= this.#number) return null;
    const anew = this.#lost || number <= this.#number;
    const missed = anew ? number : number - this.#number - 1;
    this.#id = id;
    this.#number = number;
    this.#lost = false;
    return { cursor: this.position, missed };
  }
}
