// Finds jobs of a queue by a text, for people who look for one: among as many as one search may read.

import { checkText } from '../base/given.ts';
import type { Jobs } from './job.ts';
import { type Job, type JobSort, type JobState, jobLimits } from './shapes.ts';

export interface JobSearch {
  readonly queue: string;
  readonly state: JobState;
  /** The usual sort of the state where absent. */
  readonly sort?: JobSort | undefined;
  readonly text: string;
}

export interface FoundJobs {
  /** In the order of the sort. */
  readonly jobs: readonly Job[];
  /** How many were looked at. */
  readonly examined: number;
  /** Whether all jobs of the state were looked at. */
  readonly complete: boolean;
}

const { examinedPerPage, examined: mostExamined, found: mostFound, textLength } = jobLimits.search;

/**
 * The first jobs that have the text in their id, name, idempotency key, worker, payload, result or errors, in any case.
 * @throws Refusal INVALID that names `text`.
 */
export async function searchJobs(jobs: Jobs, { queue, state, sort, text }: JobSearch): Promise<FoundJobs> {
  checkText(text, 'text', textLength);
  const wanted = text.toLowerCase();
  const found: Job[] = [];
  let examined = 0;
  let after: string | null = null;
  while (examined < mostExamined && found.length < mostFound) {
    const page = await jobs.page(queue, state, { after, size: examinedPerPage, backwards: false }, sort);
    for (const { job } of page)
      if (!(job instanceof Error) && found.length < mostFound && textOf(job).includes(wanted)) found.push(job);
    examined += page.length;
    after = page.at(-1)?.cursor ?? null;
    if (page.length < examinedPerPage) return { jobs: found, examined, complete: true };
  }
  return { jobs: found, examined, complete: false };
}

function textOf({ id, name, idempotencyKey, workerId, payload, result, errors }: Job): string {
  const messages = errors.map(({ message }) => message);
  const values = [payload, result].map((value) => JSON.stringify(value) ?? '');
  return [id, name, idempotencyKey ?? '', workerId ?? '', ...values, ...messages].join('\n').toLowerCase();
}
