// One process of the side-by-side run: it adds work of every kind and does work that others added, with the code of the release
// that wrote layout 1 or with the present one. What it was promised it writes into a ledger in the same Redis.

import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';

const [side = '', name = '', url = '', prefix = ''] = process.argv.slice(2);

const ledger = (part: string): string => `ledger:{${prefix}}:${part}`;

async function presentCode() {
  return {
    ...(await import('../../src/redis/base/handle.ts')),
    ...(await import('../../src/redis/stores.ts')),
    ...(await import('../../src/worker/worker.ts')),
    ...(await import('../../src/worker/workers.ts')),
    ...(await import('../../src/redis/message/consumer.ts')),
  };
}

type Code = Awaited<ReturnType<typeof presentCode>>;

const release = new URL('./layout-1/generated/release.mjs', import.meta.url).href;
const code: Code = side === 'old' ? await import(release) : await presentCode();
const redis = await code.RedisHandle.open(url, { prefix });
const { client } = redis;
const stores = code.createStores(redis, { rateLimits: { timeoutMs: 5_000 } });
const faults: string[] = [];
const fault = (what: string) => (error: unknown) => void faults.push(`${what}: ${(error as Error).message ?? error}`);

function startWork(): (() => Promise<void>)[] {
  const onError = fault('worker');
  const payload = z.object({ id: z.string() });
  const handlers = [
    {
      name: 'work',
      payload,
      async run({ id }: { id: string }, task: { job: { attempt: number; id: string } }) {
        // Another that runs at this moment has a number here, unless it was killed and its lease ran out.
        if ((await client.hincrby(ledger('running'), id, 1)) > 1) await client.sadd(ledger('overlapping'), id);
        await wait(Math.random() * 10);
        await client.hincrby(ledger('running'), id, -1);
        if (task.job.attempt === 1 && id.endsWith('0')) throw new Error('The first attempt fails');
        await client.hincrby(ledger('ran'), id, 1);
        return { id };
      },
    },
    {
      name: 'keyed',
      payload,
      run: async ({ id }: { id: string }) => client.hincrby(ledger('keyed-ran'), id, 1),
    },
    {
      name: 'tick',
      payload: z.object({}),
      run: async (_: unknown, task: { job: { id: string } }) => client.hincrby(ledger('ticks'), task.job.id, 1),
    },
  ] as never[];
  const settings = { handlers, leaseMs: 1_500, workerId: name, onError };
  const workers = ['shared', 'ticks'].map((queue) => new code.Worker(redis, { ...settings, queue }));
  const own = code.startWorkers(stores, ['default', 'orders'], pino({ enabled: false }));
  const consumer = new code.MessageConsumer(redis, {
    topic: 'side',
    group: 'all',
    from: 'OLDEST',
    leaseMs: 1_500,
    onError: fault('consumer'),
    handle: async ({ payload: message }) => client.hincrby(ledger('heard'), (message as { id: string }).id, 1),
  });
  return [...workers, own, consumer].map((each) => () => each.close());
}

let number = 0;
const nextId = (): string => `${name}-${number++}`;

/** Of kinds that both sides name alike, so that they meet. */
const shared = (): string => `at${Math.floor(Date.now() / 40)}`;

const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  async jobs() {
    const ids = Array.from({ length: 5 }, nextId);
    const backoff = { kind: 'FIXED', delayMs: 20, jitter: false } as const;
    const delay = (at: number) => (at % 3 === 2 ? { delayMs: 30 } : {});
    await stores.jobs.enqueueMany(
      ids.map((id, at) => ({
        queue: 'shared',
        name: 'work',
        payload: { id },
        backoff,
        priority: at,
        maxAttempts: 20,
        ...delay(at),
      })),
    );
    await client.sadd(ledger('jobs'), ...ids);
  },
  async keyed() {
    const id = shared();
    const { id: job } = await stores.jobs.enqueue({
      queue: 'shared',
      name: 'keyed',
      payload: { id },
      idempotencyKey: id,
    });
    await client.sadd(ledger('keyed'), id);
    await client.hincrby(ledger('by'), side, 1);
    if (!/^shared:\d+$/.test(job)) await client.hincrby(ledger('answers'), `${side} gets an id it cannot read`, 1);
  },
  async message() {
    const id = nextId();
    await stores.messages.publish('side', { id }, { idempotencyKey: id });
    await client.sadd(ledger('messages'), id);
  },
  async event() {
    const id = shared();
    const event = { id, eventId: id, type: 'PAGE_VIEW', path: '/side', visitorId: `v${id.slice(-2)}` } as const;
    await stores.metrics.track('side', [event]);
    await client.sadd(ledger('events'), id);
  },
  async order() {
    const owner = nextId();
    await stores.carts.add(owner, [{ sku: 'SIDE', quantity: 1 }]);
    const { id } = await stores.checkouts.start(owner);
    const token = number % 4 === 0 ? 'tok_flaky' : 'tok_ok';
    await stores.checkouts.complete(owner, id, token, id);
    await client.sadd(ledger('orders'), id);
    if (number % 3 === 0) {
      await stores.orderActions.act(id, 'cancel');
      await client.sadd(ledger('cancelled'), id);
    }
  },
  async session() {
    const userAgent = null;
    const issued = await stores.sessions.start({
      userId: null,
      transport: 'BEARER',
      client: { ipAddress: '192.0.2.1', userAgent },
    });
    await client.sadd(ledger('sessions'), issued?.token ?? '');
    const token = (await client.srandmember(ledger('sessions'))) as string;
    const opened = await stores.sessions.validate(token);
    await client.hincrby(ledger('answers'), opened ? 'sessions opened' : 'sessions refused', 1);
  },
  async limit() {
    const { allowed } = await stores.rateLimits.take('side', 'everybody');
    if (allowed) await client.incr(ledger('allowed'));
  },
  async cache() {
    const key = `side-${number % 20}`;
    const value = await stores.cache.get(key, async () => ({ key }), { ttlSeconds: 60, tags: ['side'] });
    if ((value as { key: string }).key !== key) fault('cache')('another value');
    if (number % 50 === 0) await stores.cache.invalidate({ tags: ['side'] });
  },
};

/** Does each kind over and over. A call that fails is told and its work is not promised. */
async function addWork(): Promise<void> {
  const loops = Object.entries(deeds).map(async ([kind, deed]) => {
    while (isAdding) {
      await deed().catch(fault(kind));
      await wait(10);
    }
  });
  await Promise.all(loops);
}

let isAdding = true;
const closers = startWork();
const adding = addWork();
process.on('message', (message) => {
  isAdding = false;
  if (message === 'end') void end();
});
process.send?.('ready');

async function end(): Promise<void> {
  await adding;
  await Promise.all(closers.map((close) => close()));
  await stores.rateLimits.close();
  await stores.cache.close();
  process.send?.({ faults });
  redis.close();
  process.disconnect?.();
}
