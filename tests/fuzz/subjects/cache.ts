// The cache.

import { AnyJson } from '../hostile.ts';
import { type FuzzSubject, keptForEver, type World } from '../subject.ts';

const options = {
  ttlSeconds: 60,
  staleSeconds: 5,
  staleIfErrorSeconds: 10,
  nullTtlSeconds: 1,
  tags: ['a', 'b'],
  memorySeconds: 0,
};
const key = ({ next }: World): string => `key-${next()}`;
const statistics = /\{cache\}/;

/** What is loaded is kept, whatever another load of the same tick came to. */
async function load({ stores }: World, [name, value, given]: readonly unknown[]): Promise<unknown> {
  const { cache } = stores;
  const loaded = await cache.get(name as string, async () => value, given as typeof options);
  const kept = await cache.get(name as string, async () => 'loaded again', { ...(given as typeof options) });
  if (kept === 'loaded again' && value !== undefined) throw new Error('the loaded value was not kept');
  return loaded;
}

export const cacheSubject: FuzzSubject = {
  name: 'cache',
  objects: ({ stores }) => ({ cache: stores.cache }),
  prepare: async ({ stores }) => {
    await stores.cache.get('broken', () => Promise.reject(new Error('not loaded')), options).catch(() => {});
    // Renews its lease.
    await stores.cache.get('slow', () => new Promise((resolve) => setTimeout(() => resolve(1), 1_300)), options);
  },
  methods: {
    'cache.get': { good: (world) => [key(world)] },
    'cache.get#load': { good: (world) => [key(world), 'value', options], call: load, mayChange: /./ },
    'cache.get#value': {
      good: (world) => [key(world), new AnyJson({ a: 1 }), { ttlSeconds: 60 }],
      call: ({ stores }, [name, value, given]) =>
        stores.cache.get(name as string, async () => value, given as typeof options),
      mayChange: /./,
      // As the codec says it.
      refusals: /^(TypeError|RangeError)$/,
    },
    'cache.set': {
      good: (world) => [key(world), new AnyJson({ a: 1 }), options],
      mayChange: statistics,
      refusals: /^(TypeError|RangeError)$/,
    },
    'cache.delete': { good: (world) => [key(world)], mayChange: statistics },
    'cache.invalidate': { good: (world) => [{ keys: [key(world)], tags: ['z'] }], mayChange: statistics },
    'cache.report': { good: () => [], mayChange: statistics },
    'cache.series': { good: () => [3], mayChange: statistics },
    'cache.close': { good: () => [] },
  },
  broken: ({ redis }) => keptForEver(redis, '{cache:*}:[elt]:*'),
};
