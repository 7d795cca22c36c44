// Orders that were exported, imported into another Mortar: the same numbers, lines, totals and states, each once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setPrices } from '../../src/demo/prices.ts';
import { importOrders } from '../../src/import/import-orders.ts';
import type { ExportFormat } from '../../src/redis/base/export-page.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import type { Order } from '../../src/redis/order/record.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();
const folder = mkdtempSync(join(tmpdir(), 'mortar-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { currency: 'GBP', site: 'default' } as const;
const address = {
  ...{ country: 'DE', name: 'Ann "A" Smith', organization: null, lines: ['Weg 1', 'Hof, links'], locality: 'Berlin' },
  ...{ administrativeArea: null, postalCode: '10115', phone: null },
};

type Shop = Awaited<ReturnType<typeof openShop>>;

async function buy(shop: Shop, owner: string, quantity: number) {
  await shop.carts.add(owner, [
    { sku: 'a', quantity },
    { sku: 'b', quantity: 1 },
  ]);
  const { id } = await shop.checkouts.start(owner);
  await shop.checkouts.update(owner, id, {
    ...{ email: `${owner.replace(':', '-')}@example.com`, shippingAddress: address, shippingMethod: 'parcel' },
    ...{ discountCode: 'WELCOME10', note: '=Ring twice,\n"please"' },
  });
  return shop.checkouts.complete(owner, id, 'tok_ok', `key of ${id}`);
}

/** A shop with orders of an account and of guests: paid, sent with a part given back, and cancelled. */
async function openSource(): Promise<Shop> {
  const shop = await openShop({ a: 50, b: 50 });
  await setPrices(shop);
  await buy(shop, 'user:5f0c', 2);
  const sent = await buy(shop, 'guest', 1);
  await shop.orderActions.act(sent.id, 'fulfil');
  await shop.orderActions.act(sent.id, 'refund', { amount: { minor: 150n, currency: 'EUR' } });
  await shop.orderActions.compensate(sent.id, 'refunded-part', 1);
  const cancelled = await buy(shop, 'other', 3);
  await shop.orderActions.act(cancelled.id, 'cancel');
  await shop.orderActions.compensate(cancelled.id, 'cancelled');
  return shop;
}

async function exported({ orderExport }: Pick<Stores, 'orderExport'>, format: ExportFormat): Promise<string> {
  const page = await orderExport.page({ format, contacts: true, after: null, size: 100, from: null, before: null });
  expect(page.next).toBe(null);
  return page.text;
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test.each(['CSV', 'JSON_LINES'] as const)(
  'an export as %s is the same after an import into an empty Mortar, once',
  async (format) => {
    const source = await openSource();
    const text = await exported(source, format);
    const file = fileOf(`${format}.${format === 'CSV' ? 'csv' : 'jsonl'}`, text);
    const target = await openShop({ a: 0 });
    const report = await importOrders(target, file, options);
    expect(report.bad.examples).toEqual([]);
    expect(report).toMatchObject({ orders: 2, cancellations: 1, known: 0, units: 5 });
    expect(await exported(target, format)).toBe(text);

    const again = await importOrders(target, file, options);
    expect(again).toMatchObject({ orders: 0, cancellations: 0, known: 3, units: 0, bad: { count: 0 } });
    expect(await exported(target, format)).toBe(text);
    const range = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 86_400_000)] as const;
    expect(await target.metrics.totals('default', ...range)).toMatchObject({
      conversions: 2,
      revenue: report.revenue,
    });
    // The orders are the account's again, and are found by what staff knows.
    const own = await target.orders.page('user:5f0c', { size: 10, after: null, backwards: false });
    expect(own.entries).toHaveLength(1);
    const query = { email: 'guest@example.com', from: null, before: null };
    const found = await target.orderSearch.find(query, { size: 10, after: null, backwards: false });
    expect(found.entries).toHaveLength(1);
  },
);

test('an import where the orders are already changes nothing', async () => {
  const source = await openSource();
  const text = await exported(source, 'JSON_LINES');
  for (const { id } of await ordersOf(source)) await source.orderSearch.enter(id);
  const report = await importOrders(source, fileOf('same.jsonl', text), options);
  expect(report).toMatchObject({ orders: 0, cancellations: 0, known: 3, bad: { count: 0 } });
  expect(await exported(source, 'JSON_LINES')).toBe(text);
});

async function ordersOf({ orders }: Pick<Stores, 'orders'>): Promise<Order[]> {
  const { entries } = await orders.list(null, { size: 100, after: null, backwards: false });
  return readable(entries.map(({ order }) => order));
}

test('an order that cannot be kept is told by its line, and the others are imported', async () => {
  const source = await openSource();
  const [paid = '', ...others] = (await exported(source, 'JSON_LINES')).trim().split('\n').reverse();
  const lines = [
    ...others,
    '{"number":',
    paid.replace('"PAID"', '"PENDING"'),
    paid.replace('"PAID"', '"LOST"'),
    paid.replace(/("total":\{"amount":)"[\d.]+"/, '$1"1.00"'),
    paid.replace(/"unitPrice":\{"amount":"10.00"/, '"unitPrice":{"amount":"ten"'),
  ];
  const target = await openShop({});
  const report = await importOrders(target, fileOf('bad.jsonl', `${lines.join('\n')}\n`), options);
  expect(report).toMatchObject({ rows: 7, orders: 1, cancellations: 1 });
  const told = report.bad.examples.map(({ line, column, text }) => `${line} ${column} ${text}`).sort();
  expect(told).toEqual([
    '3 null is no JSON',
    expect.stringMatching(/^4 state order \S+ was not paid yet when it was exported: export it again when it is$/),
    '5 state "LOST" is no state of an order',
    expect.stringMatching(/^6 null order \S+ cannot be kept: total is 1\.00 EUR, but lines and adjustments are /),
    '7 lines "ten" is no amount in EUR',
  ]);
});
