// What an administrator does with a queue: cancelling, replaying dead letters, pausing, paging.

import { describe, expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

describe('steering', () => {
  const fail = async (queue: string): Promise<void> => {
    const { claimed } = await step(queue);
    const outcome = { kind: 'FAILED', message: 'no', retry: false } as const;
    await step(queue, { want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
  };

  it('cancels a waiting and a delayed job, so that no worker gets them', async () => {
    const waiting = await jobs.enqueue({ queue: 'cancel', name: 'n' });
    const delayed = await jobs.enqueue({ queue: 'cancel', name: 'n', delayMs: 60_000 });
    await jobs.cancel(waiting.id);
    await jobs.cancel(delayed.id);
    expect((await jobs.queue('cancel'))?.counts).toMatchObject({ waiting: 0, delayed: 0, cancelled: 2 });
    expect((await step('cancel')).claimed).toEqual([]);
    expect((await jobs.queue('cancel'))?.counts.waiting).toBe(0);
    await expect(jobs.cancel(waiting.id)).rejects.toThrow('finished already');
    await expect(jobs.cancel('cancel:999')).rejects.toThrow('no such job');
  });

  it('finds what waits behind many cancelled jobs', async () => {
    // One after another: calls that run at once promise no order among themselves.
    const first = await jobs.enqueue({ queue: 'behind', name: 'n' });
    const others = await Promise.all(Array.from({ length: 700 }, () => jobs.enqueue({ queue: 'behind', name: 'n' })));
    const { id } = await jobs.enqueue({ queue: 'behind', name: 'n' });
    await Promise.all(others.map((each) => jobs.cancel(each.id)));
    expect((await step('behind', { want: 1 })).claimed.map((job) => job.id)).toEqual([first.id]);
    expect((await step('behind', { want: 1 })).nextDueMs, 'it looked at many and asks to come back').toBe(0);
    expect((await step('behind', { want: 1 })).claimed.map((job) => job.id)).toEqual([id]);
    expect((await jobs.queue('behind'))?.counts.waiting).toBe(0);
  });

  it('tells the worker of an active job, which then ends cancelled and not dead', async () => {
    const { id } = await jobs.enqueue({ queue: 'stop', name: 'n' });
    const [claim] = (await step('stop')).claimed;
    const lease = { id, fence: claim?.fence ?? '' };
    await jobs.cancel(id);
    expect(await leases.touch('stop', 30_000, [lease])).toEqual(['CANCEL_REQUESTED']);
    await step('stop', {
      want: 0,
      finished: [{ ...lease, outcome: { kind: 'FAILED', message: 'stopped', retry: true } }],
    });
    expect((await jobs.get(id))?.state).toBe('CANCELLED');
  });

  it('gives as many jobs as are wanted, however many before them were cancelled', async () => {
    const added = await jobs.enqueueMany(Array.from({ length: 60 }, () => ({ queue: 'sparse', name: 'n' })));
    for (const { id } of added.slice(0, 55)) await jobs.cancel(id);
    expect((await step('sparse', { want: 5 })).claimed.map(({ id }) => id)).toEqual(
      added.slice(55).map(({ id }) => id),
    );
    expect((await jobs.queue('sparse'))?.counts).toMatchObject({ waiting: 0, active: 5, cancelled: 55 });
  });

  it.each([null, 'n'])(
    'replays each dead job once per call, however soon it is dead again (name: %s)',
    async (name) => {
      const queue = `again-${name}`;
      await jobs.enqueueMany(Array.from({ length: 300 }, () => ({ queue, name: 'n', maxAttempts: 1 })));
      let runs = 0;
      const failSome = async (): Promise<number> => {
        const { claimed } = await step(queue, { want: 100 });
        const outcome = { kind: 'FAILED', message: 'no', retry: true } as const;
        await step(queue, { want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
        runs += claimed.length;
        return claimed.length;
      };
      while ((await failSome()) > 0);
      expect(runs).toBe(300);
      let replaying = true;
      const failing = (async () => {
        while (replaying) await failSome();
        while ((await failSome()) > 0);
      })();
      expect(await jobs.replayDead(queue, name, 10_000)).toHaveLength(300);
      replaying = false;
      await failing;
      expect(runs).toBe(600);
      expect((await jobs.queue(queue))?.counts).toMatchObject({ dead: 300, waiting: 0, active: 0 });
    },
  );

  it('cancels an active job that its worker gives back', async () => {
    const { id } = await jobs.enqueue({ queue: 'stop-back', name: 'n' });
    const [claim] = (await step('stop-back')).claimed;
    await jobs.cancel(id);
    await step('stop-back', {
      want: 0,
      finished: [{ id, fence: claim?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }],
    });
    expect((await jobs.get(id))?.state).toBe('CANCELLED');
  });

  it('runs a cancelled job once where it is called back before a worker came upon its old place', async () => {
    const { id } = await jobs.enqueue({ queue: 'back-again', name: 'n' });
    await jobs.cancel(id);
    await jobs.retry(id);
    expect((await jobs.queue('back-again'))?.counts.waiting).toBe(1);
    expect((await step('back-again')).claimed.map((job) => job.id)).toEqual([id]);
    expect((await jobs.queue('back-again'))?.counts).toMatchObject({ waiting: 0, active: 1 });
  });

  it('replays dead letters of one name in chunks, and purges the rest', async () => {
    await Promise.all(
      Array.from({ length: 250 }, (_, index) => jobs.enqueue({ queue: 'dead', name: index % 2 ? 'odd' : 'even' })),
    );
    for (let round = 0; round < 25; round += 1) await fail('dead');
    expect((await jobs.queue('dead'))?.counts.dead).toBe(250);
    expect(await jobs.replayDead('dead', 'odd', 1_000)).toHaveLength(125);
    expect((await jobs.queue('dead'))?.counts).toMatchObject({ dead: 125, waiting: 125 });
    expect(await jobs.purgeDead('dead', null, 100)).toHaveLength(100);
    expect((await jobs.queue('dead'))?.counts.dead).toBe(25);
    const { claimed } = await step('dead', { want: 1 });
    expect(claimed[0]).toMatchObject({ name: 'odd', attempt: 1 });
  });

  it('runs one dead job again, and refuses one that is not dead', async () => {
    const { id } = await jobs.enqueue({ queue: 'again', name: 'n' });
    await expect(jobs.retry(id)).rejects.toThrow('Only a dead or cancelled');
    await fail('again');
    await jobs.retry(id);
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0, finishedAt: null });
  });

  it('gives nothing from a paused queue and takes what is handed in', async () => {
    const { id } = await jobs.enqueue({ queue: 'pause', name: 'n' });
    const [claim] = (await step('pause')).claimed;
    await jobs.enqueue({ queue: 'pause', name: 'n' });
    await jobs.setPaused('pause', true);
    const finished = [{ id, fence: claim?.fence ?? '', outcome: { kind: 'COMPLETED', result: null } as const }];
    expect(await step('pause', { finished })).toMatchObject({ accepted: [true], claimed: [], paused: true });
    expect((await jobs.queue('pause'))?.paused).toBe(true);
    await jobs.setPaused('pause', false);
    expect((await step('pause')).claimed).toHaveLength(1);
    await expect(jobs.setPaused('never-was', true)).rejects.toThrow('no queue');
  });

  it('pages through each state forwards and backwards without a gap', async () => {
    for (let index = 0; index < 25; index += 1) {
      await jobs.enqueue({ queue: 'page', name: String(index), priority: index % 3 });
      await jobs.enqueue({ queue: 'page', name: String(index), delayMs: 60_000 + index });
    }
    for (const state of ['WAITING', 'DELAYED'] as const) {
      const read = async (backwards: boolean): Promise<string[]> => {
        const ids: string[] = [];
        for (let after: string | null = null; ; ) {
          const page = await jobs.page('page', state, { after, size: 4, backwards });
          if (page.length === 0) return ids;
          ids.push(...readable(page.map(({ job }) => job)).map(({ id }) => id));
          after = page.at(-1)?.cursor ?? null;
        }
      };
      const forwards = await read(false);
      expect(new Set(forwards).size).toBe(25);
      expect(await read(true)).toEqual(forwards.toReversed());
    }
  });

  it('lists finished jobs from the newest on, and either way where it is asked to', async () => {
    for (let index = 0; index < 5; index += 1) await jobs.enqueue({ queue: 'ended', name: String(index) });
    for (let index = 0; index < 5; index += 1) {
      const [claim] = (await step('ended', { want: 1 })).claimed;
      const { id = '', fence = '' } = claim ?? {};
      await step('ended', { want: 0, finished: [{ id, fence, outcome: { kind: 'COMPLETED', result: null } }] });
    }
    const walk = async (backwards: boolean, sort?: 'OLDEST' | 'NEWEST'): Promise<string> => {
      const names: string[] = [];
      for (let after: string | null = null; ; ) {
        const page = await jobs.page('ended', 'COMPLETED', { after, size: 2, backwards }, sort);
        if (page.length === 0) return names.join('');
        names.push(...readable(page.map(({ job }) => job)).map(({ name }) => name));
        after = page.at(-1)?.cursor ?? null;
      }
    };
    expect(await walk(false)).toBe('43210');
    expect(await walk(true)).toBe('01234');
    expect(await walk(false, 'OLDEST')).toBe('01234');
    expect(await walk(true, 'OLDEST')).toBe('43210');
  });
});
