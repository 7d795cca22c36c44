// Flags: how they are set, and what somebody gets.

import { flagLimits } from '../../../src/redis/flag/record.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

const condition = { subject: fixed('ATTRIBUTE'), attribute: 'plan', operator: fixed('IN'), values: ['pro'] };

const flag = ({ next }: World) => ({
  ...{ key: `f-${next() % 40}`, description: 'which', enabled: fixed(true), isPublic: fixed(true), percent: 50 },
  ...{ value: new AnyJson({ a: 1 }), offValue: new AnyJson('off') },
  rules: [{ conditions: [condition], percent: 10, value: new AnyJson(1) }],
});

async function made({ stores, next }: World): Promise<string> {
  const key = `f-${next() % 40}`;
  await stores.flags.set({ key, enabled: true });
  return key;
}

const audience = { visitorId: 'v', accountId: 'a', roles: fixed([]), attributes: fixed(new Map([['plan', 'pro']])) };

export const flagSubject: FuzzSubject = {
  name: 'flag',
  objects: ({ stores }) => ({ flags: stores.flags }),
  methods: {
    'flags.listed': { good: () => [] },
    'flags.find': { good: async (world) => [await made(world)] },
    'flags.set': { good: (world) => [flag(world)] },
    'flags.set#version': {
      good: async (world) => {
        const key = await made(world);
        return [{ key, percent: 1, version: (await world.stores.flags.find(key))?.version }];
      },
    },
    'flags.remove': { good: async (world) => [await made(world)] },
    'flags.naming': { good: () => ['v-1'] },
    'flags.forgetVisitor': { good: ({ next }) => [`v-${next() % 9}`] },
    'flags.valuesFor': { good: async (world) => [audience, { keys: [await made(world)], publicOnly: fixed(true) }] },
  },
  async broken({ stores }) {
    const flags = await stores.flags.listed();
    const unreadable = flags.flatMap((each) => (each instanceof Error ? [each.message] : []));
    return flags.length > flagLimits.flags ? [...unreadable, `${flags.length} flags`] : unreadable;
  },
};
