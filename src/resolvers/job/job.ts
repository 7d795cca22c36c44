import { isName, nameLengths, nameRule } from '../../redis/base/name.ts';
import { checkLimit } from '../../redis/base/page.ts';
import { type Problem, Refusal, rangeOf, refuse } from '../../redis/base/problem.ts';
import { isAboutJob, type JobChange } from '../../redis/job/event.ts';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import { type FoundJobs, searchJobs } from '../../redis/job/search.ts';
import type { Job, JobSort, JobState, NewJob } from '../../redis/job/shapes.ts';
import { jobLimits, parseJobId } from '../../redis/job/shapes.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { apiError, badInput, badInputBut } from '../base/errors.ts';
import { readGlobalId, readKey, requireKey } from '../base/global-id.ts';
import { type Page, type PageArguments, readPage, toPage } from '../base/page.ts';
import { resumeAfter } from '../base/resume.ts';

/** The first job of an idempotency key outlives its record. */
const goneMessage = 'The job of this idempotency key was accepted before, is finished and no longer kept';

export type JobAnswer = Answer<{ job: Job | null }>;

export async function jobEnqueue(input: NewJob, context: Context): Promise<JobAnswer> {
  const { stores } = context;
  requireQueue(input.queue, context);
  return answer<{ job: Job | null }>({ job: null }, async () => {
    const { id } = await stores.jobs.enqueue(input);
    return { job: (await stores.jobs.get(id)) ?? refuse('CONFLICT', goneMessage, 'idempotencyKey') };
  });
}

/** Each job on its own: one that is refused leaves the others as they are. */
export async function jobsEnqueue(
  inputs: readonly NewJob[],
  context: Context,
): Promise<Answer<{ jobs: (Job | null)[] }>> {
  const { stores } = context;
  for (const { queue } of inputs) requireQueue(queue, context);
  if (inputs.length > jobLimits.batch) {
    const message = `jobs has at most ${jobLimits.batch} entries, not ${inputs.length}.`;
    const allowed = [rangeOf(0, jobLimits.batch, 'entries')];
    return { jobs: [], userErrors: [{ code: 'LIMIT_EXCEEDED', message, field: ['jobs'], allowed }] };
  }
  const outcomes = await Promise.allSettled(inputs.map((input) => stores.jobs.enqueue(input)));
  const jobs = await Promise.all(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? stores.jobs.get(outcome.value.id) : null)),
  );
  const userErrors = outcomes.flatMap((outcome, index) => {
    const at = (problem: Problem): Problem => ({
      ...problem,
      field: ['jobs', String(index), ...(problem.field ?? [])],
    });
    if (outcome.status === 'fulfilled')
      return jobs[index] ? [] : [at({ code: 'CONFLICT', message: goneMessage, field: ['idempotencyKey'] })];
    if (!(outcome.reason instanceof Refusal)) throw outcome.reason;
    return outcome.reason.problems.map(at);
  });
  return { jobs, userErrors };
}

export function jobCancel(id: string, context: Context): Promise<JobAnswer> {
  return withJob(id, context, async (key) => {
    await context.stores.jobs.cancel(key);
    return [];
  });
}

export function jobRetry(id: string, context: Context): Promise<JobAnswer> {
  return withJob(id, context, async (key) => {
    await context.stores.jobs.retry(key);
    return [];
  });
}

/**
 * Judges whether the caller may enqueue and work on jobs of a queue: an API key may be for some of them.
 * @throws FORBIDDEN.
 */
export function requireQueue(queue: string, { session }: Context): void {
  const queues = session?.apiKey?.queues;
  if (queues && !queues.includes(queue))
    throw apiError('FORBIDDEN', `This API key is not for the queue ${JSON.stringify(queue)}.`);
}

/** Does something to the job of a global id, and answers the job as it is then, also if that was refused. */
export function withJob(
  id: string,
  context: Context,
  act: (key: string) => Promise<readonly Problem[]>,
): Promise<JobAnswer> {
  const { stores } = context;
  const read = readGlobalId(id);
  const key = read?.typename === 'Job' ? read.key : '';
  requireQueue(parseJobId(key)?.queue ?? '', context);
  return answer<{ job: Job | null }>(
    async () => ({ job: await stores.jobs.get(key) }),
    async () => {
      const userErrors = await act(requireKey('Job', id));
      return { job: await stores.jobs.get(key), userErrors };
    },
  );
}

/** Workers and administrators may read any job. */
export function mayReadJobs({ session }: Context): boolean {
  return session?.roles.some((role) => role === 'WORKER' || role === 'ADMIN') ?? false;
}

export function job(id: string, { stores }: Context): Promise<Job | null> {
  return stores.jobs.get(id);
}

/** @throws BAD_USER_INPUT for text that is no global id. */
export async function jobNamed(globalId: string, context: Context): Promise<Job | null> {
  if (!readGlobalId(globalId)) throw badInput('id is not a global id. Pass the `id` of an object.', 'id');
  const id = readKey('Job', globalId);
  return id === null ? null : job(id, context);
}

export interface DeadJobsInput {
  readonly queue: string;
  readonly name?: string | null;
  readonly limit?: number | null;
}

