// A real shop's invoices, imported as products and orders, against a count by awk.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { importCommand } from '../../src/commands/import.ts';
import { loadConfig } from '../../src/config.ts';
import { importOrders } from '../../src/import/import-orders.ts';
import { importProducts } from '../../src/import/import-products.ts';
import { RedisTimeout } from '../../src/redis/base/breaker.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import type { PastOrder } from '../../src/redis/order/import.ts';
import { createStores } from '../../src/redis/stores.ts';
import { testData } from '../support/data.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';
import { countRetail } from './count-retail.ts';

const redis = await openTestRedis();
const stores = createStores(redis);
const file = testData('online-retail-10k.csv');
const counted = countRetail(file);
const gbp = { currency: 'GBP', site: 'default', stock: 0 };
const december = [new Date('2010-12-01T00:00:00Z'), new Date('2010-12-10T00:00:00Z')] as const;
const folder = mkdtempSync(join(tmpdir(), 'mortar-retail-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function expectCount(): Promise<void> {
  const totals = await stores.metrics.totals('default', ...december);
  const [best] = (await stores.products.page({ sort: 'BEST_SELLING', size: 1 })).entries;
  const own = await stores.orders.page('customer:17850', { size: 100, after: null, backwards: false });
  expect({
    revenue: Number(totals.revenue?.get('GBP')),
    orders: totals.conversions,
    bestSeller: best && readable([best.product])[0]?.sku,
    ofOneCustomer: readable(own.entries.map(({ order }) => order)).filter(({ state }) => state === 'DELIVERED').length,
  }).toEqual({
    revenue: counted.revenue,
    orders: counted.orders,
    bestSeller: counted.bestSeller,
    ofOneCustomer: counted.ofOneCustomer,
  });
}

test('revenue, units and orders are those of awk, once, also after a run that was cut off', {
  timeout: 120_000,
}, async () => {
  const products = await importProducts(stores, file, { ...gbp, stock: 10 });
  expect(products).toMatchObject({ rows: 10_000, created: counted.products, stocked: counted.products });
  expect(products.bad.count).toBe(0);

  // Brought in up to the follow-ups, and then the process died.
  const cutOff = { ...stores, metrics: { track: () => Promise.reject(new Error('killed')) } };
  await expect(importOrders(cutOff as never, file, gbp)).rejects.toThrow('killed');
  const report = await importOrders(stores, file, gbp);
  expect({ ...report, unknownProducts: undefined }).toMatchObject({
    rows: 10_000,
    orders: counted.orders,
    known: 0,
    units: counted.units,
    revenue: new Map([['GBP', BigInt(counted.revenue)]]),
    cancellations: counted.cancellations,
    cancelled: new Map([['GBP', BigInt(counted.cancelled)]]),
    bad: { count: 0 },
  });
  await expectCount();

  const again = await importOrders(stores, file, gbp);
  expect(again).toMatchObject({ orders: 0, units: 0, cancellations: 0, known: counted.orders + counted.cancellations });
  expect(await importProducts(stores, file, { ...gbp, stock: 10 })).toMatchObject({
    created: 0,
    unchanged: counted.products,
    stocked: 0,
  });
  await expectCount();

  // "White hanging heart t-light holder": what its buyers took with it, and it is in stock.
  const recommended = await stores.recommendations.forProduct('85123A', 5);
  expect(recommended).toHaveLength(5);
});

test('the command tells what became of each row, and what is wrong with which', async () => {
  const mixed = join(folder, 'mixed.csv');
  const rows = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    '1,a1,"Tea, green",2,12/1/2010 8:26,1.50,7,United Kingdom',
    '1,a2,Pot,1,12/1/2010 8:26,20,7,United Kingdom',
    'C2,a2,Pot,-1,2010-12-02 10:00:00,20,7,United Kingdom',
    '3,a1,damaged,-5,2010-12-02 10:00:00,0,,United Kingdom',
    '4,a1,Tea,many,2010-12-02 10:00:00,1.50,7,United Kingdom',
    '5,a1,Tea,1,2010-02-30 10:00:00,1.50,7,United Kingdom',
    '6,a1,Tea,1,2010-12-02 10:00:00,1.505,7,United Kingdom',
    '1,a1,Tea,1,2010-12-02 10:00:00,1.50,7,United Kingdom',
  ];
  writeFileSync(mixed, `${rows.join('\n')}\n`);
  const { prefix } = new RedisHandle(redis.client, uniquePrefix());
  const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: prefix });
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const run = (...args: string[]): Promise<void> => importCommand.run(args, config);
  await run('orders', mixed);
  const stdout = String(said.mock.lastCall?.[0]);
  said.mockRestore();
  expect(stdout).toMatch(/1 {2}orders brought in: 3 units, 23\.00 GBP/);
  expect(stdout).toMatch(/1 {2}cancellations and refunded orders brought in: 20\.00 GBP/);
  expect(stdout).toMatch(/1 {2}rows skipped: corrections of the stock/);
  expect(stdout).toMatch(/4 {2}rows that could not be read/);
  expect(stdout).toMatch(/line 6, column Quantity: "many" is no quantity/);
  expect(stdout).toMatch(/line 7, column InvoiceDate: "2010-02-30 10:00:00" is no date/);
  expect(stdout).toMatch(/line 8, column UnitPrice: "1\.505" is no price in GBP/);
  expect(stdout).toMatch(/line 9, column InvoiceNo: invoice 1 began earlier/);

  writeFileSync(mixed, 'InvoiceNo,Price\n1,2\n');
  await expect(run('orders', mixed)).rejects.toThrow(
    /^import: the first line has no column StockCode, Description, .*; it names the columns, which are InvoiceNo, /,
  );
  await expect(run('products', join(folder, 'nothing.csv'))).rejects.toThrow(/^import: ENOENT/);
  await expect(run('orders', mixed, '--stock', '5')).rejects.toThrow(
    /import orders FILE \[--currency GBP\] \[--site S\] \[--dates MDY\|DMY\]/,
  );
});

