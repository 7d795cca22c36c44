// One side of the jobs bench in a process of its own, so that neither side's garbage is the other's burden. The bench sends
// a method and its arguments, the side answers with what it measured itself.

import { type ChildProcess, fork } from 'node:child_process';
import { ratePerSecond } from '../compare.ts';

/** What both queues can do. Rates are jobs a second. */
export interface JobSide {
  /** Adds jobs, many a call. Where `priorities` is set, ten of them by turns. */
  addBulk(queue: string, count: number, priorities: boolean): Promise<number>;
  /** Adds jobs one a call, many calls at once. */
  addEach(queue: string, count: number): Promise<number>;
  /** Works through `count` jobs of a queue that holds as many or more. */
  work(queue: string, count: number, concurrency: number): Promise<number>;
  /** Adds a job to an idle queue with a waiting worker, over and over: milliseconds from the call to its handler. */
  idleLatency(queue: string, samples: number): Promise<number[]>;
  close(): Promise<void>;
}

/** A job as both sides add it: a mail to send. */
export const benchJob = {
  name: 'mail.send',
  payload: (index: number) => ({ to: `user-${index}@example.com`, template: 'welcome', locale: 'en' }),
  result: { sent: true },
  attempts: 5,
  backoffMs: 1_000,
} as const;

export const bulk = { callSize: 1_000, calls: 2 } as const;

/** `add` is called with the numbers of the jobs of each call. */
export function rateOfBulk(count: number, add: (indexes: number[]) => Promise<unknown>): Promise<number> {
  const call = (index: number): Promise<unknown> =>
    add(Array.from({ length: bulk.callSize }, (_unused, offset) => index * bulk.callSize + offset));
  return ratePerSecond(count / bulk.callSize, bulk.calls, call).then((calls) => calls * bulk.callSize);
}

/** Counts handled jobs; the rate is taken from the first handler to the last. */
export class HandledJobs {
  readonly rate: Promise<number>;
  readonly #total: number;
  #handled = 0;
  #startedAt = 0;
  #done!: (rate: number) => void;

  constructor(total: number) {
    this.#total = total;
    this.rate = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  add(): void {
    if (this.#handled === 0) this.#startedAt = performance.now();
    this.#handled += 1;
    if (this.#handled === this.#total) this.#done((this.#total - 1) / ((performance.now() - this.#startedAt) / 1_000));
  }
}

/** Waits for each sample's handler before the next, with a pause in between so that the worker is idle again. */
export async function sampleLatency(
  samples: number,
  add: (index: number) => Promise<unknown>,
  heard: { handler?: () => void },
): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const handled = new Promise<number>((resolve) => {
      heard.handler = () => resolve(performance.now());
    });
    const started = performance.now();
    await add(index);
    times.push((await handled) - started);
  }
  return times;
}

type Method = Exclude<keyof JobSide, 'close'>;

interface Call {
  readonly method: Method | 'close';
  readonly args: unknown[];
}
type Answer = { readonly value: unknown } | { readonly error: string };

/** Serves a side to the process that forked this one. */
export function serveSide(side: JobSide): void {
  process.on('message', ({ method, args }: Call) => {
    const run = side[method] as (...args: unknown[]) => Promise<unknown>;
    run(...args).then(
      (value) => {
        process.send?.({ value } satisfies Answer);
        if (method === 'close') process.disconnect();
      },
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
}

/** Forks a side that is served by `file`. */
export function openSide(file: string, redisUrl: string): JobSide {
  const child = fork(new URL(file, import.meta.url), [redisUrl]);
  const call =
    (method: Call['method']) =>
    (...args: unknown[]): Promise<never> =>
      ask(child, { method, args }) as Promise<never>;
  return {
    addBulk: call('addBulk'),
    addEach: call('addEach'),
    work: call('work'),
    idleLatency: call('idleLatency'),
    close: call('close'),
  };
}

/** One call at a time. */
function ask(child: ChildProcess, request: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`The side of ${child.spawnargs.at(-2)} ended`));
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.value);
    });
    child.send(request);
  });
}
