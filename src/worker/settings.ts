// What a worker is set up with, checked so that a mistake is told with the name of the setting before anything runs.

import { isName, nameRule } from '../redis/base/name.ts';
import { jobLimits, type Retention } from '../redis/job/shapes.ts';
import type { Handler } from './handler.ts';

/** What a worker runs, and how. */
export interface WorkerSettings {
  /** The queue whose jobs it runs; its cron schedules are kept as well. */
  readonly queue: string;
  /** One a job name; jobs of other names wait for a worker that knows them. */
  readonly handlers: readonly Handler[];
  /** Jobs at a time (10). */
  readonly concurrency?: number;
  /** How long a job is held without a sign of life (30,000). */
  readonly leaseMs?: number;
  /** Who holds a job, for those who look at it (host, process and a random part). */
  readonly workerId?: string;
  /** What stays of the queue's finished jobs (10,000 completed ones up to a week old, dead ones up to 90 days, ...). */
  readonly retention?: Partial<Retention>;
  /** Told of what goes wrong outside a handler, such as an outage of Redis; the worker continues by itself. */
  onError?(error: unknown): void;
}

/** @throws an Error that says what is wrong and what is allowed. */
export function checkSettings({ queue, handlers, concurrency, leaseMs, workerId }: WorkerSettings): void {
  const check = (allowed: boolean, setting: string, rule: string): void => {
    if (!allowed) throw new Error(`A worker's ${setting} ${rule}`);
  };
  const whole = (value: number | undefined, from: number, to: number): boolean =>
    value === undefined || (Number.isInteger(value) && value >= from && value <= to);

  check(isName(queue), 'queue', nameRule);
  check(
    whole(concurrency, 1, jobLimits.concurrencyMax),
    'concurrency',
    `must be a whole number from 1 to ${jobLimits.concurrencyMax}`,
  );
  check(
    whole(leaseMs, jobLimits.leaseMinMs, jobLimits.leaseMaxMs),
    'leaseMs',
    `must be from ${jobLimits.leaseMinMs} ms to 24 hours`,
  );
  check(
    workerId === undefined || /^[\w.:@-]{1,100}$/.test(workerId),
    'workerId',
    'must be 1 to 100 letters, digits or . : @ - _',
  );
  // A program without types may leave it out, and each job would end dead.
  const bare = handlers.find(({ payload }) => typeof payload?.['~standard']?.validate !== 'function');
  check(bare === undefined, 'handlers', `must have a schema as payload: ${JSON.stringify(bare?.name)} has none`);
  const names = handlers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  check(twice === undefined, 'handlers', `must have different names: ${JSON.stringify(twice)} is there twice`);
}
