// Selling a cart of three lines: reserve and commit through the data layer, against the peers of checkout-peers.ts; then whole
// checkouts over the API (cart, checkout, payment by the test provider), against the same calls of the data layer.

import { randomUUID } from 'node:crypto';
import { Inventory } from '../src/redis/inventory/inventory.ts';
import { createStores, type Stores } from '../src/redis/stores.ts';
import { startBenchApp } from './app.ts';
import { bareScripts, rowLocks, type StockPeer } from './checkout-peers.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';
import { startPostgres } from './postgres.ts';

const sales = { redis: 10_000, alone: 2_000, postgres: 3_000 } as const;
const checkouts = 500;
const inFlight = 64;
const connections = 16;
const plenty = 100_000_000;
const lines = ['a', 'b', 'c'].map((sku) => ({ sku, quantity: 1 }));

export async function benchCheckout(context: BenchContext): Promise<void> {
  const scripts = await bareScripts(context.redis, lines);
  await benchStock(context, 'bare scripts', { total: sales.redis, peer: scripts });
  // One after the other no two share a script.
  await benchStock(context, 'bare scripts', { total: sales.alone, atOnce: 1, peer: scripts });
  const postgres = await startPostgres(connections);
  if (!postgres) console.error('PostgreSQL is not installed, or did not start: not measured');
  try {
    if (postgres)
      await benchStock(context, 'PostgreSQL, row locks', {
        total: sales.postgres,
        peer: await rowLocks(postgres.pool, lines),
      });
  } finally {
    await postgres?.stop();
  }
  await benchApi(context);
}

interface Sale {
  readonly total: number;
  readonly atOnce?: number;
  readonly peer: StockPeer;
}

async function benchStock(
  { redis, report }: BenchContext,
  peerName: string,
  { total, atOnce = inFlight, peer }: Sale,
): Promise<void> {
  const inventory = new Inventory(redis);
  await inventory.adjust(lines.map(({ sku }) => ({ sku, delta: plenty })));
  report(
    await compare({
      bench: 'checkout',
      case: `reserve and commit 3 lines, ${atOnce} in flight`,
      unit: 'carts/s',
      peerName,
      mortar: () =>
        ratePerSecond(total, atOnce, async () => {
          const id = randomUUID();
          await inventory.reserve(id, lines);
          await inventory.commit(id);
        }),
      peer: () => ratePerSecond(total, atOnce, () => peer.sell(randomUUID())),
    }),
  );
}

async function benchApi({ redis, redisUrl, report }: BenchContext): Promise<void> {
  await redis.client.flushall();
  const stores = createStores(redis);
  const price = { minor: 1_000n, currency: 'EUR' };
  await stores.catalogue.setMany(
    lines.map(({ sku }) => ({ sku, name: sku, description: null, tags: [], price, active: true })),
  );
  await stores.inventory.adjust(lines.map(({ sku }) => ({ sku, delta: plenty })));
  const app = await startBenchApp({ redis, redisUrl });
  try {
    report(
      await compare({
        bench: 'checkout',
        case: `whole checkouts of 3 lines over GraphQL, a guest each, ${inFlight} in flight`,
        unit: 'orders/s',
        peerName: 'the data layer alone',
        mortar: () => ratePerSecond(checkouts, inFlight, () => buyOverApi(`${app.url}/graphql`)),
        peer: () => ratePerSecond(checkouts, inFlight, () => buy(stores)),
        rounds: 3,
      }),
    );
  } finally {
    await app.close();
  }
}

async function buy({ carts, checkouts, sessions }: Stores): Promise<void> {
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  await sessions.start({ userId: null, transport: 'BEARER', client });
  const owner = randomUUID();
  await carts.add(owner, lines);
  const { id } = await checkouts.start(owner);
  await checkouts.complete(owner, id, 'tok_ok', id);
}

async function buyOverApi(endpoint: string): Promise<void> {
  let token = '';
  const ask = async (query: string): Promise<Record<string, { token: string; checkout: { id: string } }>> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: Record<string, never> }).data;
  };
  token = (await ask('mutation { it: sessionStart(input: { transport: BEARER }) { token } }')).it?.token as string;
  const wanted = lines.map(({ sku, quantity }) => `{ sku: "${sku}", quantity: ${quantity} }`);
  await ask(`mutation { cartLinesAdd(input: { lines: [${wanted}] }) { userErrors { code } } }`);
  const started = await ask('mutation { it: checkoutStart { checkout { id } userErrors { code } } }');
  const id = started.it?.checkout.id;
  await ask(
    `mutation { checkoutComplete(input: { id: "${id}", paymentToken: "tok_ok", idempotencyKey: "${id}" }) { order { id } } }`,
  );
}
