// The shop while its servers, its workers and its Redis die: nothing is oversold, and every charge has one order or one refund.

import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import type { RedisHandle } from '../../src/redis/index.ts';
import { createStores, type Stores } from '../../src/redis/library.ts';
import { bundle } from './bundle.ts';
import { checkShop, isQuiet, lookAtStock } from './checkout-check.ts';
import { discount, partialRefund, products, shoppers, stock, webhooks } from './checkout-plan.ts';
import { type Acknowledged, shop } from './checkout-shopper.ts';
import { sendWebhooks } from './checkout-webhooks.ts';
import { Crew } from './crew.ts';
import { type Chaos, type ChaosContext, part, type Verdict } from './run.ts';

const settings = {
  servers: 2,
  workers: 2,
  lookEveryMs: 200,
  /** After the last fault: so long may it take until nothing is under way any more. */
  settleMs: 90_000,
} as const;

interface Process {
  readonly crew: Crew;
  readonly endpoint: string;
}

export const chaosCheckout: Chaos = {
  about: `${shoppers} shoppers fight for 5 products while servers, workers and Redis are killed, cards are declined, a code runs out, parts are refunded, shoppers sign up in mid-payment and webhooks come late, twice and out of order; nothing may be oversold, each charge must have one order or one refund, each order belong to who paid it, and no use of the code may be lost or doubled.`,
  seconds: 40,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, random, faults, seconds, tell } = context;
  tell('building the server');
  const args = [await bundle(new URL('./checkout-server.ts', import.meta.url), folder, ['@node-rs/argon2'])];
  const stores = createStores(handle);
  const open = async (queues: string): Promise<Process> => {
    const port = await freePort();
    const env = { PATH: process.env.PATH, REDIS_URL: redis.url, PORT: String(port), QUEUES: queues };
    return { crew: new Crew({ size: 1, args, env, random }), endpoint: `http://127.0.0.1:${port}/graphql` };
  };
  const delivered = new Map<string, number>();
  await stores.catalogue.setMany(products);
  await stores.priceRules.setDiscount(discount);
  await deliver(stores, delivered, stock.atFirst, 'at first');

  const servers = await Promise.all(Array.from({ length: part(settings.servers, context) }, () => open('')));
  const workers = await Promise.all(Array.from({ length: part(settings.workers, context) }, () => open('orders')));
  const processes = [...servers, ...workers];
  const endpoints = servers.map((server) => server.endpoint);
  const origins = endpoints.map((endpoint) => new URL(endpoint).origin);
  const acknowledged = nothingAcknowledged();
  const over = new AbortController();
  const settled = new AbortController();
  const unsound = new Set<string>();
  const background = [
    repeat(settings.lookEveryMs, settled.signal, async () => {
      for (const fault of await lookAtStock(handle)) unsound.add(fault);
    }),
    repeat(stock.everyMs, over.signal, (turn) => deliver(stores, delivered, stock.delivered, String(turn))),
    repeat(partialRefund.everyMs, over.signal, () => refundPart(stores, acknowledged, random)),
    repeat(webhooks.everyMs, over.signal, () => sendWebhooks(handle, origins, random)),
  ];
  const showing = setInterval(() => tell(`${acknowledged.orders.size} orders acknowledged`), 200);
  try {
    await untilAllServe(processes);
    await context.ready();
    faults.every(2_000, 'killed servers', () => killOne(random.pick(servers)));
    faults.every(1_500, 'killed workers', () => killOne(random.pick(workers)));
    const visiting = Array.from({ length: part(shoppers, context) }, () =>
      shop({ endpoints, random, acknowledged, over: over.signal }),
    );
    await wait(seconds * 1_000);
    over.abort();
    await faults.stop();
    await Promise.all(visiting);
    const quiet = await untilQuiet(handle, stores);
    settled.abort();
    await Promise.all(background);
    await Promise.all(processes.map(({ crew }) => crew.stop()));

    const verdict = await checkShop(handle, acknowledged, delivered);
    const violations = [
      ...verdict.violations,
      ...unsound,
      ...(quiet ? [] : [`after ${settings.settleMs} ms something is still under way`]),
      ...processes.flatMap(({ crew }) => crew.failures.map((why) => `A process ${why}`)),
    ];
    return { ...verdict, violations };
  } finally {
    clearInterval(showing);
    over.abort();
    settled.abort();
    await Promise.all(processes.map(({ crew }) => crew.stop()));
  }
}

function nothingAcknowledged(): Acknowledged {
  return { orders: new Map(), pending: new Set(), declined: new Map(), cancelled: new Set(), owned: new Map() };
}

/** Gives back a part of an order, whatever became of it: what it must not be given back is refused. */
async function refundPart(stores: Stores, { orders }: Acknowledged, random: ChaosContext['random']): Promise<void> {
  const ids = [...orders.values()].flatMap((each) => [...each]);
  if (ids.length === 0) return;
  const id = Buffer.from(random.pick(ids) as string, 'base64')
    .toString()
    .slice('Order:'.length);
  await stores.orderActions.act(id, 'refund', { amount: { minor: partialRefund.minor, currency: 'EUR' } });
}

async function untilAllServe(processes: readonly Process[]): Promise<void> {
  while (!(await Promise.all(processes.map(serves))).every(Boolean)) {
    const [failure] = processes.flatMap(({ crew }) => crew.failures);
    if (failure) throw new Error(`A process ${failure}`);
    await wait(100);
  }
}

/** Pieces of each product come in, once however often it takes to have it acknowledged. */
async function deliver(
  stores: Stores,
  delivered: Map<string, number>,
  pieces: number,
  delivery: string,
): Promise<void> {
  for (;;) {
    try {
      await stores.inventory.adjust(
        products.map(({ sku }) => ({ sku, delta: pieces })),
        `delivery ${delivery}`,
      );
      break;
    } catch {
      await wait(100);
    }
  }
  for (const { sku } of products) delivered.set(sku, (delivered.get(sku) ?? 0) + pieces);
}

/** Does it again and again; one that fails is done at the next turn. */
async function repeat(ms: number, signal: AbortSignal, act: (turn: number) => Promise<void>): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await act(turn).catch(() => {});
    await wait(ms, undefined, { signal }).catch(() => {});
  }
}

/** Whether it answers; one that does not is starting. */
function serves({ endpoint }: Process): Promise<boolean> {
  return fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );
}

/** One that is starting is left alone: a slow machine would never get to the work. */
async function killOne(victim: Process | undefined): Promise<boolean> {
  return victim !== undefined && (await serves(victim)) && victim.crew.kill();
}

async function untilQuiet(handle: RedisHandle, stores: Stores): Promise<boolean> {
  for (const deadline = Date.now() + settings.settleMs; Date.now() < deadline; await wait(250))
    if (await isQuiet(handle, stores).catch(() => false)) return true;
  return false;
}
