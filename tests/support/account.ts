// An account without a password: for tests of sessions alone, which should not have to hash one each time.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { firstAccess } from '../../src/redis/session/pass.ts';
import { type Role, writeRoles } from '../../src/redis/session/role.ts';
import { newOwnerId, userOwner } from '../../src/redis/session/token.ts';

/** Returns its id. */
export async function newUser(redis: RedisHandle, roles: readonly Role[] = ['CUSTOMER']): Promise<string> {
  const userId = newOwnerId();
  await redis.client.set(sessionKeys.access(redis, userOwner(userId)), firstAccess + writeRoles(roles));
  return userId;
}
