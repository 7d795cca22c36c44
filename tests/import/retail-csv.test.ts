// What is read of a file of invoices as people make them, and what is told of a row that cannot be read: its line and column.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openRetailCsv, type RetailFormat } from '../../src/import/retail-csv.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

async function fileOf(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'retail-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'a.csv'), content);
  return join(folder, 'a.csv');
}

async function readAll(content: string | Uint8Array, format: Partial<RetailFormat> = {}) {
  const { rows, encoding } = await openRetailCsv(await fileOf(content), { currency: 'GBP', ...format });
  const all: unknown[] = [];
  for await (const row of rows) all.push(row);
  return { rows: all, encoding };
}

async function read(cells: { quantity?: string; price?: string; date?: string }, format?: Partial<RetailFormat>) {
  const { quantity = '1', price = '1.00', date = '2010-12-01 08:26:00' } = cells;
  return (await readAll(`${header}\n1,A1,x,${quantity},${date},${price},7,UK\n`, format)).rows[0];
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
  expect(await read({ quantity })).toEqual({
    fault: { line: 2, column: 'Quantity', text: `${JSON.stringify(text)} is no quantity` },
  });
});

it.each(['0x10', '1e3', '.5', '1,5', '" 1"', '٣.00', '+1.00'])('the price %s is refused', async (price) => {
  expect(await read({ price: price.includes(',') ? `"${price}"` : price })).toMatchObject({
    fault: { column: 'UnitPrice', text: expect.stringContaining('is no price') },
  });
});

it.each(['2010-12-01 08:26:60', '2010-12-01 24:00:00', '2010-02-30 08:00', '0x7da-12-01 08:26'])(
  'the date %s is refused',
  async (date) => {
    expect(await read({ date })).toMatchObject({
      fault: { column: 'InvoiceDate', text: expect.stringContaining('is no date') },
    });
  },
);

it('a whole number is read, with spaces beside the comma and zeros before it', async () => {
  expect(await read({ quantity: ' 016 ' })).toMatchObject({ quantity: 16 });
});

it('a price over the limit names its line', async () => {
  expect(await read({ price: '10000000000.01' })).toEqual({
    fault: { line: 2, column: 'UnitPrice', text: '"10000000000.01" is over 10000000000.00 GBP' },
  });
});

it.each([
  ['31/12/2010 8:26', '2010-12-31T08:26:00Z'],
  ['31.12.2010 08:26:30', '2010-12-31T08:26:30Z'],
  ['3-4-2010, 08:26', '2010-04-03T08:26:00Z'],
  ['2010-04-03 08:26', '2010-04-03T08:26:00Z'],
])('the European date %s is read with --dates DMY', async (date, at) => {
  const quoted = JSON.stringify(date);
  expect(await read({ date: quoted }, { dates: 'DMY' })).toMatchObject({ at: new Date(at) });
});

it('a date that only the other order can have names that order', async () => {
  expect(await read({ date: '31/12/2010 8:26' })).toMatchObject({
    fault: { text: '"31/12/2010 8:26" is no date with the order MDY, but one with --dates DMY' },
  });
});

const rowOf = (name: string, number = 1) => `${number},A1,${name},1,2010-12-01 08:26,1.00,7,UK`;
const namesOf = (rows: unknown[]) => rows.map((row) => (row as { name?: string }).name ?? row);

it.each([
  ['a quote that is not closed', '"Tea', 'has a quote that is not closed'],
  ['letters after a quote', '"Tea" pot', expect.stringMatching(/^is no line of a CSV: Invalid Closing Quote/)],
  ['more than 64 kB', 'x'.repeat(70_000), 'is longer than 64 kB'],
  ['more than 64 kB in quotes', `"${'x\n'.repeat(40_000)}`, 'has a quote that is not closed'],
])('a row with %s costs no other one', async (_name, cell, text) => {
  const { rows } = await readAll([header, rowOf('a'), rowOf(cell), rowOf('b'), rowOf('"c"')].join('\n'));
  expect(namesOf(rows).slice(0, 2)).toEqual(['a', { fault: { line: 3, column: null, text } }]);
  expect(namesOf(rows).slice(-2)).toEqual(['b', 'c']);
});

it('a cell can have quotes, commas and line breaks, and the lines after it keep their numbers', async () => {
  const { rows } = await readAll(`${header}\n${rowOf('"a ""b"", \nc"')}\n\n${rowOf('12" nail')}\r\n${rowOf('x', 0.5)}`);
  expect(namesOf(rows)).toEqual(['a "b", c', '12" nail', { fault: expect.objectContaining({ line: 6 }) }]);
});

// What Node cannot write: the bytes of a text in each encoding.
const cafe = [...'CAF'].map((letter) => letter.charCodeAt(0));
const kana = [0x83, 0x7d, 0x83, 0x4f, 0x83, 0x4a, 0x83, 0x62, 0x83, 0x76];
// Letters of Russian, which windows-1251 has in their order from 0xc0 on.
const russian = 'Кружка синяя большая лампа настольная';
const cyrillic = [...russian].map((letter) => (letter === ' ' ? 32 : letter.charCodeAt(0) - 0x410 + 0xc0));
it.each([
  ['windows-1252', [...cafe, 0xc9], 'CAFÉ'],
  ['windows-1252', [0xa3, 0x35, 0x20, 0x93, 0x4c, 0x94], '£5 “L”'],
  ['utf-8', [...Buffer.from('CAFÉ 東京')], 'CAFÉ 東京'],
  ['shift_jis', [...kana, ...kana, ...kana], 'マグカップ'.repeat(3)],
  ['windows-1251', cyrillic, russian],
])('an encoding is detected: %s, %j', async (encoding, bytes, name) => {
  const [before = '', after = ''] = rowOf('?').split('?');
  const content = Buffer.concat([Buffer.from(`${header}\n${before}`), Buffer.from(bytes), Buffer.from(after)]);
  const found = await readAll(content);
  expect({ ...found, rows: namesOf(found.rows) }).toEqual({ encoding, rows: [name] });
});

it('a file in UTF-16 is read, and one of which an encoding is named', async () => {
  const utf16 = await readAll(Buffer.from(`\ufeff${header}\n${rowOf('東京')}`, 'utf16le'));
  expect(namesOf(utf16.rows)).toEqual(['東京']);
  const latin = Buffer.from(`${header}\n${rowOf('CAF\xc9')}`, 'latin1');
  expect(namesOf((await readAll(latin, { encoding: 'iso-8859-7' })).rows)).toEqual(['CAFΙ']);
});

it('a few bytes that are no UTF-8 are bad rows of a file in UTF-8', async () => {
  const good = Array.from({ length: 20 }, (_, index) => rowOf('Café', index));
  const bad = Buffer.from(rowOf('CAF\xc9'), 'latin1');
  const found = await readAll(Buffer.concat([Buffer.from(`${[header, ...good].join('\n')}\n`), bad]));
  expect(found.encoding).toBe('utf-8');
  expect(namesOf(found.rows)).toEqual([
    ...good.map(() => 'Café'),
    { fault: expect.objectContaining({ line: 22, column: 'Description' }) },
  ]);
});
