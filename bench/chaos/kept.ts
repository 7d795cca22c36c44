// How many bytes of Redis hold what subjects keep by design, and which grows with the traffic.

import type { RedisNode } from '../../src/redis/base/connect.ts';

/** What orders, events, jobs, messages and recommendations leave behind for days or years: by hash tag, and what orders leave elsewhere. */
const kept =
  /\{(?:ord|orders|pay|an|q|topic|rec|trend)[:}]|\{inv:main\}:(?:holds|settled)|\{cat\}:counted:|:checkout-key:/;

/** Of the table of keys and that of their ends, which MEMORY USAGE leaves out. */
const bytesPerKey = 96;

export async function keptBytes(client: RedisNode): Promise<number> {
  let bytes = 0;
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'COUNT', 500);
    cursor = next;
    const own = keys.filter((key) => kept.test(key));
    const sizes = await Promise.all(own.map((key) => client.memory('USAGE', key, 'SAMPLES', 100)));
    bytes += sizes.reduce<number>((sum, size) => sum + Number(size ?? 0) + bytesPerKey, 0);
  } while (cursor !== '0');
  return bytes;
}
