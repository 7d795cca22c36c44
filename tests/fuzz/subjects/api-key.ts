// API keys and log-in by others, parts of the subject account.

import { apiKeySession } from '../../../src/redis/account/api-key-text.ts';
import type { ProviderLogIns } from '../../../src/redis/account/provider-log-in.ts';
import { Refusal } from '../../../src/redis/base/problem.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';
import { created, newSender } from './account-world.ts';

async function withKey(world: World) {
  const { account } = await created(world);
  return world.stores.apiKeys.create(account.id, { title: 'Script', roles: ['CUSTOMER'] });
}

const identity = (subject: string) => fixed({ issuer: 'https://issuer.example.com', subject });

async function linked(world: World): Promise<string> {
  const { id } = (await created(world, true)).account;
  await world.stores.providerLinks.add(id, 'issuer', { issuer: 'https://issuer.example.com', subject: id });
  return id;
}

type LogInArguments = Parameters<ProviderLogIns['logIn']>;
type LinkArguments = Parameters<ProviderLogIns['link']>;

/** Nobody comes back from a provider here, which is told as it should be. */
async function failing(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal && error.problems[0]?.code === 'PROVIDER_FAILED') return null;
    throw error;
  }
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
  'providerLogIns.begin': { good: async (world) => ['github', (await created(world)).account.id] },
  'providerLogIns.logIn': {
    good: (world) => ['provider=github&code=c&state=s', 'a cookie', newSender(world)],
    call: ({ stores }, args) => failing(stores.providerLogIns.logIn(...(args as LogInArguments))),
  },
  'providerLogIns.link': {
    good: async (world) => [
      'provider=github&code=c&state=s',
      'a cookie',
      (await created(world)).account.id,
      newSender(world),
    ],
    call: ({ stores }, args) => failing(stores.providerLogIns.link(...(args as LinkArguments))),
  },
  'providerLinks.add': {
    // A claim that is refused leaves its token beside a key that stays.
    mayChange: /:claim$/,
    good: async (world) => {
      const { id } = (await created(world, true)).account;
      return [id, 'issuer', identity(id)];
    },
  },
  'providerLinks.remove': { good: async (world) => [await linked(world), 'issuer'] },
  'providerLinks.release': { good: async (world) => [await linked(world), ['c29tZS1kaWdlc3Q']] },
  'providerLinks.list': { good: async (world) => [await linked(world)] },
  'providerLinks.holder': { good: async (world) => ['issuer', identity(await linked(world))] },
  'apiKeys.close': { good: () => [] },
};
