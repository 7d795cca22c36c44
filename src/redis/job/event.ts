// The stream of what happened to a queue's jobs: capped, numbered without gaps, so that a reader who comes back learns how many
// it missed.

import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { joinCursors, StreamWalk, splitCursors, streamCursor, streamTimeMs } from '../base/stream-cursor.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { readState } from './record.ts';
import type { JobState } from './shapes.ts';

/** A change of a job. */
export interface JobChange {
  readonly cursor: string;
  readonly jobId: string;
  readonly state: JobState;
  readonly progress: number;
  readonly at: Date;
  /** Events dropped between the cursor asked for and this one. */
  readonly missed: number;
}

export class JobEvents {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
  }

  /** The cursor of the newest event. */
  async head(queue: string): Promise<string> {
    return joinCursors(await Promise.all((await this.#parts.read(queue)).map((part) => this.#headOf(part))));
  }

  async #headOf(part: string): Promise<string> {
    const { client, prefix } = this.#redis;
    const [[entry], number] = await Promise.all([
      client.xrevrange(jobKeys.events(prefix, part), '+', '-', 'COUNT', 1),
      client.hget(jobKeys.meta(prefix, part), 'events'),
    ]);
    return streamCursor(entry?.[0] ?? '0-0', Number(number ?? 0));
  }

  /**
   * Events after a cursor, of at most `limit` entries of the stream: oldest first, those of each part of the queue in their order.
   * @throws Refusal INVALID that names `after` or `limit`.
   */
  async read(queue: string, after: string, limit: number): Promise<{ entries: JobChange[]; position: string }> {
    checkSize(limit, 'limit');
    const parts = await this.#parts.read(queue);
    const cursors = splitCursors(after, parts.length);
    const most = Math.ceil(limit / parts.length);
    const pages = await Promise.all(parts.map((part, index) => this.#readPart(part, cursors[index] as string, most)));
    const position = joinCursors(pages.map((page) => page.position));
    if (parts.length === 1) return { entries: (pages[0] as EventPage).entries, position };
    const all = pages.flatMap(({ entries }, index) => entries.map((entry) => ({ index, entry })));
    all.sort((one, other) => one.entry.at.getTime() - other.entry.at.getTime());
    // Whoever goes on behind an event goes on in each part behind the last event of that part before it.
    const entries = all.map(({ index, entry }) => {
      cursors[index] = entry.cursor;
      return { ...entry, cursor: joinCursors(cursors) };
    });
    return { entries, position };
  }

  async #readPart(queue: string, after: string, limit: number): Promise<EventPage> {
    const walk = new StreamWalk(after);
    // The cursor may stand within an entry, which is therefore read again.
    const found = await this.#redis.client.xrange(
      jobKeys.events(this.#redis.prefix, queue),
      walk.id,
      '+',
      'COUNT',
      limit,
    );
    const entries: JobChange[] = [];
    for (const [id, [, first, , text]] of found) {
      const at = new Date(streamTimeMs(id));
      let number = Number(first) - 1;
      for (const { letter, progress, numbers } of readChanges(text as string)) {
        const state = readState(letter);
        for (const job of numbers) {
          number += 1;
          const step = walk.advance(id, number);
          if (state && step) entries.push({ ...step, jobId: `${queue}:${job}`, state, progress, at });
        }
      }
    }
    return { entries, position: walk.position };
  }
}

interface EventPage {
  readonly entries: JobChange[];
  readonly position: string;
}

interface Change {
  readonly letter: string;
  readonly progress: number;
  /** The jobs that it is about. */
  readonly numbers: readonly string[];
}

/** Whether a message of a queue's channel is about one of its jobs. */
export function isAboutJob(text: string, number: string): boolean {
  return ` ${text.replaceAll('\n', ' ')} `.includes(` ${number} `);
}

/** Reads lines of a letter, the progress where it is told, and the jobs' numbers: `w 1 2 3`, `a0.5 4`. */
function readChanges(text: string): Change[] {
  return text.split('\n').map((line) => {
    const [head = '', ...numbers] = line.split(' ');
    const letter = head.slice(0, 1);
    return { letter, progress: letter === 'c' ? 1 : Number(head.slice(1)), numbers };
  });
}
