// Messages and groups.

import { isDeepStrictEqual } from 'node:util';
import { PartNames } from '../../../src/redis/base/parts.ts';
import { MessageGroups } from '../../../src/redis/message/group.ts';
import type { GroupStepAnswer } from '../../../src/redis/message/group-shapes.ts';
import { topicTag } from '../../../src/redis/message/keys.ts';
import type { Message } from '../../../src/redis/message/shapes.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';
import { brokenPart, brokenTopic } from './message-checker.ts';

/** Others from time to time, so that each is soon read whole. */
const topicOf = ({ next }: World): string => `fuzz-${Math.floor(next() / 200)}`;
/** Of several parts: made when it is first asked for. */
const partsOf = ({ next }: World): string => `parts-${Math.floor(next() / 200)}`;
const step = { group: 'group', from: fixed('OLDEST'), want: 2, leaseMs: 30_000, maxAttempts: 3 } as const;
const groupsOf = new WeakMap<World, MessageGroups>();

function groups(world: World): MessageGroups {
  const known = groupsOf.get(world) ?? new MessageGroups(world.redis);
  groupsOf.set(world, known);
  return known;
}

async function taken(world: World, topic: string) {
  await world.stores.messages.publish(topic, 1);
  const request = { ...step, topic, from: 'OLDEST', want: 1, ended: [], renewed: [] } as const;
  const [delivery] = (await groups(world).step(request)).taken;
  if (!delivery) throw new Error('nothing was taken');
  return { cursor: delivery.cursor, attempt: delivery.attempt };
}

const ended = (outcome: unknown): FuzzMethod => ({
  good: async (world) => {
    const topic = topicOf(world);
    const [one, other] = [await taken(world, topic), await taken(world, topic)];
    return [{ ...step, topic, ended: [{ delivery: one, outcome }], renewed: [other] }];
  },
  endless: 'An attempt that was never given out is held by nobody, and a delay that is no time is none.',
  done: async (_world, _args, answer) =>
    (answer as GroupStepAnswer).held.every((held) => held) ? null : 'the lease was not renewed',
});

/** A group with a dead letter. */
async function buried(world: World) {
  const address = { topic: topicOf(world), group: 'group' };
  const delivery = await taken(world, address.topic);
  const outcome = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
  const request = {
    ...step,
    ...address,
    from: 'OLDEST',
    want: 0,
    ended: [{ delivery, outcome }],
    renewed: [],
  } as const;
  await groups(world).step(request);
  return address;
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
    'messages.publish': {
      good: (world) => [topicOf(world), new AnyJson({ a: 1 }), { idempotencyKey: `key-${world.next()}` }],
      done: async ({ stores }, [topic, payload], answer) => {
        const { cursor } = answer as Message;
        const number = Number(cursor.split('_')[1]);
        const { entries } = await stores.messages.read(topic as string, `${cursor.split('_')[0]}_${number - 1}`, 1);
        return isDeepStrictEqual(entries[0]?.payload, payload) ? null : 'the message is not there';
      },
    },
    'messages.publish#parts': {
      good: async (world) => {
        const topic = partsOf(world);
        await world.stores.messages.create(topic, 3);
        return [topic, new AnyJson({ a: 1 }), { partKey: `key-${world.next()}` }];
      },
      done: async ({ stores }, [topic, payload], answer) => {
        const { entries } = await stores.messages.read(topic as string, '0-0_0', 10_000);
        const { at } = answer as Message;
        const own = entries.filter((each) => each.at.getTime() === at.getTime());
        return own.some((each) => isDeepStrictEqual(each.payload, payload)) ? null : 'the message is not there';
      },
    },
    'messages.create': {
      good: (world) => [partsOf(world), 3],
      done: async ({ stores }, [topic]) =>
        (await stores.messageReports.one(topic as string))?.parts === 3 ? null : `${topic} has not got its parts`,
    },
    'messages.subscribe': {
      good: (world) => [topicOf(world), { after: null }],
      call: async ({ stores }, [topic, settings]) => {
        const feed = stores.messages.subscribe(topic as string, settings as { after: string });
        await stores.messages.publish('fuzz', 2);
        await Promise.race([feed.next(), new Promise((resolve) => setTimeout(resolve, 20))]);
        await feed.return?.();
      },
      mayChange: /./,
    },
    'messages.feed': { good: (world) => [topicOf(world)] },
    'messages.start': { good: (world) => [topicOf(world), '1-0_0'] },
    'messages.read': { good: (world) => [topicOf(world), '1-0_0', 5] },
    'messages.topicNames': { good: () => [] },
    'messageReports.page': { good: () => [{ after: 'a', size: 5, backwards: true }] },
    'messageReports.count': { good: () => [] },
    'messageReports.one': { good: (world) => [topicOf(world)] },
    'groups.step#acknowledged': ended({ kind: fixed('ACKNOWLEDGED') }),
    'groups.step#failed': ended({ kind: fixed('FAILED'), error: 'no', retry: true, delayMs: 5 }),
    'groups.step#back': ended({ kind: fixed('GIVEN_BACK') }),
    'groups.channelsOf': { good: (world) => [topicOf(world)] },
    'groups.dead': { good: async (world) => [await buried(world)] },
    'groups.dead#after': { good: async (world) => [await buried(world), '1-0'] },
    'groups.replayDead': { good: async (world) => [await buried(world), 5] },
    'groups.purgeDead': { good: async (world) => [await buried(world), 5] },
  },
  async broken(world) {
    const names = await world.stores.messages.topicNames();
    const own = names.filter((name) => /^fuzz-\d+$/.test(name)).sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
    const others = names.filter((name) => !own.includes(name));
    const parts = new PartNames(topicTag);
    const found = [...own.slice(-2), ...others].map((topic) => brokenTopic(world, topic));
    for (const topic of others.filter((name) => /^parts-\d+$/.test(name)).slice(-2))
      for (const part of parts.of(topic, 3).slice(1)) found.push(brokenPart(world, part));
    return (await Promise.all(found)).flat();
  },
};