export interface DeadJobs {
  readonly count: number;
  readonly ids: readonly string[];
  readonly queue: QueueStats | null;
}

export function deadJobsReplay(input: DeadJobsInput, context: Context): Promise<Answer<DeadJobs>> {
  return eachDead(input, context, (name, limit) => context.stores.jobs.replayDead(input.queue, name, limit));
}

export function deadJobsPurge(input: DeadJobsInput, context: Context): Promise<Answer<DeadJobs>> {
  return eachDead(input, context, (name, limit) => context.stores.jobs.purgeDead(input.queue, name, limit));
}

function eachDead(
  { queue, name, limit }: DeadJobsInput,
  { stores }: Context,
  act: (name: string | null, limit: number) => Promise<readonly string[]>,
): Promise<Answer<DeadJobs>> {
  const after = async (ids: readonly string[]) => ({ count: ids.length, ids, queue: await stores.jobs.queue(queue) });
  return answer(
    () => after([]),
    async () => {
      if (!(await stores.jobs.queue(queue))) refuse('NOT_FOUND', 'There is no queue of this name.', 'queue');
      return after(await act(name ?? null, deadLimit(limit)));
    },
  );
}

/** The job of a global id now and after each change, until it is pruned. @throws BAD_USER_INPUT where there is none. */
export async function jobUpdated(globalId: string, { live, stores }: Context): Promise<AsyncIterable<Job>> {
  const id = readKey('Job', globalId) ?? '';
  const parsed = parseJobId(id);
  if (!parsed || !(await stores.jobs.get(id))) throw badInput('There is no job with this id.', 'id');
  return live.snapshots({
    channels: [stores.jobs.changedChannel(parsed.part)],
    isAbout: (text) => isAboutJob(text, parsed.number),
    load: () => stores.jobs.get(id),
    shareKey: `job ${id}`,
  });
}

export interface JobEvent extends JobChange {
  readonly job: Job;
}

/**
 * What happens to a queue's jobs, from a cursor on or from now on. A job that is pruned already counts as missed. The queue may still
 * be without jobs. @throws BAD_USER_INPUT for a name that is none.
 */
export async function jobEvents(
  queue: string,
  after: string | null,
  context: Context,
): Promise<AsyncIterable<JobEvent>> {
  const { live, stores } = context;
  if (!isName(queue)) throw badInputBut(nameLengths, `queue ${nameRule}`, 'queue');
  let pruned = 0;
  return live.feed<JobChange & { readonly job: Job | null }, JobEvent>({
    channels: (await stores.jobs.partsOf(queue)).map((part) => stores.jobs.changedChannel(part)),
    shareKey: `jobs ${queue}`,
    after: resumeAfter(after, context),
    head: () => stores.jobEvents.head(queue),
    read: async (from, limit) => {
      const { entries, position } = await stores.jobEvents.read(queue, from, limit);
      const jobs = await stores.jobs.getAll(entries.map(({ jobId }) => jobId));
      return { entries: entries.map((change, index) => ({ ...change, job: jobs[index] ?? null })), position };
    },
    pick: (changes) => {
      const events: JobEvent[] = [];
      for (const change of changes) {
        if (!hasJob(change)) {
          pruned += 1 + change.missed;
          continue;
        }
        events.push(pruned === 0 ? change : { ...change, missed: change.missed + pruned });
        pruned = 0;
      }
      return events;
    },
  });
}

const hasJob = (change: JobChange & { readonly job: Job | null }): change is JobEvent => change.job !== null;

const countOf = {
  WAITING: 'waiting',
  DELAYED: 'delayed',
  ACTIVE: 'active',
  COMPLETED: 'completed',
  DEAD: 'dead',
  CANCELLED: 'cancelled',
} as const satisfies Record<JobState, string>;

/** A page of a queue's jobs in one state. */
export async function jobsOf(
  queue: string,
  { state, sort, ...args }: PageArguments & { state?: JobState | null; sort?: JobSort | null },
  { stores }: Context,
): Promise<Page<Job>> {
  const request = readPage(args);
  const oneMore = { ...request, size: request.size + 1 };
  const found = await orBadInput(stores.jobs.page(queue, state ?? 'WAITING', oneMore, sort ?? undefined));
  const entries = found.slice(0, request.size);
  if (request.backwards) entries.reverse();
  return toPage(
    request,
    { entries, more: found.length > request.size },
    ({ cursor }) => cursor,
    ({ job }) => job,
    async () => (await stores.jobs.queue(queue))?.counts[countOf[state ?? 'WAITING']] ?? 0,
  );
}

/** @throws BAD_USER_INPUT for a text that is too short or too long. */
export function searchQueue(
  queue: string,
  { text, state, sort }: { text: string; state?: JobState | null; sort?: JobSort | null },
  { stores }: Context,
): Promise<FoundJobs> {
  const search = { queue, state: state ?? 'WAITING', sort: sort ?? undefined, text: readKey('Job', text) ?? text };
  return orBadInput(searchJobs(stores.jobs, search));
}

function deadLimit(limit: number | null | undefined): number {
  if (limit == null) return jobLimits.deadMax;
  checkLimit(limit, { default: jobLimits.deadMax, max: jobLimits.deadMax });
  return limit;
}
