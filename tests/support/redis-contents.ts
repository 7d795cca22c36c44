// Everything that a data set holds, key by key, as text.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { findKeys } from './redis-keys.ts';

/** Names without the prefix, and contents. What is no text, such as a bitmap, is read as if it were. */
async function readEverything(redis: RedisHandle): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { key, type } of await findKeys(redis))
    found.set(key, JSON.stringify(await contentOf(redis, `${redis.prefix}:${key}`, type)) ?? '');
  return found;
}

/** The keys whose name or content has one of these texts, in any case. */
export async function keysWith(redis: RedisHandle, texts: readonly string[]): Promise<string[]> {
  const wanted = texts.map((text) => text.toLowerCase());
  const has = (text: string): boolean => wanted.some((each) => text.toLowerCase().includes(each));
  return [...(await readEverything(redis))].filter(([key, content]) => has(key) || has(content)).map(([key]) => key);
}

function contentOf({ client }: RedisHandle, key: string, type: string): Promise<unknown> {
  if (type === 'hash') return client.hgetall(key);
  if (type === 'set') return client.smembers(key);
  if (type === 'zset') return client.zrange(key, '0', '-1');
  if (type === 'list') return client.lrange(key, '0', '-1');
  if (type === 'stream') return client.xrange(key, '-', '+');
  return client.get(key);
}
