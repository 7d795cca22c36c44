// Only what is written as a whole number is a quantity; another row is told by its line.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openRetailCsv } from '../../src/import/retail-csv.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

async function read(cells: { quantity?: string; price?: string; date?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'retail-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { quantity = '1', price = '1.00', date = '2010-12-01 08:26:00' } = cells;
  await writeFile(join(folder, 'a.csv'), `${header}\n1,A1,x,${quantity},${date},${price},7,UK\n`);
  const rows: unknown[] = [];
  for await (const row of openRetailCsv(join(folder, 'a.csv'), 'GBP').rows) rows.push(row);
  return rows[0];
}

it.each([
  '0x10',
  '1e3',
  '0b1',
  '',
  '" 5 "',
  '+5',
  '1.0',
  '12345678901234567890',
  '9007199254740993',
  '٣',
  'NaN',
  '--1',
])('the quantity %s is refused', async (quantity) => {
  const text = quantity.replaceAll('"', '');
  expect(await read({ quantity })).toEqual({ line: 2, fault: `${JSON.stringify(text)} is no quantity` });
});

it.each(['0x10', '1e3', '.5', '1,5', '" 1"', '٣.00', '+1.00'])('the price %s is refused', async (price) => {
  expect(await read({ price: price.includes(',') ? `"${price}"` : price })).toMatchObject({
    fault: expect.stringContaining('is no price'),
  });
});

it.each(['2010-12-01 08:26:60', '2010-12-01 24:00:00', '2010-02-30 08:00', '0x7da-12-01 08:26'])(
  'the date %s is refused',
  async (date) => {
    expect(await read({ date })).toMatchObject({ fault: expect.stringContaining('is no date') });
  },
);

it('a whole number is read, with spaces beside the comma and zeros before it', async () => {
  expect(await read({ quantity: ' 016 ' })).toMatchObject({ quantity: 16 });
});
