// The release that wrote layout 1 and the present code do one piece of work together, each taking over from the other.

import { describe, expect, test } from 'vitest';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { Migration } from '../../src/redis/migration.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis, patient, testRedisUrl, uniquePrefix } from '../support/redis.ts';

const release = new URL('./layout-1/generated/release.mjs', import.meta.url).href;
// As the former release has it: what is called here is alike in both.
const former = await import(release);

const redis = await openTestRedis(uniquePrefix(), new ShardPlan());
const settings = { rateLimits: patient, cache: patient };
const present = createStores(redis, settings);
const formerRedis = await former.RedisHandle.open(testRedisUrl(), { prefix: redis.prefix });
const old: Stores = former.createStores(formerRedis, settings);
const both = [
  ['the former release', old, present],
  ['the present one', present, old],
] as const;
const hourMs = 3_600_000;
const client = { ipAddress: '192.0.2.7', userAgent: null };
let used = 0;
const unused = (): string => `n${used++}`;

type Step = Parameters<Stores['jobLeases']['step']>[0];

function worker({ jobLeases }: Stores, queue: string) {
  return (want: number, more: Partial<Step> = {}) =>
    jobLeases.step({ queue, workerId: 'w', want, leaseMs: hourMs, finished: [], ...more });
}

describe.each(both)('jobs of %s', (_name, one, other) => {
  test('are claimed, renewed and completed by the other', async () => {
    const queue = unused();
    const { id } = await one.jobs.enqueue({ queue, name: 'n', payload: { text: '🎉' } });
    const [job] = (await worker(other, queue)(1)).claimed;
    expect(job).toMatchObject({ id, payload: { text: '🎉' } });
    const { fence } = job as { fence: string };
    expect(await one.jobLeases.touch(queue, hourMs, [{ id, fence, progress: 0.5 }])).toEqual(['HELD']);
    const finished = [{ id, fence, outcome: { kind: 'COMPLETED', result: 'done' } }] as const;
    expect((await worker(one, queue)(0, { finished })).accepted).toEqual([true]);
    for (const stores of [one, other])
      expect(await stores.jobs.get(id)).toMatchObject({ state: 'COMPLETED', result: 'done' });
  });

  test('are taken over when their lease runs out, and then no longer its own', async () => {
    const queue = unused();
    const { id } = await one.jobs.enqueue({ queue, name: 'n', backoff: { kind: 'FIXED', delayMs: 1, jitter: false } });
    const [job] = (await worker(one, queue)(1, { leaseMs: 1_000 })).claimed;
    const again = async () => (await worker(other, queue)(1)).claimed[0];
    await expect.poll(again).toMatchObject({ id, attempt: 2 });
    const finished = [{ id, fence: job?.fence ?? '', outcome: { kind: 'COMPLETED', result: 'late' } }] as const;
    expect((await worker(one, queue)(0, { finished })).accepted).toEqual([false]);
    expect(await one.jobs.get(id)).toMatchObject({ state: 'ACTIVE', errors: [{ attempt: 1 }] });
  });

  test('keep the errors of both', async () => {
    const queue = unused();
    const { id } = await one.jobs.enqueue({ queue, name: 'n', maxAttempts: 50 });
    for (let attempt = 1; attempt <= 25; attempt += 1) {
      const step = worker(attempt % 2 ? one : other, queue);
      const [job] = (await step(1)).claimed;
      const outcome = { kind: 'FAILED', message: `"${attempt}" 💥\n`, retry: true, delayMs: 0 } as const;
      await step(0, { finished: [{ id, fence: job?.fence ?? '', outcome }] });
    }
    for (const stores of [one, other]) {
      const errors = (await stores.jobs.get(id))?.errors.slice(-10) ?? [];
      expect(errors.map(({ message }) => message)).toEqual(Array.from({ length: 10 }, (_, at) => `"${at + 16}" 💥\n`));
    }
  });

  test('are found again by their key', async () => {
    const job = { queue: unused(), name: 'n', payload: { a: 1 }, idempotencyKey: 'once' };
    const { id } = await one.jobs.enqueue(job);
    for (const stores of [other, one, other]) expect(await stores.jobs.enqueue(job)).toEqual({ id, created: false });
  });

  test('are cancelled by the other', async () => {
    const queue = unused();
    const [waiting, active] = await one.jobs.enqueueMany([1, 2].map(() => ({ queue, name: 'n' })));
    const [job] = (await worker(one, queue)(1)).claimed;
    await other.jobs.cancel(job?.id ?? '');
    await other.jobs.cancel((job?.id === active?.id ? waiting : active)?.id ?? '');
    const finished = [{ id: job?.id ?? '', fence: job?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }] as const;
    await worker(one, queue)(1, { finished });
    for (const stores of [one, other])
      expect((await stores.jobs.queue(queue))?.counts).toMatchObject({ cancelled: 2, waiting: 0 });
  });

  test('schedules are fired once', async () => {
    const queue = unused();
    await one.jobSchedules.set({ queue, key: 'k', cron: '* * * * * *', jobName: 'tick' });
    expect(await other.jobSchedules.list(queue)).toMatchObject([{ key: 'k', jobName: 'tick', payload: {} }]);
    const fire = async () =>
      (await Promise.all([one, other, one, other].map((each) => each.jobSchedules.fire(queue)))).join('');
    await expect.poll(fire).toContain('1');
    const [schedule] = await one.jobSchedules.list(queue);
    expect(schedule?.lastRunAt).not.toBeNull();
  });
});

