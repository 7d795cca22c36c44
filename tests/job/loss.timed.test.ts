// A Redis that loses all of its data while workers go on: what they hold is nobody's, and no id comes again.

import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import type { FinishedJob } from '../../src/redis/job/shapes.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { createStores } from '../../src/redis/stores.ts';
import { defineHandler, Worker } from '../../src/worker/index.ts';
import { setPrice } from '../support/shop.ts';

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);
afterAll(async () => {
  redis.close();
  await server.stop();
});
const stores = createStores(redis);
const { jobs, jobLeases, jobSchedules, messages, services } = stores;
const groups = new MessageGroups(redis);

/** As job/lua/include/ids.lua has it. */
const idsPerMs = 500;
const numberOf = (id = ''): number => Number(id.split(':')[1]);
const timeMs = (time: unknown): number => {
  const [seconds, micros] = time as [string, string];
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
};
const lose = () => redis.client.flushall();
const step = (queue: string, more: object = {}) =>
  jobLeases.step({ queue, workerId: 'w', want: 100, leaseMs: 30_000, finished: [], ...more });

describe('after Redis has lost its data', () => {
  it('no id and no lease token of a job comes again, and none of before is good for a job of after', async () => {
    const queue = 'ids';
    const add = async () => {
      const many = Array.from({ length: 50 }, () => ({ queue, name: 'n', maxAttempts: 1 }));
      return (await jobs.enqueueMany(many)).map(({ id }) => id);
    };
    const before = await add();
    const old = (await step(queue)).claimed;
    await lose();
    const after = await add();
    const fresh = (await step(queue)).claimed;
    expect(new Set([...before, ...after]).size).toBe(100);
    expect(new Set([...old, ...fresh].map(({ fence }) => fence)).size).toBe(100);

    // As a worker would that takes the ids for its own.
    const outcomes = [
      { kind: 'COMPLETED', result: 'old' },
      { kind: 'FAILED', message: 'old', retry: false },
    ] as const;
    const finished: FinishedJob[] = old.flatMap(({ id, fence }, place) => [
      { id, fence, outcome: outcomes[place % 2] ?? outcomes[0] },
      { id: fresh[place]?.id as string, fence, outcome: { kind: 'COMPLETED', result: 'old' } },
    ]);
    expect((await step(queue, { want: 0, finished })).accepted.filter(Boolean)).toEqual([]);
    expect(new Set(await jobLeases.touch(queue, 30_000, old))).toEqual(new Set(['LEASE_LOST']));
    expect((await jobs.queue(queue))?.counts).toMatchObject({ active: 50, completed: 0, dead: 0 });
  });

  it('no id comes again where a queue was given more jobs than its clock has ids for', async () => {
    const queue = 'fast';
    await jobs.enqueue({ queue, name: 'n' });
    // As if it had been given jobs faster than any Redis takes them.
    const last = (timeMs(await redis.client.time()) + 2) * idsPerMs;
    await redis.client.hset(jobKeys.meta(redis.prefix, queue), 'seq', last);
    const many = Array.from({ length: 400 }, () => ({ queue, name: 'n' }));
    const before = (await jobs.enqueueMany(many)).map(({ id }) => id);
    expect(numberOf(before[0])).toBeGreaterThan(last);
    expect(numberOf(before.at(-1))).toBeLessThanOrEqual((timeMs(await redis.client.time()) + 1) * idsPerMs);
    await lose();
    const { id } = await jobs.enqueue({ queue, name: 'n' });
    expect(numberOf(id)).toBeGreaterThan(numberOf(before.at(-1)));
  });

  it('a queue whose clock was set back is not held up', async () => {
    const queue = 'back';
    await jobs.enqueue({ queue, name: 'n' });
    const last = (timeMs(await redis.client.time()) + 60_000) * idsPerMs;
    await redis.client.hset(jobKeys.meta(redis.prefix, queue), 'seq', last);
    expect(numberOf((await jobs.enqueue({ queue, name: 'n' })).id)).toBe(last + 1);
  });

  it('a worker under way goes on with what is enqueued then, and hands in nothing of before', async () => {
    const queue = 'under-way';
    const releases: (() => void)[] = [];
    const runs: unknown[] = [];
    const slow = defineHandler({
      name: 'slow',
      payload: z.unknown(),
      async run(payload) {
        runs.push(payload);
        if (payload === 'before') await new Promise<void>((resolve) => releases.push(resolve));
        return payload;
      },
    });
    const worker = new Worker(redis, { queue, handlers: [slow], concurrency: 2, leaseMs: 1_000 });
    onTestFinished(() => worker.close({ deadlineMs: 0 }));
    await jobs.enqueue({ queue, name: 'slow', payload: 'before' });
    await expect.poll(() => releases.length).toBe(1);
    await lose();
    const { id } = await jobs.enqueue({ queue, name: 'slow', payload: 'after' });
    releases[0]?.();
    await expect.poll(async () => (await jobs.get(id))?.state, { timeout: 5_000 }).toBe('COMPLETED');
    expect(await jobs.get(id)).toMatchObject({ result: 'after', attempt: 1 });
    expect(runs).toEqual(['before', 'after']);
    expect((await jobs.queue(queue))?.counts).toMatchObject({ completed: 1, dead: 0, active: 0 });
  });

  it('a queue is shown again as soon as something is enqueued or scheduled, by whoever has enqueued before', async () => {
    const other = createStores(redis);
    for (const { jobs: enqueuer } of [stores, other]) await enqueuer.enqueue({ queue: 'shown', name: 'n' });
    await lose();
    expect(await jobs.queue('shown')).toBeNull();
    await jobs.enqueue({ queue: 'shown', name: 'n' });
    expect((await jobs.queue('shown'))?.counts.waiting).toBe(1);
    await lose();
    await other.jobs.enqueueMany([{ queue: 'shown', name: 'n' }]);
    expect((await jobs.queue('shown'))?.counts.waiting).toBe(1);
    expect(await jobs.queueNames()).toEqual(['shown']);
    await lose();
    await jobSchedules.set({ queue: 'shown', key: 'k', cron: '0 4 * * *', jobName: 'n' });
    expect(await jobs.queue('shown')).not.toBeNull();
  });

  it('what a process has read of a schedule fires none that was set since', async () => {
    const queue = 'read-before';
    const due = jobKeys.schedulesDue(redis.prefix, queue);
    const set = async (payload: string): Promise<void> => {
      await jobSchedules.set({ queue, key: 'k', cron: '0 4 * * *', jobName: 'n', payload });
      await redis.client.zadd(due, 1_000, 'k');
    };
    await set('before');
    vi.spyOn(redis, 'run').mockImplementationOnce(async (...call) => {
      await lose();
      await set('after');
      return redis.run(...call);
    });
    expect(await jobSchedules.fire(queue)).toBe(0);
    expect(await jobSchedules.fire(queue)).toBe(1);
    expect((await step(queue)).claimed.map(({ payload }) => payload)).toEqual(['after']);
  });

  it('a reservation of before takes or frees nothing of one of after', async () => {
    const reserve = async (): Promise<string> => {
      await setPrice(stores, 'held', 1000n);
      await stores.inventory.adjust([{ sku: 'held', delta: 5 }]);
      await stores.carts.add('me', [{ sku: 'held', quantity: 2 }]);
      return (await stores.checkouts.start('me')).id;
    };
    const before = await reserve();
    await lose();
    const after = await reserve();
    expect(after).not.toBe(before);
    await expect(stores.checkouts.complete('me', before, 'tok_ok', before)).rejects.toThrow();
    await expect(stores.checkouts.cancel('me', before)).rejects.toThrow();
    for (const act of ['release', 'commit', 'undo', 'extend', 'retry'] as const) await stores.inventory[act](before);
    expect(await stores.inventory.get('held')).toMatchObject({ onHand: 5, reserved: 2 });
    expect((await stores.checkouts.complete('me', after, 'tok_ok', after)).state).toBe('PAID');
  });

  it('no order number, message or registration comes again', async () => {
    const order = async () => {
      await setPrice(stores, 'a', 1000n);
      await stores.inventory.adjust([{ sku: 'a', delta: 5 }]);
      await stores.carts.add('me', [{ sku: 'a', quantity: 1 }]);
      const { id } = await stores.checkouts.start('me');
      return stores.checkouts.complete('me', id, 'tok_ok', id);
    };
    // Each shard counts for itself, and all over again once its data is lost.
    const orders = async (): Promise<string[]> => {
      const numbers: string[] = [];
      for (let count = 0; count < 12; count += 1) numbers.push((await order()).number);
      return numbers;
    };
    const group = { topic: 't', group: 'g' };
    const take = { ...group, from: 'OLDEST', want: 5, leaseMs: 30_000, maxAttempts: 3 } as const;
    const read = async () => {
      await groups.step({ ...take, want: 0, ended: [], renewed: [] });
      await messages.publish('t', 'm');
      return (await groups.step({ ...take, ended: [], renewed: [] })).taken;
    };
    const register = () => services.register({ service: 's', instanceId: 'i', address: 'http://a', ttlSeconds: 30 });

    const [oldOrders, [oldMessage], old] = [await orders(), await read(), await register()];
    await lose();
    const [newOrders, [message], registered] = [await orders(), await read(), await register()];
    expect(new Set([...oldOrders, ...newOrders]).size).toBe(24);
    // They are for people, who read them to each other.
    expect(oldOrders[0]).toMatch(/^1\d{4}-[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(message?.cursor).not.toBe(oldMessage?.cursor);
    expect(registered.token).not.toBe(old.token);
    // What a consumer of before acknowledges is not the message of after.
    const ended = [{ delivery: oldMessage as NonNullable<typeof message>, outcome: { kind: 'ACKNOWLEDGED' } as const }];
    const renewed = [message as NonNullable<typeof message>];
    expect((await groups.step({ ...take, want: 0, ended, renewed })).held).toEqual([true]);
    await expect(services.deregister({ service: 's', instanceId: 'i', token: old.token })).rejects.toThrow();
    expect(await services.instances('s')).toHaveLength(1);
  });
});
