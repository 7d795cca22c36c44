// What is exported can be imported again, and an import says beforehand what it would change.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { exportCommand } from '../../src/commands/export.ts';
import { exportToFile } from '../../src/commands/export-file.ts';
import { importCommand } from '../../src/commands/import.ts';
import { loadConfig } from '../../src/config.ts';
import { importProducts } from '../../src/import/import-products.ts';
import { joinedList, splitList } from '../../src/redis/base/csv.ts';
import type { ExportFormat } from '../../src/redis/base/export-page.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { ProductInput } from '../../src/redis/catalogue/product.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();
const folder = mkdtempSync(join(tmpdir(), 'mortar-transfer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const price = (minor: bigint, currency = 'EUR') => ({ minor, currency });
const plain = (sku: string, name = sku): ProductInput => {
  return { sku, name, description: null, tags: [], price: price(1_000n), active: true };
};
const variant = (sku: string, size: string, more: Partial<ProductInput> = {}): ProductInput => {
  return { ...plain(sku), variantOf: 'shirt', optionValues: [{ name: 'Size', value: size }], ...more };
};

const products: readonly ProductInput[] = [
  {
    ...plain('shirt', 'Linen shirt, "summer"'),
    description: ' First line\nsecond, with a comma and "quotes"\n\n=SUM(A1:A9) ',
    tags: ['linen', 'a|b', 'back\\slash'],
    prices: [price(5_200n, 'USD'), price(6_000n, 'JPY'), price(12_345n, 'KWD')],
    weightGrams: 250,
    taxClass: 'reduced',
    categories: ['clothing/shirts', 'gifts'],
    images: [
      { url: 'https://images.example/a.png?b=1|2', alt: 'A shirt | from the front' },
      { url: 'https://images.example/b.png', alt: '' },
    ],
    options: ['Size'],
  },
  variant('shirt-m', 'M', { price: price(1_100n), prices: [price(1_300n, 'USD')] }),
  variant('shirt-l', 'L', { active: false, images: [{ url: 'https://images.example/l.png', alt: 'L' }] }),
  { ...plain('evil', '=cmd|/c calc'), description: "'=already guarded", tags: ['-1+2', '@at'] },
  { ...plain('gone', '東京の地図'), active: false, price: price(0n, 'JPY') },
];

function openShop() {
  const prefix = uniquePrefix();
  const stores = createStores(new RedisHandle(connection.client, prefix));
  const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: prefix });
  return { stores, config };
}

async function openFilled() {
  const shop = openShop();
  const { categories, catalogue } = shop.stores;
  await categories.set({ slug: 'clothing', name: 'Clothing & more' });
  await categories.set({ slug: 'clothing/shirts', name: 'Shirts=Tops' });
  await categories.set({ slug: 'gifts', name: 'Gifts' });
  await catalogue.setMany(products);
  return shop;
}

async function contentOf({ catalogue, categories }: Stores) {
  const found = await catalogue.many(products.map(({ sku }) => sku));
  const all = found.map((product) => product && { ...product, createdAt: null });
  return { products: all, categories: await categories.list() };
}

/** Runs a command, and returns what it prints. */
async function said(run: () => Promise<void>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => {
    log.mockRestore();
    error.mockRestore();
  });
  await run();
  return [...log.mock.calls, ...error.mock.calls].join('\n');
}

