// What a user's callback throws, or rejects with, ends nothing of Mortar's.

import { afterEach, describe, expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { BreachedPasswords } from '../../src/redis/account/breached.ts';
import { Breaker } from '../../src/redis/base/breaker.ts';
import { Channels } from '../../src/redis/base/channels.ts';
import { connectBeside } from '../../src/redis/base/connect.ts';
import { guarded } from '../../src/redis/base/guarded.ts';
import { Cache } from '../../src/redis/cache/cache.ts';
import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import { Inventory } from '../../src/redis/inventory/inventory.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { ServiceDirectory } from '../../src/redis/service/directory.ts';
import { ServiceMember } from '../../src/redis/service/member.ts';
import { Services } from '../../src/redis/service/service.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/worker.ts';
import { letCacheAge } from '../cache/cache-clock.ts';
import { product } from '../fuzz/subjects/catalogue.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** In the ways in which a callback can fail; each also counts its calls. */
const ways: [string, (called: () => void) => () => never][] = [
  [
    'throws',
    (called) => () => {
      called();
      throw new Error('the callback fails');
    },
  ],
  [
    'rejects',
    (called) =>
      (async () => {
        called();
        throw new Error('the callback fails');
      }) as unknown as () => never,
  ],
  [
    'answers with what throws',
    (called) =>
      (() => {
        called();
        return Object.defineProperty({}, 'then', { get: () => expect.fail('the getter fails') });
      }) as () => never,
  ],
];

describe.each(ways)('a callback that %s', (_how, failing) => {
  let calls = 0;
  const callback = failing(() => {
    calls += 1;
  });
  const wasCalled = () => expect.poll(() => calls, { timeout: 20_000 }).toBeGreaterThan(0);

  it('is called without an error, and warns once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warning.message.startsWith('own ') && warnings.push(warning);
    process.on('warning', note);
    closing.push(() => process.off('warning', note));
    const call = guarded('own callback', callback);
    call();
    call();
    await expect
      .poll(() => warnings.map(({ message }) => message))
      .toEqual([expect.stringMatching(/^own callback failed, and Mortar continues: the (callback|getter) fails/)]);
  });

  it('ends no consumer', async () => {
    calls = 0;
    const [topic, messages, taken] = [
      `guarded-${Math.random()}`.replace('.', ''),
      new Messages(redis),
      [] as unknown[],
    ];
    const consumer = new MessageConsumer(redis, {
      ...{ topic, group: 'g', backoff: { delayMs: 0, maxDelayMs: 0 }, onError: callback },
      handle: async ({ payload, attempt }) => {
        if (attempt === 1) throw new Error('not yet');
        taken.push(payload);
      },
    });
    closing.push(() => consumer.close());
    await consumer.ready;
    await messages.publish(topic, 1);
    await messages.publish(topic, 2);
    await expect.poll(() => taken.toSorted(), { timeout: 20_000 }).toEqual([1, 2]);
    await wasCalled();
  });

  it('ends no worker', async () => {
    calls = 0;
    const [queue, jobs] = [`guarded-${Math.random()}`.replace('.', ''), new Jobs(redis)];
    const done: unknown[] = [];
    const handler = defineHandler({
      name: 'n',
      payload: { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
      run: async (payload) => void done.push(payload),
    });
    const worker = new Worker(redis, { queue, handlers: [handler], onError: callback });
    closing.push(() => worker.close());
    const { evalsha, eval: whole } = redis.client;
    const broken = () => Promise.reject(new Error('Redis is away'));
    Object.assign(redis.client, { evalsha: broken, eval: broken });
    await wasCalled().finally(() => Object.assign(redis.client, { evalsha, eval: whole }));
    await jobs.enqueue({ queue, name: 'n', payload: 1 });
    await expect.poll(() => done, { timeout: 20_000 }).toEqual([1]);
  });

  it('ends no member and no directory of the registry', async () => {
    calls = 0;
    const service = `guarded-${Math.random()}`.replace('.', '');
    const services = new Services(redis);
    const heard: unknown[] = [];
    closing.push(
      services.listen(callback),
      services.listen((changed) => heard.push(changed)),
    );
    await wasCalled();
    calls = 0;
    const failing = Object.assign(new Services(redis), { register: () => Promise.reject(new Error('Redis is away')) });
    const member = await ServiceMember.join(failing, {
      service,
      address: '10.0.0.1:80',
      ttlSeconds: 3,
      onError: callback,
    });
    closing.push(() => member.leave());
    await wasCalled();
    Object.assign(failing, { register: services.register.bind(services) });
    await expect.poll(() => services.instances(service), { timeout: 20_000 }).toHaveLength(1);
    const directory = await ServiceDirectory.open(services, service, { isFailure: callback, onError: callback });
    closing.push(() => directory.close());
    await expect(directory.use(() => Promise.reject(new Error('the work')))).rejects.toThrow('the work');
    expect(await directory.use(async ({ address }) => address)).toBe('10.0.0.1:80');
    expect(heard).not.toEqual([]);
  });

  it('ends no listener beside it', async () => {
    const heard: string[] = [];
    closing.push(
      redis.listen('guarded', callback, callback),
      redis.listen('guarded', (text) => heard.push(text)),
    );
    await expect.poll(() => heard).toContain('');
    await redis.client.publish('guarded', 'a');
    await expect.poll(() => heard).toContain('a');
  });

  it('fails no call of a store', async () => {
    calls = 0;
    const stock = new Inventory(redis, { onAdjusted: callback });
    const sku = `guarded-${Math.random()}`.replace('.', '');
    await new Catalogue(redis).set(product(sku));
    await stock.adjust([{ sku, delta: 1 }]);
    expect(calls).toBe(1);
    calls = 0;
    const sessions = new Sessions(redis, {}, callback);
    const client = { ipAddress: '203.0.113.7', userAgent: 'a' };
    const issued = await sessions.start({ userId: null, transport: 'BEARER', client });
    await sessions.end(issued?.session.id as string, 'LOGGED_OUT');
    expect(calls).toBeGreaterThan(0);
  });

  it('fails no log-in, and no password that cannot be looked up', async () => {
    calls = 0;
    // Port 1 of this machine answers nobody.
    const breached = new BreachedPasswords({ breachedUrl: 'http://127.0.0.1:1/', onBreachOutage: callback });
    expect(await breached.has('a password')).toBe(false);
    expect(calls).toBe(1);
    calls = 0;
    const accounts = new Accounts(redis, {}, callback);
    closing.push(() => accounts.close());
    const credentials = { email: `${Math.random()}@example.com`, password: 'stapled horse 7 battery' };
    expect(await accounts.create(credentials)).toMatchObject({ email: credentials.email });
    expect(calls).toBe(1);
  });

  it('fails no answer of a cache whose source fails', async () => {
    calls = 0;
    const key = `guarded-${Math.random()}`;
    const keeping = { ttlSeconds: 60, staleIfErrorSeconds: 600 };
    const cache = new Cache(redis, { onProblem: callback });
    closing.push(() => cache.close());
    expect(await cache.get(key, async () => 1, keeping)).toBe(1);
    await letCacheAge(redis, [key], 61_000);
    const failing = () => Promise.reject(new Error('the source is down'));
    expect(await new Cache(redis, { memorySeconds: 0, onProblem: callback }).get(key, failing, keeping)).toBe(1);
    await wasCalled();
  });

  it('ends no breaker', () => {
    calls = 0;
    const breaker = new Breaker(callback);
    for (let turn = 0; turn < 5; turn++) breaker.failed(turn, new Error('Redis is away'));
    expect([breaker.isOpen, calls]).toEqual([true, 1]);
    breaker.succeeded();
    expect([breaker.isOpen, calls]).toEqual([false, 2]);
  });

  it('ends no listener beside it where the connection is lost', async () => {
    calls = 0;
    const subscriber = connectBeside(redis.client, 'subscriber');
    const channels = new Channels(redis.client, () => subscriber);
    closing.push(() => channels.close());
    const heard: string[] = [];
    channels.listen('guarded-lost', () => {}, callback);
    channels.listen(
      'guarded-lost',
      (text) => heard.push(text),
      () => heard.push('lost'),
    );
    await expect.poll(() => heard).toContain('');
    subscriber.disconnect();
    await expect.poll(() => heard).toContain('lost');
    // The connections of a cluster are lost one by one.
    expect(calls).toBeGreaterThan(0);
  });
});
