// Who administers an installation: for who starts one and has to be told how to make the first administrator.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { sessionKeys } from '../session/keys.ts';
import { readAccess } from '../session/pass.ts';
import { sessionShards } from '../session/shard.ts';
import { userOwner } from '../session/token.ts';
import { administratorsKey } from './directory.ts';
import { accountKeys } from './keys.ts';

/** Administrators of a shard that are looked at: processes of an earlier release leave some in the list that are none any more. */
const looked = 20;

const enterScript = loadScript('account/enter-administrator');

/** Whether anybody administers the installation. Costs the same, however many accounts there are. */
export async function hasAdministrator(redis: RedisHandle): Promise<boolean> {
  const { numbers } = sessionShards(redis);
  const found = await Promise.all(numbers.map((shard) => someOf(redis, shard)));
  const accesses = await Promise.all(
    found.flat().map((id) => redis.client.get(sessionKeys.access(redis, userOwner(id)))),
  );
  return accesses.some((access) => access !== null && readAccess(access).roles.includes('ADMIN'));
}

const someOf = (redis: RedisHandle, shard: number): Promise<string[]> =>
  redis.client.srandmember(accountKeys.administrators(redis.prefix, shard), looked);

/** Lists an account of an earlier release if it is an administrator's. Whether it was missing there. */
export async function enterAdministrator(redis: RedisHandle, userId: string): Promise<boolean> {
  const keys = [sessionKeys.access(redis, userOwner(userId)), administratorsKey(redis, userId)];
  const [outcome] = (await redis.run(enterScript, keys, [userId])) as ['OK' | 'KNOWN' | 'NONE'];
  return outcome === 'OK';
}
