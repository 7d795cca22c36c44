// Loads the data of a former layout, as if it had been written a moment ago. Each layout's README.md says how it was made.

import { readFileSync } from 'node:fs';
import type { RedisHandle } from '../../src/redis/base/handle.ts';

/** A text, or one in base64 in a list of its own. */
type Stored = string | [string];
type Line = [key: string, type: keyof typeof writers, ttlMs: number | null, value: never];

// biome-ignore lint/suspicious/noExplicitAny: What the former release answered, in its shapes.
export type Facts = Record<string, any>;

const dayMs = 86_400_000;
/** Keys that are written at a time. */
const atOnce = 100;
/** Data moves by whole steps, which are whole minutes and whole buckets of the cache's count. */
const stepMs = 300_000;

/** Returns what the release that wrote the data answered about it, with its times moved as well. */
export async function loadLayout({ client, prefix }: RedisHandle, layout: string): Promise<Facts> {
  const text = readFileSync(new URL(`./layout-${layout}/data.jsonl`, import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const { madeAtMs } = JSON.parse(head) as { madeAtMs: number };
  const [seconds] = await client.time();
  const nowMs = Number(seconds) * 1_000;
  const shiftMs = Math.floor((nowMs - madeAtMs) / stepMs) * stepMs;
  // Reports count by whole days.
  const days = Math.floor(nowMs / dayMs) - Math.floor(madeAtMs / dayMs);
  const write = async (line: string): Promise<void> => {
    const isReport = line.startsWith('["{an:');
    const byMs = isReport ? days * dayMs : shiftMs;
    const [key, type, ttlMs, value] = JSON.parse(moveTimes(line, byMs)) as Line;
    const name = `${prefix}:${isReport ? moveDays(key, days) : movePeriod(key, shiftMs)}`;
    await writers[type](client, name, value);
    if (ttlMs !== null) await client.pexpireat(name, madeAtMs + ttlMs + byMs);
  };
  for (let start = 0; start < lines.length; start += atOnce)
    await Promise.all(lines.slice(start, start + atOnce).map(write));
  const { facts } = JSON.parse(moveTimes(head, shiftMs)) as { facts: Facts };
  return { ...facts, metrics: JSON.parse(moveTimes(JSON.stringify(JSON.parse(head).facts.metrics), days * dayMs)) };
}

/** Moves every time in a text: ISO 8601, milliseconds of 13 digits, alone or several without spaces, and microseconds of 16. */
function moveTimes(text: string, byMs: number): string {
  return text
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) => new Date(Date.parse(iso) + byMs).toISOString())
    .replace(/(?<![\w-])(0{0,2})((?:1[78]\d{11})+)(?=\D|0000\d{5})/g, (_all, zeros: string, run: string) => {
      const times = run.match(/\d{13}/g) as string[];
      return zeros + times.map((time) => String(Number(time) + byMs)).join('');
    })
    .replace(/"2:(1[78]\d{6})"/g, (_all, bucket: string) => `"2:${Number(bucket) + byMs / 100_000}"`)
    .replace(/(?<!\d)1[78]\d{14}(?!\d)/g, (micros) => String(Number(micros) + byMs * 1_000));
}

const perDay: Readonly<Record<string, number>> = {
  m: 96,
  h: 24,
  d: 1,
  um: 1_440,
  uq: 96,
  ud: 1,
  bm: 1_440,
  bq: 96,
  bd: 1,
};

/** Moves the minute, quarter-hour, hour or day at the end of a key of the metrics. */
function moveDays(key: string, days: number): string {
  return key.replace(/^(.*:)(\w+):(\d+)$/, (_all, start: string, part: string, period: string) => {
    const each = { ...perDay, th: 24, td: 1, pm: 1_440, j: 1, seen: 1 }[part] ?? 1;
    return `${start}${part}:${Number(period) + days * each}`;
  });
}

/** Moves the hour or the minute at the end of a key that counts by them. */
function movePeriod(key: string, shiftMs: number): string {
  const [, start, period] =
    /^((?:\{limit\}:(?:count|asked|refused):.*|\{cache\}:minutes|\{q:.*\}:rate):)(\d+)$/.exec(key) ?? [];
  if (!start) return key;
  return start + (Number(period) + Math.round(shiftMs / (start.endsWith('rate:') ? 60_000 : 3_600_000)));
}

function plain(stored: Stored): string | Buffer {
  return typeof stored === 'string' ? stored : Buffer.from(stored[0], 'base64');
}

type Client = RedisHandle['client'];

const writers = {
  string: (client: Client, key: string, value: Stored) => client.set(key, plain(value)),
  hash: (client: Client, key: string, value: [string, Stored][]) =>
    client.hset(key, ...value.flatMap(([field, text]) => [field, plain(text)])),
  list: (client: Client, key: string, value: Stored[]) => client.rpush(key, ...value.map(plain)),
  set: (client: Client, key: string, value: Stored[]) => client.sadd(key, ...value.map(plain)),
  zset: (client: Client, key: string, value: [Stored, string][]) =>
    client.zadd(key, ...value.flatMap(([member, score]) => [score, plain(member)])),
  stream: async (client: Client, key: string, value: [string, ...Stored[]][]) => {
    for (const [id, ...fields] of value) await client.xadd(key, id, ...fields.map(plain));
  },
};
