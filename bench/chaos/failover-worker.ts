// A process of the `failover` run: it works off the queues of the shop and uses each subject, over and over, and says what was
// acknowledged. It is killed and started again; one of them never is.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Refusal, Unconfirmed } from '../../src/redis/base/problem.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { durableSubjects } from '../../src/redis/durability.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { createStores } from '../../src/redis/stores.ts';
import { startWorkers, workQueues } from '../../src/worker/workers.ts';
import { type FailoverLine, parkedQueue, sku, topic } from './failover-work.ts';
import { openThrough } from './open.ts';

const { REDIS_URL = '', LEDGER_URL = '', REPLICAS, HEAP } = process.env;
const limits = { retryMs: 200, seeThroughMs: 90_000, pauseMs: 20, heapMs: 5_000 } as const;

const say = (line: FailoverLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const redis = await openThrough(REDIS_URL);
const ledger = await RedisHandle.open(parseRedisUrl(LEDGER_URL));
const replicas = Number(REPLICAS);
const stores = createStores(redis, {
  durability: replicas > 0 ? { replicas, disk: false, timeoutMs: 1_000, subjects: durableSubjects } : undefined,
  passwords: { memoryKiB: 64, iterations: 1 },
  // As a provider's: elsewhere, and lost with nothing.
  shop: { payments: new TestPaymentProvider(ledger), holdMs: 20_000 },
});
let stopping = false;
// The workers go on.
process.stdin.on('data', () => {
  stopping = true;
});
const workers = startWorkers(stores, workQueues, pino({ level: 'silent' }));

/** Its answer; undefined where it was refused, or the time is over. What has no clear outcome is asked again. */
async function through<T>(act: () => Promise<T>): Promise<T | undefined> {
  for (const until = Date.now() + limits.seeThroughMs; Date.now() < until && !stopping; await wait(limits.retryMs)) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      if (error instanceof Unconfirmed) say({ unknown: true });
      else if (!redisFault(error)) say({ fault: (error as Error).stack ?? String(error) });
    }
  }
  return undefined;
}

async function order(owner: string): Promise<void> {
  const { carts, checkouts, orderActions } = stores;
  const quantity = 1 + Math.floor(Math.random() * 2);
  await through(() => carts.clear(owner));
  await through(() => carts.add(owner, [{ sku, quantity }]));
  const checkout = await through(() => checkouts.start(owner));
  if (!checkout) return;
  const key = randomUUID();
  const bought = checkout.lines[0]?.quantity ?? 0;
  for (;;) {
    const paid = await through(() => checkouts.complete(owner, checkout.id, 'tok_ok', key));
    if (!paid) return;
    if (paid.state === 'PAID') {
      say({ paid: paid.id, number: paid.number, key, quantity: bought });
      break;
    }
    if (paid.state !== 'PENDING' || stopping) return;
    await wait(limits.retryMs);
  }
  if (Math.random() >= 0.1) return;
  say({ cancelling: checkout.id });
  if ((await through(() => orderActions.act(checkout.id, 'cancel')))?.state === 'CANCELLED')
    say({ cancelled: checkout.id });
}

async function account(): Promise<void> {
  const { accounts } = stores;
  const email = `${randomUUID()}@example.com`;
  // Without an idempotency key: whether the address is taken tells.
  const known = await through(() => accounts.findByEmail(email));
  if (known === null && (await through(() => accounts.create({ email, password: 'violet-kettle-93-Harbour' }))))
    say({ account: email });
}

async function others(): Promise<void> {
  const id = randomUUID();
  const { cache, catalogue, experiments, jobs, messages, metrics, rateLimits, recommendations, services, sessions } =
    stores;
  const job = await through(() => jobs.enqueue({ queue: parkedQueue, name: 'parked', idempotencyKey: id }));
  if (job) say({ job: job.id });
  const message = await through(() => messages.publish(topic, id, { idempotencyKey: id }));
  if (message) say({ message: message.cursor });
  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    session: () =>
      sessions.start({ userId: null, transport: 'BEARER', client: { userAgent: 'chaos', ipAddress: '127.0.0.1' } }),
    metric: () => metrics.track('shop', [{ eventId: id, type: 'PAGE_VIEW', path: '/', visitorId: id, at: new Date() }]),
    cache: () => cache.set(`key-${id.slice(0, 1)}`, id, { ttlSeconds: 60 }),
    'rate-limit': () => rateLimits.current(),
    experiment: () => experiments.list(),
    recommendation: () => recommendations.learn('purchase', [{ eventId: id, skus: [sku, `${sku}-2`] }]),
    service: () => services.all(),
    catalogue: () => catalogue.get(sku),
  };
  for (const [subject, use] of Object.entries(uses)) {
    try {
      await use();
      say({ used: subject });
    } catch (error) {
      if (!(error instanceof Refusal) && !redisFault(error)) say({ fault: `${subject}: ${(error as Error).stack}` });
    }
  }
}

async function loop(act: () => Promise<void>): Promise<void> {
  while (!stopping) {
    await act();
    await wait(limits.pauseMs);
  }
}

if (HEAP)
  setInterval(() => {
    globalThis.gc?.();
    say({ heap: process.memoryUsage().heapUsed });
  }, limits.heapMs).unref();
process.stdin.once('end', () => process.exit(1));
const loops = [1, 2, 3].map((place) => loop(() => order(`${process.pid}-${place}`)));
loops.push(loop(others), loop(account));
process.once('SIGTERM', async () => {
  stopping = true;
  await Promise.race([Promise.all([...loops, workers.close()]), wait(10_000)]);
  process.exit(0);
});
