// Real faults of Redis under a change of each subject: emptied, full, silent, an answer that is lost, a failover to a replica.
// docs/guarantees.md names these tests.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { RedisHandle } from '../../src/redis/index.ts';
import { createStores, type Stores } from '../../src/redis/library.ts';
import { answerOf, type Probe, probes } from '../support/probes.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

type Server = Awaited<ReturnType<typeof startMemoryRedis>>;

const subjects = Object.keys(probes);
const probeOf = (subject: string): Probe => probes[subject] as Probe;
const nameOf = (subject: string, turn: string): string => `${subject}-${turn}`;

async function openServer(): Promise<Server> {
  const server = await startMemoryRedis();
  afterAll(() => server.stop());
  return server;
}

async function openStores(port: number): Promise<Stores> {
  const redis = await RedisHandle.open(`redis://127.0.0.1:${port}`);
  const stores = createStores(redis);
  afterAll(async () => {
    await stores.accounts.close();
    redis.close();
  });
  return stores;
}

/** For each subject what `act` came to: the error that it failed with, or undefined. */
async function inEach(act: (subject: string, probe: Probe) => Promise<unknown>): Promise<Map<string, unknown>> {
  const outcomes = await Promise.all(
    subjects.map(async (subject) => {
      try {
        await act(subject, probeOf(subject));
        return [subject, undefined] as const;
      } catch (error) {
        return [subject, error] as const;
      }
    }),
  );
  return new Map(outcomes);
}

const prepare = (stores: Stores, turn: string) =>
  inEach(async (subject, probe) => probe.prepare?.(stores, nameOf(subject, turn)));
const change = (stores: Stores, turn: string) => inEach((subject, probe) => probe.act(stores, nameOf(subject, turn)));
const count = (stores: Stores, subject: string, turn: string) => probeOf(subject).count(stores, nameOf(subject, turn));

