// What must hold of the shop while everything breaks, and when it is over.

import type { RedisHandle } from '../../src/redis/index.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { createStores, type Stores } from '../../src/redis/library.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { declinedField, isOrder, type Order, type OrderRecord } from '../../src/redis/order/record.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { discount, products } from './checkout-plan.ts';
import type { Acknowledged } from './checkout-shopper.ts';
import type { Verdict } from './run.ts';

/** Stock and holds at one moment, as one script sees them. */
const lookScript = `
  local sums, seen = {}, {}
  for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
    local hold = cmsgpack.unpack(redis.call('HGET', KEYS[3], id))
    for at = 1, #hold.l, 2 do sums[hold.l[at]] = (sums[hold.l[at]] or 0) + hold.l[at + 1] end
  end
  for _, sku in ipairs(ARGV) do
    seen[#seen + 1] = tonumber(redis.call('HGET', KEYS[1], sku) or 0)
    seen[#seen + 1] = tonumber(redis.call('HGET', KEYS[2], sku) or 0)
    seen[#seen + 1] = sums[sku] or 0
  end
  return seen`;

/** Faults of the stock at this moment. @throws where Redis is away. */
export async function lookAtStock({ client, prefix }: RedisHandle): Promise<string[]> {
  const names = (['on-hand', 'reserved', 'holds', 'expiry'] as const).map((part) => inventoryKeys.part(prefix, part));
  const skus = products.map(({ sku }) => sku);
  const seen = (await client.eval(lookScript, names.length, ...names, ...skus)) as number[];
  return skus.flatMap((sku, index) => {
    const [onHand, reserved, held] = seen.slice(3 * index, 3 * index + 3) as [number, number, number];
    const faults: string[] = [];
    if (reserved !== held) faults.push(`${reserved} of ${sku} are reserved, but the live reservations hold ${held}`);
    if (onHand < reserved || reserved < 0) faults.push(`${sku} is oversold: ${onHand} on hand, ${reserved} reserved`);
    return faults;
  });
}

/** Whether nothing is under way any more: no payment, no entry of an outbox, no job, no hold. */
export async function isQuiet(redis: RedisHandle, stores: Stores): Promise<boolean> {
  for (const shard of orderShards(redis).numbers) {
    if ((await redis.client.zcard(orderKeys.shard(redis.prefix, shard, 'in-flight'))) > 0) return false;
    if ((await redis.client.xlen(orderKeys.shard(redis.prefix, shard, 'outbox'))) > 0) return false;
  }
  if ((await redis.client.zcard(inventoryKeys.part(redis.prefix, 'expiry'))) > 0) return false;
  const counts = (await stores.jobs.queue('orders'))?.counts;
  if (counts && counts.waiting + counts.active > 0) return false;
  const delayed = await stores.jobs.page('orders', 'DELAYED', { after: null, size: 100, backwards: false });
  // What is learned from carts waits for half an hour.
  return delayed.every(({ job }) => !(job instanceof Error) && job.name === 'cart.recommend');
}

/** @param delivered pieces that came into the warehouse, by product. */
export async function checkShop(
  redis: RedisHandle,
  acknowledged: Acknowledged,
  delivered: ReadonlyMap<string, number>,
): Promise<Verdict> {
  const stores = createStores(redis);
  const violations = await lookAtStock(redis);
  const records = await allRecords(redis, stores);
  const orders = records.filter(isOrder);
  for (const { sku } of products) {
    const { onHand, reserved } = await stores.inventory.get(sku);
    const sold = unitsOf(
      orders.filter((order) => order.state === 'PAID'),
      sku,
    );
    const start = delivered.get(sku) ?? 0;
    if (onHand + sold !== start)
      violations.push(`${onHand} of ${sku} are on hand and ${sold} are sold, but ${start} came in`);
    if (reserved !== 0) violations.push(`${reserved} of ${sku} are reserved when all is over`);
  }
  const pending = orders.filter(({ state }) => state === 'PENDING');
  for (const { id } of pending) violations.push(`order ${id} is stuck: PENDING`);
  violations.push(...(await chargeFaults(redis, records)));
  violations.push(...(await countFaults(stores, orders)));
  violations.push(...(await useFaults(stores, orders)));

  violations.push(...(await ownerFaults(stores, acknowledged, orders)));

  const known = new Map(orders.map((order) => [globalId(order.id), order]));
  const lost = new Set<string>();
  let duplicated = 0;
  for (const [key, ids] of acknowledged.orders)
    for (const id of ids) {
      if (known.has(id)) continue;
      if (!acknowledged.pending.has(key) || !(await wasDeclined(redis, id, key))) lost.add(id);
    }
  for (const ids of [...acknowledged.orders.values(), ...acknowledged.declined.values()])
    if (ids.size > 1) duplicated += 1;
  if (duplicated > 0) violations.push(`${duplicated} payments got two orders for one key`);
  const left = new Map(records.map(({ id, state }) => [globalId(id), state]));
  for (const id of lost)
    violations.push(`the acknowledged order ${id} is gone: ${left.get(id) ?? 'no record'} is left`);
  violations.push(...(await declinedFaults(stores, acknowledged, records)));
  for (const id of acknowledged.cancelled)
    if (known.get(id)?.state !== 'CANCELLED')
      violations.push(`the cancelling of ${id} was acknowledged, but it is ${known.get(id)?.state}`);
  return { accepted: acknowledged.orders.size, lost: lost.size, duplicated, stuck: pending.length, violations };
}

