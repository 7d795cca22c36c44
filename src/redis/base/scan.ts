// Walks all keys of a Redis, for work that is done once in the life of a data set.

import { mastersOf, type RedisClient } from './connect.ts';

const keysPerStep = 1_000;

/** The keys that begin and end with a text, of every master. Some may come twice. Costs O(all keys) of Redis. @throws Error while Redis is unavailable. */
export async function* scanKeys(client: RedisClient, start: string, end: string): AsyncGenerator<string> {
  const pattern = `${globLiteral(start)}*${end}`;
  const nodes = mastersOf(client);
  // A cluster whose client is not connected knows of none: that it has no keys would be wrong.
  if (nodes.length === 0) throw new Error('No master of the cluster can be reached');
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', keysPerStep);
      yield* keys;
      cursor = next;
    } while (cursor !== '0');
  }
}

/** A text as a pattern of Redis that only it fits. */
export function globLiteral(text: string): string {
  return text.replace(/[\\*?[\]^]/g, '\\$&');
}