test('an invoice that no order can be is told with its line, and the others are brought in', async () => {
  const bad = join(folder, 'bad.csv');
  const rows = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    '910001,Z1,first,1,2024-01-01 00:00,1.00,910,UK',
    '910002,Z1,too much,2147483647,2024-01-01 00:00,99999999999999.99,910,UK',
    `910003,Z2,long ${'🎉'.repeat(200)},1,2024-01-01 00:00,1.00,910,UK`,
    `910004,Z1,too long a customer,1,2024-01-01 00:00,1.00,${'9'.repeat(250)},UK`,
    '910005,Z1,of the year 50,1,0050-01-01 00:00,1.00,910,UK',
    '910006,Z1,last,1,2024-01-01 00:00,1.00,910,UK',
  ];
  writeFileSync(bad, rows.join('\n'));
  const products = await importProducts(stores, bad, gbp);
  expect(products).toMatchObject({ created: 2, bad: { count: 2 } });
  const report = await importOrders(stores, bad, gbp);
  expect(report).toMatchObject({ orders: 3, bad: { count: 3 } });
  expect(report.bad.examples.map(({ line }) => line).toSorted()).toEqual([3, 5, 6]);
  const own = await stores.orders.page('customer:910', { size: 10, after: null, backwards: false });
  expect(
    readable(own.entries.map(({ order }) => order))
      .map(({ number }) => number)
      .toSorted(),
  ).toEqual(['910001', '910003', '910006']);
});

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

test('a strict import ends at the first bad row; a file without rows, or mostly of bad ones, is a failure', async () => {
  const { prefix } = new RedisHandle(redis.client, uniquePrefix());
  const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: prefix });
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const run = (kind: string, content: string, ...args: string[]): Promise<void> => {
    const path = join(folder, 'judged.csv');
    writeFileSync(path, content);
    return importCommand.run([kind, path, ...args], config);
  };
  const good = '1,a1,Tea,2,2010-12-01 08:26,1.50,7,UK';
  const bad = '2,a1,Tea,many,2010-12-01 08:26,1.50,7,UK';
  for (const kind of ['products', 'orders']) {
    await expect(run(kind, [header, good, bad].join('\n'), '--strict')).rejects.toThrow(
      /^import: line 3, column Quantity: "many" is no quantity\. With --strict the import ends there/,
    );
    await expect(run(kind, '')).rejects.toThrow(/^import: the file is empty/);
    await expect(run(kind, header)).rejects.toThrow(/^import: the file is empty/);
    await expect(run(kind, [header, ...Array(20).fill(bad)].join('\n'))).rejects.toThrow(
      /^import: most rows could not be read/,
    );
    await expect(run(kind, [header, good].join('\n'), '--dates', 'YMD')).rejects.toThrow('--dates is MDY or DMY');
    await expect(run(kind, [header, good].join('\n'), '--encoding', 'nope')).rejects.toThrow('name of an encoding');
    await run(kind, [header, good, bad].join('\n'));
  }
  said.mockRestore();
});

test('what Redis does not answer in time is sent again in smaller pieces, and counts once', async () => {
  const path = join(folder, 'slow.csv');
  const rows = Array.from({ length: 40 }, (_, index) => `92${index},SLOW,Tea,1,2010-12-20 08:26,2.00,92,UK`);
  writeFileSync(path, [header, ...rows].join('\n'));
  const sizes: number[] = [];
  const slow = {
    write: (orders: readonly PastOrder[]) => stores.orderImports.write(orders),
    finish: async (numbers: readonly string[]) => {
      sizes.push(numbers.length);
      if (numbers.length > 12) throw new RedisTimeout(900);
      await stores.orderImports.finish(numbers);
    },
  };
  const report = await importOrders({ ...stores, orderImports: slow as never }, path, {
    currency: 'GBP',
    site: 'slow',
  });
  expect(sizes).toEqual([40, 20, 10, 10, 20, 10, 10]);
  expect(report).toMatchObject({
    orders: 40,
    known: 0,
    units: 40,
    revenue: new Map([['GBP', 8_000n]]),
    bad: { count: 0 },
  });
  const day = [new Date('2010-12-20T00:00:00Z'), new Date('2010-12-21T00:00:00Z')] as const;
  expect(Number((await stores.metrics.totals('slow', ...day)).revenue?.get('GBP'))).toBe(8_000);
});
