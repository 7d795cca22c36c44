// Messages and groups.

import { MessageGroups } from '../../../src/redis/message/group.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

const address = { topic: 'fuzz', group: 'group' };
const step = { ...address, from: 'OLDEST', want: 2, leaseMs: 30_000, maxAttempts: 3 } as const;
const groupsOf = new WeakMap<World, MessageGroups>();

function groups(world: World): MessageGroups {
  const known = groupsOf.get(world) ?? new MessageGroups(world.redis);
  groupsOf.set(world, known);
  return known;
}

async function taken(world: World) {
  await world.stores.messages.publish('fuzz', 1);
  const [delivery] = (await groups(world).step({ ...step, want: 1, ended: [], renewed: [] })).taken;
  if (!delivery) throw new Error('nothing was taken');
  return { cursor: delivery.cursor, attempt: delivery.attempt };
}

export const messageSubject: FuzzSubject = {
  name: 'message',
  objects: (world) => ({
    messages: world.stores.messages,
    messageReports: world.stores.messageReports,
    groups: groups(world),
  }),
  prepare: async ({ stores }) => {
    await stores.messages.publish('fuzz', 1);
  },
  methods: {
    'messages.publish': { good: ({ next }) => ['fuzz', new AnyJson({ a: 1 }), { idempotencyKey: `key-${next()}` }] },
    'messages.subscribe': {
      good: () => ['fuzz', { after: null }],
      call: async ({ stores }, [topic, settings]) => {
        const feed = stores.messages.subscribe(topic as string, settings as { after: string });
        await stores.messages.publish('fuzz', 2);
        await Promise.race([feed.next(), new Promise((resolve) => setTimeout(resolve, 20))]);
        await feed.return?.();
      },
      mayChange: /./,
    },
    'messages.feed': { good: () => ['fuzz'] },
    'messages.start': { good: () => ['fuzz', null] },
    'messages.read': { good: async ({ stores }) => ['fuzz', await stores.messages.start('fuzz'), 5] },
    'messages.topicNames': { good: () => [] },
    'messageReports.page': { good: () => [5, null] },
    'messageReports.one': { good: () => ['fuzz'] },
    'groups.step': {
      good: async (world) => {
        const outcome = { kind: fixed('FAILED'), error: 'no', retry: true, delayMs: 5 };
        return [
          {
            ...step,
            from: fixed('OLDEST'),
            ended: [{ delivery: await taken(world), outcome }],
            renewed: [await taken(world)],
          },
        ];
      },
    },
    'groups.dead': { good: () => [address] },
    'groups.replayDead': { good: () => [address, 5] },
    'groups.purgeDead': { good: () => [address, 5] },
  },
  async broken({ stores }) {
    const report = await stores.messageReports.one('fuzz');
    const counts = report?.groups.flatMap(({ lag, pending, dead }) => [lag, pending, dead]) ?? [];
    return counts.some((count) => !(count >= 0)) ? [`a group's counts are ${counts.join()}`] : [];
  },
};
