// Rate limits, their policies and their reports.

import type { RedisHandle } from '../../../src/redis/base/handle.ts';
import { loadScript } from '../../../src/redis/base/scripts.ts';
import { defaultPolicies, policyAdditions } from '../../../src/redis/rate-limit/defaults.ts';
import { type FixedWindow, FixedWindows } from '../../../src/redis/rate-limit/fixed-window.ts';
import { rateLimitKeys } from '../../../src/redis/rate-limit/keys.ts';
import type { RateLimitPolicyInput } from '../../../src/redis/rate-limit/rate-limit.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

const gcra = { name: 'fuzz', limit: 1_000, windowSeconds: 60, targets: ['Query.*'] } satisfies RateLimitPolicyInput;
const sliding = {
  name: 'window',
  algorithm: 'SLIDING_WINDOW',
  limit: 100,
  windowSeconds: 60,
} satisfies RateLimitPolicyInput;
const key = ({ next }: World): string => `key-${next()}`;
const counted = /\{limit\}:(count|asked|refused|blocked|activity)/;

/** On one server no operation has checks in several slots, of which one gives back what it took. */
async function givenBack(redis: RedisHandle): Promise<void> {
  const { client, prefix } = redis;
  const takenAt = Date.now() * 1_000;
  const [bucket, window] = ['g:fuzz:any', 's:window:any'].map((part) => `${prefix}:{limit}:${part}`) as [
    string,
    string,
  ];
  await client.set(bucket, String(takenAt + 50 * 60_000_000), 'PX', 3_600_000);
  // More than is given back, so that the script has something to give each time it is tried.
  await client.zadd(window, ...Array.from({ length: 400 }, (_, number) => [takenAt, `${takenAt}:${number}`]).flat());
  await client.pexpire(window, 3_600_000);
  const policies = JSON.stringify([0, 60_000_000, 1_000, 1, 0, 1, 60_000_000, 100, 1, 0]);
  const checks = JSON.stringify([1, 1, takenAt, 2, 1, takenAt]);
  const given = await redis.run(loadScript('rate-limit/give-back'), [bucket, window], [policies, checks]);
  if (given !== 2) throw new Error(`${given} of two checks gave back`);
}

async function checks(world: World) {
  const policies = await world.stores.rateLimits.current();
  return ['fuzz', 'window'].map((name) => ({ policy: fixed(policies.get(name)), key: key(world), cost: 2 }));
}

export const rateLimitSubject: FuzzSubject = {
  name: 'rate-limit',
  objects: ({ redis, stores: { rateLimits } }) => ({
    ...{ rateLimits, policies: rateLimits.policies, reports: rateLimits.reports },
    windows: new FixedWindows(redis, 'fuzz'),
  }),
  prepare: async ({ redis, stores: { rateLimits } }) => {
    await rateLimits.set(gcra);
    await rateLimits.set(sliding);
    await givenBack(redis);
  },
  methods: {
    'rateLimits.seed': { good: () => [] },
    'rateLimits.seed#later': {
      good: async ({ redis }) => {
        await redis.client.del(rateLimitKeys.additions(redis.prefix));
        return [];
      },
    },
    'rateLimits.set': { good: () => [{ ...gcra, description: 'text', burst: 5 }] },
    'rateLimits.define': { good: ({ next }) => [{ ...gcra, name: `p-${next() % 20}` }] },
    'rateLimits.take': { good: (world) => ['fuzz', key(world), 1], mayChange: counted },
    'rateLimits.take#window': { good: (world) => ['window', key(world), 1], mayChange: counted },
    'rateLimits.current': { good: () => [] },
    'rateLimits.decide': { good: async (world) => [await checks(world)], mayChange: counted },
    'rateLimits.decideAtOnce': { good: async (world) => [await checks(world)], mayChange: counted },
    'rateLimits.unblock': { good: (world) => ['fuzz', key(world)] },
    'rateLimits.flush': { good: () => [] },
    'rateLimits.close': { good: () => [] },
    'policies.ageAt': { good: () => [5] },
    'policies.refresh': { good: () => [] },
    'policies.keepCopy': { good: () => [] },
    'policies.all': { good: () => [] },
    'policies.listed': { good: () => [] },
    'policies.get': { good: () => ['fuzz'] },
    'policies.set': { good: () => [{ ...sliding, algorithm: fixed('SLIDING_WINDOW'), description: 'text' }] },
    'policies.delete': {
      good: async ({ stores, next }) => [(await stores.rateLimits.set({ ...gcra, name: `gone-${next()}` })).name],
    },
    'policies.seed': { good: () => [fixed(defaultPolicies), fixed(policyAdditions)] },
    'reports.series': { good: () => ['fuzz', 3] },
    'reports.topKeys': { good: () => ['fuzz', 5] },
    'reports.blocked': { good: () => ['fuzz', 5] },
    'reports.activity': { good: ({ stores }) => stores.rateLimits.reports.activityHead().then((head) => [head, 5]) },
    'reports.activityHead': { good: () => [] },
    'windows.hit': {
      good: (world) => [key(world), 60_000],
      done: async (_world, _args, answer) => ((answer as FixedWindow).hits === 1 ? null : 'the hit is not counted'),
    },
    'windows.takeBack': {
      good: async (world) => {
        const whose = key(world);
        await new FixedWindows(world.redis, 'fuzz').hit(whose, 60_000);
        return [whose];
      },
    },
    'windows.find': { good: (world) => [key(world)] },
    'windows.end': { good: (world) => [key(world)] },
    'windows.endAll': { good: () => [] },
  },
  async broken({ stores }) {
    const { state, policies } = stores.rateLimits;
    const problems = state.localDecisions > 0 ? [`${state.localDecisions} decisions were made without Redis`] : [];
    for (const { name, limit, burst } of await policies.all())
      if (!Number.isInteger(limit) || !Number.isInteger(burst)) problems.push(`${name} admits ${limit} and ${burst}`);
    return problems;
  },
  close: async ({ stores }) => stores.rateLimits.close(),
};