test('a key that stands for another job is refused also after the former release has met it', async () => {
  const job = { queue: unused(), name: 'n', payload: 1, idempotencyKey: 'once' };
  await present.jobs.enqueue(job);
  await old.jobs.enqueue(job);
  await expect(present.jobs.enqueue({ ...job, payload: 2 })).rejects.toThrow();
});

describe.each(both)('what %s began is finished by the other:', (name, one, other) => {
  test('sessions', async () => {
    const issued = await one.sessions.start({ userId: null, transport: 'BEARER', client });
    const session = await other.sessions.validate(issued?.token ?? '');
    const rotated = (await other.sessions.rotate(session as never, client, false)) as { token: string };
    expect(await one.sessions.validate(rotated.token)).not.toBeNull();
    expect(await one.sessions.end(session?.id ?? '', 'LOGGED_OUT')).toBe(true);
    await expect.poll(() => other.sessions.validate(rotated.token)).toBeNull();
  });

  test('accounts', async () => {
    const [email, password] = [`${unused()}.Straße@example.com`, 'violet-kettle-93-Harbour'];
    const { id } = await one.accounts.create({ email, password });
    expect((await other.accounts.logIn(email, password, client)).id).toBe(id);
    await expect(other.accounts.create({ email, password })).rejects.toThrow();
    expect((await one.accounts.logIn(email, password, client)).id).toBe(id);
  });

  test('checkouts, orders and what follows from them', async () => {
    const [sku, owner] = [unused(), unused()];
    const price = { minor: 100n, currency: 'EUR' };
    await one.catalogue.set({ sku, name: sku, description: null, tags: ['t'], price, active: true });
    await one.inventory.adjust([{ sku, delta: 90 }]);
    await one.carts.add(owner, [{ sku, quantity: 2 }]);
    const { id } = await one.checkouts.start(owner);
    await other.checkouts.complete(owner, id, 'tok_ok', 'key');
    await one.orderActions.act(id, 'fulfil', { note: 'Parcel' });
    await other.orderActions.act(id, 'refund', { restock: true });
    for (const stores of [one, other]) {
      const history = (await stores.orders.get(id))?.history.map(({ state }) => state);
      expect(history).toEqual(['PENDING', 'PAID', 'FULFILLED', 'REFUNDED']);
      expect(await stores.inventory.get(sku)).toMatchObject({ onHand: 88, reserved: 0 });
    }
    await one.carts.add(owner, [{ sku, quantity: 3 }]);
    const second = await one.checkouts.start(owner);
    await other.checkouts.cancel(owner, second.id);
    expect(await one.inventory.get(sku)).toMatchObject({ onHand: 88, reserved: 0 });
    // What the former release ended is counted for its holder, and what it has paid is not found by its number, until the next migration.
    await new Migration(redis).run({ again: true });
    expect(await present.inventory.audit()).toEqual([]);
    expect(await present.orderDoctor.examine()).toEqual([]);
  });

  test('services', async () => {
    const service = { service: unused(), instanceId: 'i', address: 'a:1', ttlSeconds: 60 };
    await one.services.register(service);
    expect(await other.services.heartbeat({ ...service, status: 'DRAINING' })).toMatchObject({ status: 'DRAINING' });
    expect(await one.services.instances(service.service)).toMatchObject([{ status: 'DRAINING' }]);
    expect(await other.services.deregister(service)).toMatchObject({ registered: false });
  });

  test('cached values, limits and counts', async () => {
    const key = unused();
    await one.cache.set(key, { from: name }, { ttlSeconds: 60, tags: [key] });
    expect(await other.cache.get(key)).toEqual({ from: name });
    await one.cache.invalidate({ tags: [key] });
    await expect.poll(() => other.cache.get(key)).toBeUndefined();
    await one.rateLimits.set({ name: key, limit: 3, windowSeconds: 3_600, algorithm: 'SLIDING_WINDOW' });
    // Another process knows a policy within a second.
    await expect.poll(() => other.rateLimits.take(key, 'y').catch(() => null)).not.toBeNull();
    const takes = [];
    for (const stores of [one, other, one, other]) takes.push((await stores.rateLimits.take(key, 'x')).allowed);
    expect(takes).toEqual([true, true, true, false]);
    const event = { id: key, eventId: key, type: 'PAGE_VIEW', path: '/', visitorId: key } as const;
    const counted = [];
    for (const stores of [one, other]) counted.push((await stores.metrics.track('default', [event])).accepted);
    expect(counted).toEqual([1, 0]);
  });
});

test('messages of a group are taken by consumers of both, each once', async () => {
  const heard: string[] = [];
  const address = { topic: unused(), group: 'g' };
  const handle = async ({ payload }: { payload: unknown }) => void heard.push(payload as string);
  const consumers = [
    new MessageConsumer(redis, { ...address, handle }),
    new former.MessageConsumer(formerRedis, { ...address, handle }) as MessageConsumer,
  ];
  await Promise.all(consumers.map(({ ready }) => ready));
  const sent = Array.from({ length: 60 }, (_, at) => `m${at}`);
  await Promise.all(sent.map((text, at) => (at % 2 ? old : present).messages.publish(address.topic, text)));
  await expect.poll(() => heard.length).toBe(60);
  await Promise.all(consumers.map((consumer) => consumer.close()));
  expect([...heard].sort()).toEqual([...sent].sort());
  formerRedis.close();
});