const file = (name: string, content?: string): string => {
  const path = join(folder, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};

test.each(['csv', 'jsonl'])('products are the same after an export as %s and an import elsewhere', async (format) => {
  const [from, to] = [await openFilled(), openShop()];
  const path = file(`all.${format}`);
  expect(await said(() => exportCommand.run(['products', path], from.config))).toBe('5 products exported');
  await said(() => importCommand.run(['products', path], to.config));
  expect(await contentOf(to.stores)).toEqual(await contentOf(from.stores));
  expect((await contentOf(to.stores)).products[0]).toMatchObject({ description: products[0]?.description });

  // Again: what is as the file says is not written.
  const writes = vi.spyOn(to.stores.catalogue, 'set');
  const options = { currency: 'GBP', stock: 0 };
  expect(await importProducts(to.stores, path, options)).toMatchObject({ unchanged: 5, changed: 0, created: 0 });
  expect(writes).not.toHaveBeenCalled();
});

test('no cell of a CSV begins as a formula', async () => {
  const { stores } = await openFilled();
  const { text } = await stores.productExport.page({ format: 'CSV', after: null, size: 50 });
  expect(text).toContain(`\r\nevil,'=cmd|/c calc,''=already guarded,'-1+2|@at,`);
  const cells = (parse(text) as string[][]).flat();
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
});

test('lists come back as they went into a cell', () => {
  for (const values of [[], ['a'], ['a', 'b'], ['a|b', '\\', '\\|', ''], ['', ''], ['|', '||', 'x\\']])
    expect(splitList(joinedList(values))).toEqual(values);
});

test('an export to a file goes on where it was cut off, also in the middle of a page', async () => {
  const { stores, config } = await openFilled();
  const whole = async (format: ExportFormat) =>
    (await stores.productExport.page({ format, after: null, size: 50 })).text;
  const path = file('cut.csv');
  const what = 'products CSV false  ';
  const first = await exportToFile(path, what);
  const page = await stores.productExport.page({ format: 'CSV', after: null, size: 1 });
  expect(page).toMatchObject({ count: 3, next: '1' });
  await first.write(page.text, page.count, page.next);
  await first.close();
  writeFileSync(`${path}.part`, 'half a', { flag: 'a' });
  await expect(said(() => exportCommand.run(['orders', path], config))).rejects.toThrow('another export (products CSV');
  expect(await said(() => exportCommand.run(['products', path], config))).toBe('5 products exported');
  expect(readFileSync(path, 'utf8')).toBe(await whole('CSV'));
  expect(() => readFileSync(`${path}.part.json`)).toThrow('ENOENT');

  // Page by page, by hand.
  let [text, after]: [string, string | null] = ['', null];
  do {
    const each = await stores.productExport.page({ format: 'JSON_LINES', after, size: 2 });
    text += each.text;
    after = each.next;
  } while (after !== null);
  expect(text).toBe(await whole('JSON_LINES'));
});

test('a dry run says what would be new, changed and refused, and writes nothing', async () => {
  const { stores, config } = await openFilled();
  const path = file(
    'dry.csv',
    [
      'sku,name,price,currency,categories,variantOf,optionValues,active',
      'gone,東京の地図,5,JPY,,,,true',
      'shirt-m,shirt-m,11.00,EUR,,shirt,Size=M,true',
      'new,New one,1.00,EUR,gifts|new/things,,,yes',
      'shirt-xl,XL,1.00,EUR,,shirt,Size=XL,true',
      'shirt-2l,2L,1.00,EUR,,shirt,size=l,true',
      'shirt-red,red,1.00,EUR,,shirt,Colour=red,true',
      'other,Other,1.00,EUR,,nothing,Size=M,true',
      'bad,Bad,1.005,EUR,,,,true',
      'bad,Bad,1.00,EUR,,,,perhaps',
      'new,Newer,1.00,EUR,gifts|new/things,,,yes',
      'sku with € in it,x,1,EUR,,,,true',
      'short,row',
      ...Array(2).fill('shirt-m,shirt-m,11.00,EUR,,shirt,Size=M,true'),
    ].join('\n'),
  );
  const before = await contentOf(stores);
  const told = await said(() => importCommand.run(['products', path, '--dry-run'], config));
  expect(
    told
      .split('\n')
      .filter((line) => line.startsWith('line'))
      .sort(),
  ).toEqual(
    [
      'line 2, gone: price 0 -> 5; active false -> true',
      'line 4, new: new',
      'line 5, shirt-xl: new',
      'line 6, column optionValues: The variant shirt-l of shirt has the same values. (refused)',
      'line 7, column optionValues: Give a value for each option of shirt: size. (refused)',
      'line 8, column variantOf: There is no product nothing that has options. (refused)',
      'line 9, column price: EUR has at most 2 decimal places; got 1.005. (refused)',
      'line 10, column active: "perhaps" is neither true nor false (refused)',
      'line 11, new: name New one -> Newer',
      'line 12, column sku: "sku with € in it" is no SKU (refused)',
      'line 13: has 2 cells, but there are 8 columns (refused)',
    ].sort(),
  );
  expect(told).toMatch(/2 {2}products would be made/);
  expect(told).toMatch(/2 {2}products would be changed/);
  expect(told).toMatch(/3 {2}products as they were/);
  expect(told).toMatch(/2 {2}categories would be made/);
  expect(await contentOf(stores)).toEqual(before);
  expect(await stores.catalogue.get('new')).toBeNull();

  // The import does just that.
  const done = await importProducts(stores, path, { currency: 'EUR', stock: 0 });
  expect(done).toMatchObject({ created: 2, changed: 2, unchanged: 3, categories: 2, bad: { count: 7 } });
  expect(await stores.categories.get('new/things')).toEqual({ slug: 'new/things', name: 'Things' });
  expect((await stores.catalogue.get('new'))?.name).toBe('Newer');
});

test('a row changes what it names, and leaves the rest of the product', async () => {
  const { stores } = await openFilled();
  const rows = [
    '{"sku":"shirt","price":{"amount":"49.00","currency":"USD"},"tags":["linen"]}',
    '{"sku":"evil","description":null}',
    '{"sku":"evil","colour":"red"}',
    '[1]',
    '{"sku":"fresh","name":"No price"}',
  ];
  const report = await importProducts(stores, file('some.jsonl', rows.join('\n')), { currency: 'GBP', stock: 7 });
  expect(report).toMatchObject({ changed: 2, created: 0, stocked: 1 });
  expect(report.bad.examples).toEqual([
    { line: 3, column: 'colour', text: 'is no field of a product' },
    { line: 4, column: null, text: 'is no object of JSON' },
    { line: 5, column: 'price', text: 'is missing, and the product is new' },
  ]);
  const [shirt, , , evil] = (await contentOf(stores)).products;
  const { prices, ...others } = products[0] as ProductInput;
  expect(shirt).toEqual({
    ...others,
    ...{ price: price(4_900n, 'USD'), prices: prices?.slice(1), tags: ['linen'], createdAt: null },
  });
  expect(evil).toMatchObject({ name: '=cmd|/c calc', description: null });
  // What has options is sold as its variants.
  const levels = await stores.inventory.many(['evil', 'shirt']);
  expect(levels.map((level) => level.onHand)).toEqual([7, 0]);
});

test('a column that no product has ends an import before anything is written', async () => {
  const { stores } = openShop();
  const path = file('columns.csv', 'sku,name,prize\na,A,1\n');
  await expect(importProducts(stores, path, { currency: 'EUR', stock: 0 })).rejects.toThrow(
    'the first line has the column "prize" which no product has; the columns are sku, name, ',
  );
});

test('an export of orders by the command is in the audit log if it has contacts', async () => {
  const { stores, config } = openShop();
  const notes = async () => (await stores.audit.page({}, { after: null, size: 10, backwards: false })).entries;
  expect(await said(() => exportCommand.run(['orders', file('orders.csv')], config))).toBe('0 orders exported');
  expect(await notes()).toEqual([]);
  await said(() => exportCommand.run(['orders', file('whole.csv'), '--contacts', '--to', '2030-01-31'], config));
  expect(await notes()).toMatchObject([
    { kind: 'contacts_exported', byId: null, reason: 'orders placed before 2030-01-31T00:00:00.000Z' },
  ]);
});
