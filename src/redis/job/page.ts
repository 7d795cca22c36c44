// Pages of a queue's jobs in one state. Those of a queue of several parts are merged: by when the jobs reached their state, and those that
// wait by their priority, and among equals part by part.

import type { RedisHandle } from '../base/handle.ts';
import { checkSize, type PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { jobKeys } from './keys.ts';
import { partSuffix } from './part-name.ts';
import { QueueParts } from './parts.ts';
import { type JobParts, readJob } from './record.ts';
import { type Job, type JobSort, type JobState, jobLimits, usualSort } from './shapes.ts';

const pageScript = loadScript('job/page');

/** A job of a page, with its cursor. */
export interface PagedJob {
  readonly cursor: string;
  /** An Error for one whose record or state cannot be read. */
  readonly job: Job | Error;
}

const setOf: Record<JobState, string> = {
  WAITING: 'p',
  DELAYED: 'delayed',
  ACTIVE: 'lease',
  COMPLETED: 'done',
  DEAD: 'dead',
  CANCELLED: 'cancelled',
};

/** Where a page begins in a part: behind the job of an id at a score, or with what is at the score if the id is ''. */
interface Position {
  readonly score: string;
  readonly id: string;
}

interface Look {
  readonly state: JobState;
  readonly fromTheStart: boolean;
  readonly size: number;
}

interface Found {
  /** Of the part, among all. */
  readonly part: number;
  readonly score: number;
  readonly paged: PagedJob;
}

export class JobPages {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;
  readonly #readAll: (part: string, ids: readonly string[]) => Promise<(Job | null)[]>;

  constructor(redis: RedisHandle, readAll: (part: string, ids: readonly string[]) => Promise<(Job | null)[]>) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
    this.#readAll = readAll;
  }

  /** As `Jobs.page`. */
  async page(
    queue: string,
    state: JobState,
    { after, size, backwards }: PageRequest,
    sort: JobSort = usualSort[state],
  ): Promise<PagedJob[]> {
    checkSize(size);
    const argument = backwards ? 'before' : 'after';
    const cursor = after === null ? null : parseCursor(after, argument);
    const look = { state, fromTheStart: backwards === (sort === 'NEWEST'), size };
    const at = cursor && cursor.suffix === '' ? cursor : null;
    const [first, count] = await this.#read(queue, look, at, 0);
    const parts = this.#parts.of(queue, count);
    const place = cursor === null ? 0 : parts.indexOf(`${queue}${cursor.suffix}`);
    if (place < 0) return refuseCursor(argument);
    if (count === 1) return first.map(({ paged }) => paged);
    const pages = await Promise.all(
      parts.map(async (part, index) => {
        const position = cursor && beginningOf(look, cursor, index, place);
        if (position === undefined) return [];
        // The first is read already where it begins with the cursor.
        return index === 0 && position === at ? first : (await this.#read(part, look, position, index))[0];
      }),
    );
    return pages
      .flat()
      .sort(orderOf(look))
      .slice(0, size)
      .map(({ paged }) => paged);
  }

  /** A page of one part, and how many parts there are. */
  async #read(part: string, look: Look, position: Position | null, index: number): Promise<[Found[], number]> {
    const place = [
      setOf[look.state],
      look.fromTheStart ? 'f' : 'b',
      position?.score ?? '',
      position?.id ?? '',
      look.size,
    ];
    const [found, parts, count] = (await this.#redis.run(
      pageScript,
      [jobKeys.queue(this.#redis.prefix, part)],
      [...place, jobLimits.priorityMax, jobLimits.pageSearch, jobLimits.bytesPerScript],
    )) as [string[], JobParts, number];
    const ids = found.filter((_value, place) => place % 2 === 1).map((number) => `${part}:${number}`);
    const read = ids.slice(0, parts[0].length).map((id, place) => readJob(id, part, parts, place));
    // More where they are long together.
    const jobs = read.length < ids.length ? [...read, ...(await this.#readAll(part, ids.slice(read.length)))] : read;
    const suffix = part.slice(part.indexOf('~') < 0 ? part.length : part.indexOf('~'));
    const entries = jobs.map((job, at) => ({
      part: index,
      score: Number(found[2 * at]),
      paged: {
        cursor: `${found[2 * at]}_${found[2 * at + 1]}${suffix}`,
        job: job ?? new Error(`The job ${ids[at]} cannot be read, or is no longer kept`),
      },
    }));
    return [entries, count];
  }
}

const pattern = new RegExp(`^(-?[\\d.e+]+)_(\\d+)((?:${partSuffix})?)$`);

function parseCursor(cursor: string, argument: string): Position & { readonly suffix: string } {
  const match = pattern.exec(cursor);
  if (!match) return refuseCursor(argument);
  return { score: match[1] as string, id: match[2] as string, suffix: match[3] as string };
}

function refuseCursor(argument: string): never {
  return refuse('INVALID', `${argument} is not a cursor of this list.`, argument);
}

/** Where a page behind a cursor of the part at `place` begins in another part; undefined if there is nothing more in it. */
function beginningOf(
  { state, fromTheStart }: Look,
  cursor: Position,
  index: number,
  place: number,
): Position | undefined {
  if (index === place) return cursor;
  // Whether what is equal to the cursor in this part came before it.
  const passed = fromTheStart ? index < place : index > place;
  const score = Number(cursor.score);
  if (state !== 'WAITING') return { score: String(passed === fromTheStart ? score + 1 : score), id: '' };
  const level = passed ? score + (fromTheStart ? -1 : 1) : score;
  return level < 0 || level > jobLimits.priorityMax ? undefined : { score: String(level), id: '' };
}

/** Jobs that wait run from the highest priority down; of all others the lowest score is first. */
function orderOf({ state, fromTheStart }: Look): (one: Found, other: Found) => number {
  const direction = fromTheStart ? 1 : -1;
  const byScore = state === 'WAITING' ? -direction : direction;
  return (one, other) => byScore * (one.score - other.score) || direction * (one.part - other.part);
}
