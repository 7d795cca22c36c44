// How many bytes of Redis hold what subjects keep by design, and which grows with the traffic.

import type { RedisNode } from '../../src/redis/base/connect.ts';

/** What orders, events, jobs, messages and recommendations leave behind for days or years: by hash tag, and what orders leave elsewhere. */
const kept =
  /\{(?<tag>ord|orders|pay|an|q|topic|rec|trend)[:}]|\{inv:main\}:(?<held>holds|settled)|\{cat\}:(?<counted>counted):|:(?<proof>checkout-key):/;

/** Of the table of keys and that of their ends, which MEMORY USAGE leaves out. */
const bytesPerKey = 96;

/** Bytes by what they belong to, such as `ord` or `checkout-key`. */
export type Kept = ReadonlyMap<string, number>;

export async function keptBytes(client: RedisNode): Promise<Kept> {
  const bytes = new Map<string, number>();
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'COUNT', 500);
    cursor = next;
    const own = keys.flatMap((key) => {
      const found = kept.exec(key)?.groups;
      const name = found && Object.values(found).find((each) => each !== undefined);
      return name ? [{ key, name }] : [];
    });
    const sizes = await Promise.all(own.map(({ key }) => client.memory('USAGE', key, 'SAMPLES', 100)));
    for (const [place, { name }] of own.entries())
      bytes.set(name, (bytes.get(name) ?? 0) + Number(sizes[place] ?? 0) + bytesPerKey);
  } while (cursor !== '0');
  return bytes;
}

export function sumOf(kept: Kept): number {
  return [...kept.values()].reduce((sum, each) => sum + each, 0);
}

/** Largest first, in kB. */
export function sayKept(kept: Kept): string {
  const sorted = [...kept].sort(([, one], [, other]) => other - one);
  return sorted.map(([name, bytes]) => `${name} ${Math.round(bytes / 1_000)} kB`).join(', ');
}
