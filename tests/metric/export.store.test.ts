// The figures of a site as a file: by days of its zone, as the reports have them, page by page.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test, vi } from 'vitest';
import { exportCommand } from '../../src/commands/export.ts';
import { exportToFile } from '../../src/commands/export-file.ts';
import { loadConfig } from '../../src/config.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { dayNameIn, startOfDay } from '../../src/redis/base/timezone.ts';
import type { MetricExportRequest } from '../../src/redis/metric/export.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();
const prefix = uniquePrefix();
const stores = createStores(new RedisHandle(connection.client, prefix));
const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: prefix });
const folder = mkdtempSync(join(tmpdir(), 'mortar-figures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hour = 3_600_000;
// A day of 25 hours in Berlin is the third of these.
const from = '2024-10-25';
const to = '2024-10-29';
const days = ['2024-10-25', '2024-10-26', '2024-10-27', '2024-10-28'];
const begin = Date.parse('2024-10-24T22:00:00Z');

const view = (index: number, path: string): MetricEvent => ({
  ...{ eventId: `e${index}`, type: 'PAGE_VIEW', visitorId: `v${index % 5}`, path, language: 'de' },
  at: new Date(begin + index * hour + 60_000),
});
const buy = (index: number, minor: bigint, currency: string): MetricEvent => ({
  ...{ eventId: `b${index}`, type: 'PURCHASE', visitorId: 'v1', value: { minor, currency } },
  at: new Date(begin + index * hour + 120_000),
});

await stores.sites.set('shop', null, 'Europe/Berlin');
await stores.metrics.track(
  'shop',
  [
    ...Array.from({ length: 97 }, (_, index) => view(index, index % 4 === 0 ? '/=cmd' : '/a,"b"')),
    { ...view(200, '/'), type: 'CUSTOM', name: '=HYPERLINK("https://evil.example")', at: new Date(begin + hour) },
    ...[buy(2, 1_999n, 'EUR'), buy(3, 700n, 'JPY'), buy(30, 1n, 'EUR')],
  ],
  { imported: true },
);

const request = (more: Partial<MetricExportRequest> = {}): MetricExportRequest => {
  return { site: 'shop', by: null, from, to, format: 'JSON_LINES', after: null, ...more };
};

/** All pages, one after the other. */
async function whole({ metricExport }: Stores, given: MetricExportRequest): Promise<string> {
  let [text, after]: [string, string | null] = ['', null];
  do {
    const page = await metricExport.page({ ...given, after });
    text += page.text;
    after = page.next;
  } while (after !== null);
  return text;
}

const objects = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('has a line for each day of the zone, with 25 hours where the clock is changed', async () => {
  const [head, ...rows] = parse(await whole(stores, request({ format: 'CSV' }))) as string[][];
  expect(head).toEqual(
    'day,pageViews,visitors,sessions,bounceRate,secondsPerView,conversions,conversionRate,revenue'.split(','),
  );
  expect(
    rows.map(([day, views, visitors, , , , conversions, , revenue]) => [day, views, visitors, conversions, revenue]),
  ).toEqual([
    ['2024-10-25', '24', '5', '2', '19.99 EUR|700 JPY'],
    ['2024-10-26', '24', '5', '1', '0.01 EUR'],
    ['2024-10-27', '25', '5', '0', ''],
    ['2024-10-28', '24', '5', '0', ''],
  ]);
});

test('has what the totals of each day have', async () => {
  for (const { day, revenue, ...figures } of objects(await whole(stores, request()))) {
    const next = new Date(Date.parse(day) + 24 * hour).toISOString().slice(0, 10);
    const bounds = [day, next].map((each) => new Date(startOfDay('Europe/Berlin', each))) as [Date, Date];
    const { completeFrom: _from, revenue: money, ...totals } = await stores.metrics.totals('shop', ...bounds);
    expect(figures).toEqual(totals);
    expect(revenue).toHaveLength(money?.size ?? 0);
  }
});

test('no cell of a CSV begins as a formula', async () => {
  const events = await whole(stores, request({ by: 'EVENT', format: 'CSV' }));
  expect(events).toContain(`2024-10-25,"'=HYPERLINK(""https://evil.example"")",1,0\r\n`);
  const pages = await whole(stores, request({ by: 'PAGE', format: 'CSV' }));
  const [head, ...rows] = parse(pages) as string[][];
  expect(head).toEqual(['day', 'value', 'count', 'error']);
  expect(rows.slice(0, 2)).toEqual([
    ['2024-10-25', '/a,"b"', '18', '0'],
    ['2024-10-25', '/=cmd', '6', '0'],
  ]);
  for (const cell of [...rows, ...(parse(events) as string[][])].flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

test('has values that visits keep', async () => {
  const languages = await whole(stores, request({ by: 'LANGUAGE', format: 'CSV' }));
  expect(languages).toContain('2024-10-27,de,25,0\r\n');
  const [, ...rows] = parse(await whole(stores, request({ by: 'ENTRY_PAGE', format: 'CSV' }))) as string[][];
  expect(rows.filter(([day]) => day === '2024-10-27').reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(25);
});

test('has the most frequent values of a day, and the sum of the rest', async () => {
  const many = Array.from({ length: 1_100 }, (_, index) => view(1_000 + index, `/${index % 1_050}`));
  for (let start = 0; start < many.length; start += 500)
    await stores.metrics.track(
      'default',
      many.slice(start, start + 500).map((event) => ({ ...event, at: new Date(begin) })),
      { imported: true },
    );
  const text = await whole(stores, request({ site: 'default', by: 'PAGE', from: '2024-10-24', to: '2024-10-25' }));
  const [{ day, values }] = objects(text);
  expect(day).toBe('2024-10-24');
  expect(values).toHaveLength(1_001);
  expect(values.slice(0, 50).every(({ count }: { count: number }) => count === 2)).toBe(true);
  expect(values.at(-1)).toEqual({ value: '(other)', count: 50, error: 0 });
});

test('goes on after the last day that was read, and has empty numbers where nothing is known any more', async () => {
  const [, second] = days as [string, string];
  const rest = await stores.metricExport.page(request({ after: second, format: 'CSV' }));
  expect(rest).toMatchObject({ count: 2, next: null });
  expect(rest.text.split('\r\n').map((line) => line.slice(0, 10))).toEqual(['2024-10-27', '2024-10-28', '']);
  const long = request({ from: '2024-01-01', to: '2024-12-31' });
  expect(await stores.metricExport.page(long)).toMatchObject({ count: 31, next: '2024-01-31' });
  expect(await stores.metricExport.count(long)).toBe(365);

  // As in data of a release that did not note which days it had counted.
  const { client } = stores.redis;
  for await (const key of scanKeys(client, `${prefix}:{an:shop:`, '}:days')) await client.del(key);
  const lapsed = { from: '2015-05-01', to: '2015-05-02' };
  expect(objects(await whole(stores, request(lapsed)))).toMatchObject([{ pageViews: null, revenue: null }]);
  expect(await whole(stores, request({ ...lapsed, by: 'PAGE', format: 'CSV' }))).toContain('2015-05-01,,,\r\n');
});

test.each([
  [{ from: '2026-02-30' }, 'is not a day'],
  [{ to: 'tomorrow' }, 'is not a day'],
  [{ from: to, to: from }, 'must lie before'],
  [{ from: '2022-01-01' }, 'At most 400 days'],
  [{ after: '7' }, 'not a cursor'],
  [{ site: 'nobodys' }, 'No site "nobodys" is registered'],
])('refuses %j', async (wrong, message) => {
  await expect(stores.metricExport.page(request(wrong))).rejects.toThrow(message);
});

test('days of every zone begin where they are named', () => {
  for (const zone of ['UTC', 'Asia/Kathmandu', 'America/Los_Angeles', 'Pacific/Apia', 'Pacific/Kiritimati'])
    for (const day of ['2011-12-29', '2026-03-08', '2026-03-29', '2024-10-27', '2026-11-01']) {
      const at = startOfDay(zone, day);
      expect(dayNameIn(zone, at)).toBe(day);
      expect(dayNameIn(zone, at - 1) < day).toBe(true);
    }
  // A day that the zone skipped.
  expect(dayNameIn('Pacific/Apia', startOfDay('Pacific/Apia', '2011-12-30'))).toBe('2011-12-31');
});

test('the command writes a file, and goes on where it was cut off', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const path = join(folder, 'pages.csv');
  const page = await stores.metricExport.page(request({ by: 'PAGE', format: 'CSV', to: '2024-10-26' }));
  const cut = await exportToFile(path, 'figures CSV shop PAGE 2024-10-25 2024-10-29');
  await cut.write(page.text, page.count, '2024-10-25');
  await cut.close();
  await exportCommand.run(['figures', path, '--site', 'shop', '--by', 'page', '--from', from, '--to', to], config);
  expect(readFileSync(path, 'utf8')).toBe(await whole(stores, request({ by: 'PAGE', format: 'CSV' })));
  expect(log.mock.calls.flat()).toEqual(['4 days exported']);
  log.mockRestore();
});

test.each([
  [['figures'], 'Figures need --from and --to'],
  [['figures', '--from', from, '--to', to, '--contacts'], '--contacts is for orders'],
  [['products', '--site', 'shop'], '--site is for figures'],
  [['figures', '--from', from, '--to', to, '--by', 'pages'], '--by is one of page, referrer'],
])('the command refuses %j', async (args, message) => {
  await expect(exportCommand.run(args, config)).rejects.toThrow(message);
});
