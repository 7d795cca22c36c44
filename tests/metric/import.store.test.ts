// A real site's log, imported in several ways, against a count by awk.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { importAccessLog } from '../../src/import/import-access-log.ts';
import type { LogEntry } from '../../src/import/log-format/entry.ts';
import { formatNamed } from '../../src/import/log-format/formats.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { buildMortar } from '../support/build.ts';
import { testData } from '../support/data.ts';
import { openTestRedis, testRedisUrl } from '../support/redis.ts';
import { countLog } from './count-log.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const log = testData('apache_logs');
const folder = mkdtempSync(join(tmpdir(), 'mortar-log-'));
afterAll(() => rmSync(folder, { recursive: true }));
const counted = countLog(log, folder);
const range = [new Date('2015-05-17T00:00:00Z'), new Date('2015-05-21T00:00:00Z')] as const;

async function expectCount(site: string): Promise<void> {
  const totals = await metrics.totals(site, ...range);
  const top = await metrics.top(site, 'PAGE', ...range);
  const bounces = await metrics.series(site, 'BOUNCES', 'DAY', ...range);
  expect({
    pageViews: totals.pageViews,
    sessions: totals.sessions,
    bounces: bounces.reduce((sum, point) => sum + (point.value ?? Number.NaN), 0),
    topPages: top?.map(({ key, count }) => `${count} ${key}`),
  }).toEqual({
    pageViews: counted.pageViews,
    sessions: counted.sessions,
    bounces: counted.bounces,
    topPages: counted.topPages,
  });
  expect(totals.bounceRate).toBeCloseTo(counted.bounces / counted.sessions, 10);
  expect(Math.abs((totals.visitors ?? 0) - counted.visitors) / counted.visitors).toBeLessThan(0.02);
}

test('the numbers of the log are those of awk, and the report tells what became of each line', async () => {
  const report = await importAccessLog(metrics, 'whole', log);
  const skipped = [...report.skipped.values()].reduce((sum, count) => sum + count, 0);
  expect(report).toMatchObject({ lines: 10_000, accepted: counted.pageViews, duplicates: 0, badLines: 1 });
  expect(report.accepted + report.badLines + skipped).toBe(10_000);
  expect(report.badExamples).toMatchObject([{ line: 8_899 }]);
  await expectCount('whole');
});

describe('the same log in other formats', () => {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const combined = formatNamed('combined').open();
  const entries = lines.flatMap((line) => combined(line) ?? []);

  test.each<[string, (entry: LogEntry, line: string) => string, BufferEncoding]>([
    ['vhost_combined', (_entry, line) => `semicomplete.com:80 ${line}`, 'utf8'],
    [
      'combined_forwarded',
      ({ address }, line) => `${line.replace(/^\S+/, '10.0.0.1')} "${address}, 10.0.0.2"`,
      'utf16le',
    ],
    [
      'nginx_json',
      ({ address, at, method, path, status, referrer, userAgent }) =>
        JSON.stringify({
          ...{ time_iso8601: at.toISOString(), remote_addr: address, request: `${method} ${path} HTTP/1.1` },
          ...{ status, http_referer: referrer ?? '-', http_user_agent: userAgent },
        }),
      'utf8',
    ],
  ])('%s gives the same numbers', async (format, write, encoding) => {
    const file = join(folder, format);
    const rows = lines.flatMap((line) => {
      const entry = combined(line);
      return entry ? [write(entry, line)] : [];
    });
    writeFileSync(file, `\uFEFF${rows.join('\r\n')}\r\n`, encoding);
    const report = await importAccessLog(metrics, format, file);
    expect(report).toMatchObject({ format, lines: entries.length, accepted: counted.pageViews, badLines: 0 });
    await expectCount(format);
    // A log that names the host tells which links are the site's own.
    const referrers = (await metrics.top(format, 'REFERRER', ...range))?.map(({ key }) => key);
    expect(referrers?.includes('semicomplete.com')).toBe(format !== 'vhost_combined');
  });

  test('without user agents everybody is a person, known by the address', async () => {
    const file = join(folder, 'common');
    writeFileSync(file, lines.map((line) => line.replace(/ "[^"]*" "[^"]*"$/, '')).join('\n'));
    const report = await importAccessLog(metrics, 'common', file);
    expect(report).toMatchObject({ format: 'common' });
    expect(report.accepted).toBeGreaterThan(counted.pageViews);
  });
});

test('a file that is no log is refused, and one that is mostly none fails', async () => {
  const none = join(folder, 'none');
  writeFileSync(none, 'hello\nworld\n');
  await expect(importAccessLog(metrics, 'none', none)).rejects.toThrow(/--format/);
  const mostly = join(folder, 'mostly');
  writeFileSync(mostly, `${readFileSync(log, 'utf8').split('\n', 2).join('\n')}\nhello\nthere\nworld\n`);
  const run = promisify(execFile);
  const command = [join(buildMortar(), 'main.js'), 'import', 'access-log', mostly, '--site', 'mostly'];
  const env = { ...process.env, REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: redis.prefix };
  const failed = await run(process.execPath, command, { env }).then(
    () => null,
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/3 {2}lines that could not be read/) });
  expect(failed?.stderr).toMatch(/most lines are not in the format combined/);
});

test('imported again, it counts nothing', async () => {
  const report = await importAccessLog(metrics, 'whole', log);
  expect(report).toMatchObject({ accepted: 0, duplicates: counted.pageViews });
  await expectCount('whole');
});

describe('two halves, shuffled, by two processes at once, and each of them again by a third', () => {
  test('give the same numbers', { timeout: 120_000 }, async () => {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const digest = (text: string): string => createHash('md5').update(text).digest('hex');
    // By a hash of the line: halves of equal size in no order, and equal lines, which are of one second, in one of them.
    const shuffled = lines.map((line) => ({ line, place: digest(line) })).sort((a, b) => (a.place < b.place ? -1 : 1));
    const halves = [0, 1].map((half) =>
      shuffled.filter(({ place }) => Number.parseInt(place[5] as string, 16) % 2 === half),
    );
    const files = halves.map((half, index) => {
      const file = join(folder, `half-${index}`);
      writeFileSync(file, `${half.map(({ line }) => line).join('\n')}\n`);
      return file;
    });
    const run = promisify(execFile);
    const main = join(buildMortar(), 'main.js');
    const inProcess = (file: string) =>
      run(process.execPath, [main, 'import', 'access-log', file, '--site', 'halves'], {
        env: { ...process.env, REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: redis.prefix },
      });
    const importHere = (file: string) => importAccessLog(metrics, 'halves', file);
    const [outputs] = await Promise.all([Promise.all(files.map(inProcess)), Promise.all(files.map(importHere))]);
    for (const { stdout } of outputs) expect(stdout).toMatch(/lines read/);
    await expectCount('halves');
    for (const file of files) expect(await importHere(file)).toMatchObject({ accepted: 0 });
    await expectCount('halves');
  });
});
