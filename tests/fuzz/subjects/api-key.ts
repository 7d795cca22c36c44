// API keys, a part of the subject account.

import { apiKeySession } from '../../../src/redis/account/api-key-text.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';
import { created } from './account-world.ts';

async function withKey(world: World) {
  const { account } = await created(world);
  return world.stores.apiKeys.create(account.id, { title: 'Script', roles: ['CUSTOMER'] });
}

export const apiKeyMethods: FuzzSubject['methods'] = {
  'apiKeys.create': {
    good: async (world) => [
      (await created(world)).account.id,
      { title: 'Script', roles: fixed(['WORKER']), scopes: ['Query.viewer'], queues: ['one'], lifetimeMs: 3_600_000 },
    ],
  },
  'apiKeys.rotate': { good: async (world) => [fixed((await withKey(world)).key), 3_600_000] },
  'apiKeys.revoke': { good: async (world) => [fixed((await withKey(world)).key)] },
  'apiKeys.list': { good: async (world) => [(await created(world)).account.id] },
  'apiKeys.find': { good: async (world) => [fixed((await withKey(world)).key)] },
  'apiKeys.validate': { good: async (world) => [(await withKey(world)).secret] },
  'apiKeys.look': { good: async (world) => [fixed(apiKeySession((await withKey(world)).key))] },
  'apiKeys.close': { good: () => [] },
};