async function untilAnswered({ redis }: Stores): Promise<void> {
  while ((await redis.client.ping().catch(String)) !== 'PONG') await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Until the subject's change goes through. */
const untilItWorks = (stores: Stores, subject: string, turn: string) =>
  expect
    .poll(() =>
      probeOf(subject)
        .act(stores, nameOf(subject, turn))
        .then(() => 'done', String),
    )
    .toBe('done');

describe('Redis is emptied', () => {
  let stores: Stores;
  let before: Map<string, string>;
  let after: Map<string, unknown>;
  beforeAll(async () => {
    stores = await openStores((await openServer()).port);
    await prepare(stores, 'old');
    await change(stores, 'old');
    before = new Map(subjects.map((subject) => [subject, answerOf(stores, nameOf(subject, 'old'))]));
    await stores.redis.client.flushall();
    await prepare(stores, 'new');
    after = await change(stores, 'new');
  });

  it.each(subjects)('%s: what was there is gone, what comes is kept', async (subject) => {
    expect(after.get(subject)).toBeUndefined();
    expect(await count(stores, subject, 'old')).toBe(0);
    expect(await count(stores, subject, 'new')).toBe(1);
  });

  it('job: what a worker claimed before is not taken from it any more', async () => {
    const claim = { queue: 'claimed', workerId: 'w', want: 1, leaseMs: 30_000, finished: [] };
    const outcome = { kind: 'COMPLETED', result: 'of before' } as const;
    await stores.jobs.enqueue({ queue: 'claimed', name: 'probe' });
    const old = (await stores.jobLeases.step(claim)).claimed.map(({ id, fence }) => ({ id, fence, outcome }));
    await stores.redis.client.del(await stores.redis.client.keys('*{q:claimed}*'));
    const { id } = await stores.jobs.enqueue({ queue: 'claimed', name: 'probe' });
    await stores.jobLeases.step(claim);
    expect((await stores.jobLeases.step({ ...claim, want: 0, finished: old })).accepted).toEqual([false]);
    expect(await stores.jobs.get(id)).toMatchObject({ state: 'ACTIVE', result: null });
  });

  it.each(['session', 'job', 'message', 'checkout', 'order'])('%s: its ids do not come again', (subject) => {
    expect(before.get(subject)).not.toBe('');
    expect(answerOf(stores, nameOf(subject, 'new'))).not.toBe(before.get(subject));
  });
});

describe('Redis is full', () => {
  let stores: Stores;
  let refused: Map<string, unknown>;
  const seen = new Map<string, number>();
  beforeAll(async () => {
    stores = await openStores((await openServer()).port);
    for (const turn of ['old', 'new']) await prepare(stores, turn);
    await change(stores, 'old');
    await stores.redis.client.config('SET', 'maxmemory', '1');
    refused = await change(stores, 'new');
    for (const subject of subjects) seen.set(subject, await count(stores, subject, 'old'));
    await stores.redis.client.config('SET', 'maxmemory', '0');
  });

  it.each(subjects)(
    '%s: reads go on, a change is made whole or refused whole, and goes through when there is room',
    async (subject) => {
      expect(seen.get(subject)).toBe(1);
      const { mayBePartial, worksWhenFull } = probeOf(subject);
      if (worksWhenFull) expect(refused.get(subject)).toBeUndefined();
      else expect(redisFault(refused.get(subject))?.kind).toMatch(/^(full|unavailable)$/);
      const there = worksWhenFull ? 1 : 0;
      if (!mayBePartial && subject !== 'session') expect(await count(stores, subject, 'new')).toBe(there);
      await untilItWorks(stores, subject, 'new');
      expect(await count(stores, subject, 'new')).toBe(1);
    },
  );
});

it('a full Redis takes heartbeats, ends of instances and removals from carts', async () => {
  const stores = await openStores((await openServer()).port);
  const registered = await stores.services.register({
    service: 's',
    instanceId: 'i',
    address: 'http://127.0.0.1:1',
    version: '1',
  });
  await probeOf('cart').prepare?.(stores, 'cart');
  await probeOf('cart').act(stores, 'cart');
  await stores.redis.client.config('SET', 'maxmemory', '1');
  expect(await stores.services.heartbeat({ ...registered, status: 'DRAINING' })).toMatchObject({ status: 'DRAINING' });
  expect((await stores.carts.remove('cart', ['cart'])).lines).toEqual([]);
  await stores.services.deregister(registered);
  expect(await stores.services.instances('s')).not.toContainEqual(expect.objectContaining({ status: 'DRAINING' }));
});

describe('Redis does not answer', () => {
  let stores: Stores;
  let failed: Map<string, unknown>;
  beforeAll(async () => {
    const proxy = await openTcpProxy((await openServer()).port, afterAll);
    stores = await openStores(proxy.port);
    for (const turn of ['old', 'new']) await prepare(stores, turn);
    await change(stores, 'old');
    proxy.swallow();
    failed = await change(stores, 'new');
  });

  it.each(subjects)('%s: a change fails as unavailable, and goes through when Redis is back', async (subject) => {
    expect(redisFault(failed.get(subject))?.kind).toBe('unavailable');
    await untilItWorks(stores, subject, 'new');
    expect(await count(stores, subject, 'new')).toBe(1);
    expect(await count(stores, subject, 'old')).toBe(1);
  });
});

describe('an answer is lost', () => {
  let stores: Stores;
  let proxy: TcpProxy;
  beforeAll(async () => {
    proxy = await openTcpProxy((await openServer()).port, afterAll);
    stores = await openStores(proxy.port);
  });

  // A payment that was cut off is resumed after its lock: tests/checkout/checkout.store.test.ts and `npm run chaos -- checkout`.
  const others = subjects.filter((subject) => subject !== 'order');

  it.each(others)('%s: whichever answer it is, the same change again is made once', async (subject) => {
    const { prepare: prepareOne, act, mayRepeat } = probeOf(subject);
    let losses = 0;
    // A sign of life that is asked for just then may lose its answer in the place of the first.
    for (let turn = 0, futile = 0; futile < (losses === 0 ? 3 : 1); turn += 1) {
      const name = nameOf(subject, `answer-${turn}`);
      await prepareOne?.(stores, name);
      proxy.loseAnswer(losses);
      const failed = await act(stores, name).then(
        () => undefined,
        (error: unknown) => error,
      );
      proxy.loseAnswer(undefined);
      if (failed) losses += 1;
      futile = failed ? 0 : futile + 1;
      if (failed) expect(redisFault(failed)?.kind).toBe('unavailable');
      await untilAnswered(stores);
      if (failed) await untilItWorks(stores, subject, `answer-${turn}`);
      expect([1, mayRepeat ? 2 : 1]).toContain(await count(stores, subject, `answer-${turn}`));
    }
    expect(losses).toBeGreaterThan(0);
  });
});

describe('Redis fails over to a replica', () => {
  let stores: Stores;
  let lostId: Map<string, string>;
  let after: Map<string, unknown>;
  beforeAll(async () => {
    const [primary, replica] = [await openServer(), await openServer()];
    const proxy: TcpProxy = await openTcpProxy(primary.port, afterAll);
    stores = await openStores(proxy.port);
    const other = await RedisHandle.open(`redis://127.0.0.1:${replica.port}`);
    afterAll(() => other.close());
    await other.client.call('REPLICAOF', '127.0.0.1', String(primary.port));
    for (const turn of ['copied', 'lost', 'new']) await prepare(stores, turn);
    await change(stores, 'copied');
    while ((await stores.redis.client.wait(1, 500)) < 1);
    // From here on nothing reaches the replica: what a failover forgets.
    await other.client.call('REPLICAOF', 'NO', 'ONE');
    await change(stores, 'lost');
    lostId = new Map(subjects.map((subject) => [subject, answerOf(stores, nameOf(subject, 'lost'))]));
    proxy.pointTo(replica.port);
    proxy.cut();
    await primary.stop();
    await untilAnswered(stores);
    after = await change(stores, 'new');
  });

  it.each(subjects)('%s: what the replica had is there, what it had not is gone, and work goes on', async (subject) => {
    expect(await count(stores, subject, 'copied')).toBe(1);
    expect(await count(stores, subject, 'lost')).toBe(0);
    if (after.get(subject)) await untilItWorks(stores, subject, 'new');
    expect(await count(stores, subject, 'new')).toBe(1);
  });

  it.each(['session', 'job', 'message'])('%s: ids that were lost do not come again', (subject) => {
    expect(lostId.get(subject)).not.toBe('');
    expect(answerOf(stores, nameOf(subject, 'new'))).not.toBe(lostId.get(subject));
  });
});
