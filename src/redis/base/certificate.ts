// A short trial of a Redis, on a scratch prefix: how fast it answers, runs scripts and passes messages on, and what it is set up to keep.

import { randomUUID } from 'node:crypto';
import { isCluster, mastersOf } from './connect.ts';
import type { RedisHandle } from './handle.ts';
import { within } from './within.ts';

const limits = { rounds: 50, messages: 10, messageTimeoutMs: 2_000, scratchTtlMs: 60_000 } as const;

/** Writes, reads and works for a moment, as Mortar's own scripts do. */
const trial = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local sum = 0
for number = 1, 1000 do sum = sum + number % 7 end
return redis.call('STRLEN', KEYS[1]) + sum`;

/** Milliseconds. */
export interface Times {
  readonly median: number;
  readonly slowest: number;
}

export interface Certificate {
  /** Such as `Redis 7.2.4` or `Valkey 8.1.1`, each once. */
  readonly versions: readonly string[];
  readonly masters: number;
  readonly replicas: number;
  readonly latency: Times;
  readonly script: Times;
  /** Undefined if no message has arrived. */
  readonly pubsub: Times | undefined;
  /** A sentence for each setting that says what a crash or a failover loses. */
  readonly durability: readonly string[];
}

/** Leaves nothing behind: the one key that it writes is deleted, and expires if that fails. */
export async function certify(redis: RedisHandle): Promise<Certificate> {
  const scratch = `doctor:${randomUUID()}`;
  const key = `${redis.prefix}:${scratch}`;
  const masters = mastersOf(redis.client);
  try {
    const infos = await Promise.all(masters.map((node) => node.info().catch(() => '')));
    return {
      versions: [...new Set(infos.map(versionOf))],
      masters: masters.length,
      replicas: infos.reduce((sum, info) => sum + Number(fieldOf(info, 'connected_slaves') || 0), 0),
      latency: await timeEach(limits.rounds, (round) => masters[round % masters.length]?.ping()),
      script: await timeEach(limits.rounds, () =>
        redis.client.eval(trial, 1, key, 'x'.repeat(1_024), limits.scratchTtlMs),
      ),
      pubsub: await timeMessages(redis, `${redis.channelPrefix}:${scratch}`),
      durability: [...judgeFiles(infos), ...(await judgeFailover(redis, infos))],
    };
  } finally {
    await redis.client.del(key).catch(() => {});
  }
}

function fieldOf(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

function versionOf(info: string): string {
  const valkey = fieldOf(info, 'valkey_version');
  if (valkey !== '') return `Valkey ${valkey}`;
  return `Redis ${fieldOf(info, 'redis_version') || 'of an unknown version'}`;
}

async function timeEach(rounds: number, act: (round: number) => Promise<unknown> | undefined): Promise<Times> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await act(round);
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? 0, slowest: times.at(-1) ?? 0 };
}

async function timeMessages(redis: RedisHandle, channel: string): Promise<Times | undefined> {
  let onText = (_text: string): void => {};
  const listening = new Promise<void>((resolve) => {
    onText = (text) => text === '' && resolve();
  });
  const stop = redis.listen(channel, (text) => onText(text));
  const arrived = async (): Promise<Times> => {
    await listening;
    return timeEach(limits.messages, async (round) => {
      const heard = new Promise<void>((resolve) => {
        onText = (text) => text === `m${round}` && resolve();
      });
      await redis.client.publish(channel, `m${round}`);
      await heard;
    });
  };
  let times: Times | undefined;
  await within(
    limits.messageTimeoutMs,
    arrived().then((all) => {
      times = all;
    }),
  );
  stop();
  return times;
}

function judgeFiles(infos: readonly string[]): string[] {
  const each = (name: string): Set<string> => new Set(infos.map((info) => fieldOf(info, name)));
  const file = each('aof_enabled').has('0')
    ? 'No append-only file: a crash loses what came after the last snapshot.'
    : 'An append-only file is written: a crash loses what its appendfsync allows.';
  const failed = each('aof_last_write_status').has('err') || each('rdb_last_bgsave_status').has('err');
  return [file, ...(failed ? ['The last attempt to write a file failed: see the log of Redis.'] : [])];
}

async function judgeFailover(redis: RedisHandle, infos: readonly string[]): Promise<string[]> {
  const replicas = infos.map((info) => Number(fieldOf(info, 'connected_slaves') || 0));
  const lonely = replicas.filter((number) => number === 0).length;
  const said = [
    lonely === 0
      ? 'Each master has a replica.'
      : `${lonely} of ${replicas.length} masters have no replica, so nothing takes over for them.`,
  ];
  const settings = await readSettings(redis);
  if (!settings) return [...said, 'CONFIG is not allowed, so the settings for a failover are not known.'];
  const { appendfsync, 'min-replicas-to-write': required, 'cluster-require-full-coverage': whole } = settings;
  said.push(`appendfsync is ${appendfsync}.`);
  if (required !== undefined)
    said.push(
      required === '0'
        ? 'min-replicas-to-write is 0: a master that is cut off takes writes that a failover loses.'
        : `min-replicas-to-write is ${required}.`,
    );
  if (isCluster(redis.client) && whole === 'yes')
    said.push('cluster-require-full-coverage is yes: if one master is gone, Redis stops the others. Set it to no.');
  return said;
}

/** Undefined without the right to read them, which Mortar does not need. */
async function readSettings({ client }: RedisHandle): Promise<Record<string, string> | undefined> {
  const wanted = ['appendfsync', 'min-replicas-to-write', 'cluster-require-full-coverage'];
  try {
    const lines = (await mastersOf(client)[0]?.call('CONFIG', 'GET', ...wanted)) as string[];
    return Object.fromEntries(
      lines.flatMap((name, place) => (place % 2 === 0 ? [[name, lines[place + 1] ?? '']] : [])),
    );
  } catch {
    return undefined;
  }
}