/** Whether the checkout has it written down that this payment was declined. */
async function wasDeclined(redis: RedisHandle, globalId: string, key: string): Promise<boolean> {
  const id = Buffer.from(globalId, 'base64').toString().slice('Order:'.length);
  const record = orderKeys.order(redis.prefix, orderShards(redis).of(id), id);
  return (await redis.client.hexists(record, declinedField(key))) === 1;
}

/** What was told to be PENDING and then declined is still there, and was not bought with the key that was declined. */
async function declinedFaults(
  stores: Stores,
  { declined }: Acknowledged,
  records: readonly OrderRecord[],
): Promise<string[]> {
  const faults: string[] = [];
  const left = new Map(records.map((record) => [globalId(record.id), record]));
  for (const [key, ids] of declined)
    for (const id of ids) {
      const record = left.get(id);
      if (!record) faults.push(`the declined order ${id} left no checkout`);
      else if (record.state === 'PAID' && (await stores.orders.idempotencyKey(record.id)) === key)
        faults.push(`the order ${id} was bought with a payment that was told to be declined`);
    }
  return faults;
}

/** An order that somebody paid while signing up is the account's, and every order is in its owner's list. */
async function ownerFaults(stores: Stores, { owned }: Acknowledged, orders: readonly Order[]): Promise<string[]> {
  const faults: string[] = [];
  const listed = new Map<string, Promise<Set<string>>>();
  const listOf = async (owner: string): Promise<Set<string>> => {
    const { entries } = await stores.orders.page(owner, { after: null, size: 1_000, backwards: false });
    return new Set(entries.map(({ cursor }) => cursor));
  };
  for (const { id, owner, state } of orders) {
    const list = listed.get(owner) ?? listOf(owner);
    listed.set(owner, list);
    if (!(await list).has(id)) faults.push(`the ${state} order ${id} is not in the list of its owner`);
    const email = owned.get(globalId(id));
    const account = email ? await stores.accounts.findByEmail(email) : null;
    if (email && owner !== `user:${account?.id}`)
      faults.push(`the order ${id} was paid by ${email} and is of ${owner}`);
  }
  return faults;
}

const globalId = (id: string): string => Buffer.from(`Order:${id}`).toString('base64');

function unitsOf(orders: readonly Order[], sku: string): number {
  const lines = orders.flatMap((order) => order.lines.filter((line) => line.sku === sku));
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

async function allRecords(redis: RedisHandle, stores: Stores): Promise<OrderRecord[]> {
  const ids = (await keysOf(redis, '*:order:*')).map((key) => key.slice(key.lastIndexOf(':') + 1));
  const records = await Promise.all(ids.map((id) => stores.orders.record(id)));
  return records.filter((record) => record !== null);
}

/** Every charge has one order or one refund, and every order that is paid has one charge. */
async function chargeFaults(redis: RedisHandle, records: readonly OrderRecord[]): Promise<string[]> {
  const ledger = new TestPaymentProvider(redis);
  const faults: string[] = [];
  const kept = new Map<string, bigint>();
  for (const key of await keysOf(redis, '*{pay:*')) {
    const charge = key.slice(key.indexOf('{pay:') + 5, -1);
    const { charged, returned, refunded } = await ledger.entry(charge);
    if (charged === 0n || refunded) continue;
    const id = charge.slice(0, charge.indexOf(':'));
    if (kept.has(id)) faults.push(`order ${id} was charged twice`);
    kept.set(id, charged - returned);
  }
  for (const record of records) {
    const { id, state } = record;
    const charged = kept.get(id) ?? 0n;
    const owed = isOrder(record) ? keptOf(record) : 0n;
    if (charged !== owed) faults.push(`${id} is ${state} and owes ${owed}, but ${charged} was charged and kept`);
    kept.delete(id);
  }
  for (const id of kept.keys()) faults.push(`a charge of ${id} has no order`);
  return faults;
}

/** Each order that was ever paid is one purchase in the metrics; the revenue is what was not given back of them. */
async function countFaults(stores: Stores, orders: readonly Order[]): Promise<string[]> {
  const bought = orders.filter((order) => order.history.some((event) => event.state === 'PAID'));
  const worth = bought.reduce((sum, order) => sum + keptOf(order), 0n);
  const now = Date.now();
  const { conversions, revenue } = await stores.metrics.totals(
    'default',
    new Date(now - 3_600_000),
    new Date(now + 60_000),
  );
  const counted = revenue?.get('EUR') ?? 0n;
  return conversions === bought.length && counted === worth
    ? []
    : [`the metrics count ${conversions} purchases worth ${counted}, but there are ${bought.length} worth ${worth}`];
}

/** What the shop keeps of an order's payment. */
function keptOf({ state, total, refunds }: Order): bigint {
  return state === 'PAID' ? refunds.reduce((left, { amount }) => left - amount.minor, total.minor) : 0n;
}

/** The code is used by the orders that were bought with it, and by no more of them than may be. */
async function useFaults(stores: Stores, orders: readonly Order[]): Promise<string[]> {
  const bought = orders.filter(
    ({ history, adjustments }) => adjustments.length > 0 && history.some(({ state }) => state === 'PAID'),
  );
  const uses = await stores.discountUses.count(discount.code);
  if (uses === bought.length && uses <= discount.maxUses) return [];
  return [`${discount.code} has ${uses} uses of ${discount.maxUses}, and ${bought.length} orders were bought with it`];
}

async function keysOf({ client }: RedisHandle, pattern: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = '0'; ; ) {
    const [next, keys] = (await client.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000')) as [string, string[]];
    found.push(...keys);
    if (next === '0') return found;
    cursor = next;
  }
}
