// docs/redis-keys.md as patterns, and what a Redis holds, to compare the two.

import { readFileSync } from 'node:fs';
import { Cluster, type Redis } from 'ioredis';
import { connectBeside } from '../../src/redis/base/connect.ts';
import type { RedisHandle } from '../../src/redis/base/handle.ts';

const monitorAttempts = 10;

export interface DocumentedKey {
  /** As the document has it, such as `{limit}:g:<policy>:<key>`. */
  readonly pattern: string;
  /** As of Redis' TYPE, or `channel`. */
  readonly type: string;
  readonly expires: boolean;
  readonly matches: RegExp;
}

export interface FoundKey {
  /** Without the prefix. */
  readonly key: string;
  readonly type: string;
  readonly expires: boolean;
}

const typesOfRedis: Record<string, string> = { bitmap: 'string', HyperLogLog: 'string', 'sorted set': 'zset' };
/** Parts of keys that are numbers; the others are any text without braces. */
const numbers = new Set(['<shard>', '<minute>', '<quarter>', '<hour>', '<day>', '<priority>', '<v>', '<i>']);

function matcherOf(pattern: string): RegExp {
  const parts = pattern.split(/(<[a-zA-Z]+>)/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[{}.*+?^$()|[\]\\]/g, '\\$&');
    return numbers.has(part) ? '\\d+' : '[^{}]+';
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** Each row names keys of one type and lifetime; a type or lifetime that differs is named in their order. */
export function documentedKeys(): DocumentedKey[] {
  const rows = readFileSync('docs/redis-keys.md', 'utf8').matchAll(/^\| (`.*) \| (.*) \| (.*) \| .* \|$/gm);
  let ttl = '';
  return [...rows].flatMap(([, keys = '', types = '', lifetime = '']) => {
    if (lifetime !== 'same') ttl = lifetime;
    const each = types.split(', ');
    return [...keys.matchAll(/`([^`]+)`/g)].map(([, pattern = ''], index) => {
      const type = each[index] ?? (each[0] as string);
      return {
        pattern,
        type: typesOfRedis[type] ?? type.trim(),
        expires: !ttl.startsWith('none'),
        matches: matcherOf(pattern),
      };
    });
  });
}

function mastersOf({ client }: RedisHandle): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** All keys of a prefix, on all nodes. One that is gone before it is looked at is left out. */
export async function findKeys(redis: RedisHandle): Promise<FoundKey[]> {
  const found: FoundKey[] = [];
  for (const node of mastersOf(redis)) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'MATCH', `${redis.prefix}:*`, 'COUNT', 1_000);
      cursor = next;
      for (const key of keys) {
        const [type, ttlMs] = await Promise.all([node.type(key), node.pttl(key)]);
        if (type !== 'none' && ttlMs !== -2)
          found.push({ key: key.slice(redis.prefix.length + 1), type, expires: ttlMs >= 0 });
      }
    } while (cursor !== '0');
  }
  return found;
}

/** Gathers the channels of a prefix that something is published to, until it is stopped. */
export async function watchChannels(redis: RedisHandle): Promise<{ stop(): Promise<ReadonlySet<string>> }> {
  const heard = new Set<string>();
  const last = `${redis.prefix}:last`;
  const subscriber = connectBeside(redis.client, 'subscriber');
  const isOver = new Promise<void>((resolve) => {
    subscriber.on('pmessage', (_pattern: string, channel: string) => {
      if (channel === last) resolve();
      else heard.add(channel.slice(redis.prefix.length + 1));
    });
  });
  await subscriber.psubscribe(`${redis.prefix}:*`);
  // No pattern finds the channels of slots: in a cluster, what is published on them is seen by its commands.
  const monitors = redis.hasSlots ? await Promise.all(mastersOf(redis).map((node) => monitorOf(node))) : [];
  for (const monitor of monitors)
    monitor.on('monitor', (_time: string, [command = '', channel = '']: readonly string[]) => {
      const own = command.toLowerCase() === 'spublish' && channel.startsWith(`${redis.prefix}:`);
      if (own) heard.add(channel.slice(redis.prefix.length + 1).replace(/^\+\{[^}]*\}:/, ''));
    });
  return {
    async stop() {
      await redis.client.publish(last, '');
      await isOver;
      subscriber.disconnect();
      for (const monitor of monitors) monitor.disconnect();
      return heard;
    },
  };
}

/** ioredis fails where the first lines come together with the answer to MONITOR, as they do while others keep the node busy. */
async function monitorOf(node: Redis): Promise<Redis> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await node.monitor();
    } catch (error) {
      if (attempt === monitorAttempts) throw error;
    }
  }
}
