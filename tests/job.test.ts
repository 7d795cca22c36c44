// Jobs through the API, run by a real worker.

import { gql } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineHandler, UnrecoverableError } from '../src/worker/handler.ts';
import { type ListenToQueue, Worker } from '../src/worker/worker.ts';
import { openTestApp } from './support/app.ts';

const app = await openTestApp();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const double = defineHandler({
  name: 'double',
  payload: z.object({ number: z.number() }),
  async run({ number }, _job, { progress, log }) {
    progress(0.5, 'half way');
    log(`doubling ${number}`);
    await wait(150);
    return { doubled: 2 * number };
  },
});

const poison = defineHandler({
  name: 'poison',
  payload: z.unknown(),
  run: () => Promise.reject(new UnrecoverableError('cannot be done')),
});

function openWorker(queue: string): Worker {
  const listen: ListenToQueue = (name, onMessage) => app.live.listen(app.stores.jobs.changedChannel(name), onMessage);
  return new Worker(app.stores.jobLeases, listen, { queue, handlers: [double, poison] });
}

describe('a worker', () => {
  it('runs a job with progress, log and result, and keeps what it was told', async () => {
    const worker = openWorker('work');
    const { id } = await app.stores.jobs.enqueue({ queue: 'work', name: 'double', payload: { number: 21 } });
    await expect.poll(async () => (await app.stores.jobs.get(id))?.progressMessage).toBe('half way');
    await expect.poll(async () => (await app.stores.jobs.get(id))?.state).toBe('COMPLETED');
    expect((await app.stores.jobs.get(id))?.result).toEqual({ doubled: 42 });
    expect((await app.stores.jobs.logs(id)).map(({ message }) => message)).toEqual(['doubling 21']);
    await worker.close();
  });

  it('lets a job that cannot succeed, a payload that does not fit and a name nobody knows end dead at once', async () => {
    const worker = openWorker('dead');
    const ids = await Promise.all(
      [
        { name: 'poison', payload: null },
        { name: 'double', payload: { number: 'many' } },
        { name: 'unheard-of', payload: null },
      ].map((job) => app.stores.jobs.enqueue({ queue: 'dead', ...job })),
    );
    for (const { id } of ids) {
      await expect.poll(async () => (await app.stores.jobs.get(id))?.state).toBe('DEAD');
      expect((await app.stores.jobs.get(id))?.attempt).toBe(1);
    }
    await worker.close();
  });

  it('works through many jobs with bounded concurrency', async () => {
    const worker = openWorker('many');
    await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        app.stores.jobs.enqueue({ queue: 'many', name: 'double', payload: { number } }),
      ),
    );
    await expect
      .poll(async () => (await app.stores.jobs.queue('many'))?.counts.completed, { timeout: 10_000 })
      .toBe(50);
    await worker.close();
  });
});

describe('the API', () => {
  it('refuses those without the right', async () => {
    const document = gql`
      mutation {
        jobEnqueue(input: { queue: "api", name: "double" }) {
          job {
            id
          }
        }
      }
    `;
    await expect(app.client().request(document)).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
  });
});
