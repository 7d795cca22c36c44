// Whether anybody administers an installation: for who starts one and has to be told how to make the first administrator.

import { mastersOf } from '../base/connect.ts';
import type { RedisHandle } from '../base/handle.ts';
import { sessionKeys } from '../session/keys.ts';
import { readAccess } from '../session/pass.ts';

/** Keys that are looked at. Where there are more, somebody has been at work. */
const limits = { keys: 5_000, perScan: 500 } as const;

/** Undefined where it cannot be told: among very many keys, or without the right to look. */
export async function hasAdministrator(redis: RedisHandle): Promise<boolean | undefined> {
  const pattern = `${redis.prefix}:{session:*}:*${accessEnd(redis)}`;
  try {
    for (const node of mastersOf(redis.client)) {
      let cursor = '0';
      let seen = 0;
      do {
        const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', limits.perScan);
        for (const key of keys) {
          const access = await redis.client.get(key);
          if (access !== null && readAccess(access).roles.includes('ADMIN')) return true;
        }
        cursor = next;
        seen += limits.perScan;
        if (cursor !== '0' && seen >= limits.keys) return undefined;
      } while (cursor !== '0');
    }
    return false;
  } catch {
    return undefined;
  }
}

/** How the key of an access ends. */
function accessEnd(redis: RedisHandle): string {
  return sessionKeys.access(redis, 'owner').split('owner').at(-1) as string;
}
