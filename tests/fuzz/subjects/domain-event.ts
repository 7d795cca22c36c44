// Domain events: who wants them, and how they are given out.

import type { EventStepAnswer } from '../../../src/redis/domain-event/delivery.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

const reader = 'reader';

/** A slot in which an event waits, and the events that were taken there. */
async function told(world: World) {
  const { domainEvents, domainEventDeliveries, redis } = world.stores;
  await domainEvents.register({ name: reader, types: ['account.created'] });
  const [tag] = domainEventDeliveries.tags as readonly [string];
  const subject = `account-${world.next()}`;
  const [, event] = await domainEvents.argsOf('account.created', subject, { accountId: subject });
  await redis.client.xadd(domainEvents.keyOf(tag), '*', 'event', event);
  return tag;
}

async function taken(world: World) {
  const tag = await told(world);
  const request = { readers: [reader], want: 1, leaseMs: 60_000, ended: [] };
  const [delivery] = (await world.stores.domainEventDeliveries.step(tag, request)).taken;
  if (!delivery) throw new Error('nothing was taken');
  return { tag, delivery: { reader: delivery.reader, subject: delivery.subject, token: delivery.token } };
}

const stepped = (outcome: unknown) => ({
  good: async (world: World) => {
    const { tag, delivery } = await taken(world);
    const ended = [{ delivery, outcome }];
    return [fixed(tag), { readers: [fixed(reader)], want: 2, leaseMs: 60_000, ended }];
  },
  done: async (_world: World, _args: readonly unknown[], answer: unknown) =>
    Array.isArray((answer as EventStepAnswer).taken) ? null : 'nothing was answered',
});

export const domainEventSubject: FuzzSubject = {
  name: 'domain-event',
  objects: ({ stores }) => ({ outboxes: stores.domainEvents, deliveries: stores.domainEventDeliveries }),
  methods: {
    'outboxes.keyOf': { good: () => [fixed('ord:1')] },
    'outboxes.argsOf': { good: () => [fixed('order.paid'), fixed('an-order'), fixed({ orderId: 'an-order' })] },
    'outboxes.draw': { good: () => [[fixed('session.ended'), fixed('stock.low')]] },
    'outboxes.wants': { good: () => [fixed('order.paid')] },
    'outboxes.readers': { good: () => [] },
    'outboxes.knownReaders': { good: () => [] },
    'outboxes.register': {
      good: ({ next }) => [{ name: `reader-${next() % 20}`, types: [fixed('order.paid')] }],
    },
    'deliveries.otherTags': { good: () => [] },
    'deliveries.step': stepped(fixed('done')),
    'deliveries.step#back': stepped(fixed('back')),
    'deliveries.step#failed': stepped(1_000),
  },
  broken: async () => [],
};
