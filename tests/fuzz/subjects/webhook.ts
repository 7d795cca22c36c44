// Webhooks: their endpoints, and what is sent to them.

import type { WebhookDelivery } from '../../../src/redis/webhook/shapes.ts';
import { fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';

const given = { url: 'https://example.com/', types: [fixed('order.paid')], description: 'Ledger', enabled: true };

/** The place of the one before is free again, since there are few. */
async function created({ stores }: World): Promise<string> {
  for (const { id } of (await stores.webhooks.list()).slice(0, -40)) await stores.webhooks.remove(id);
  const plain = { ...given, types: ['order.paid'] };
  return (await stores.webhooks.create(plain)).endpoint.id;
}

const id: FuzzMethod = { good: async (world) => [await created(world)] };

const delivery = (event: string) => ({
  ...{ id: event, type: 'order.paid', body: '{}', succeeded: false },
  ...{ at: new Date(1e12), durationMs: 5, status: 500, answer: 'no', error: null },
});

async function noted(world: World) {
  const endpoint = await created(world);
  const event = `evt_${world.next()}`;
  await world.stores.webhookDeliveries.note(endpoint, delivery(event) as Omit<WebhookDelivery, 'attempts'>, false);
  return [endpoint, event] as const;
}

export const webhookSubject: FuzzSubject = {
  name: 'webhook',
  objects: ({ stores }) => ({ webhooks: stores.webhooks, deliveries: stores.webhookDeliveries }),
  methods: {
    'webhooks.list': { good: () => [] },
    'webhooks.find': id,
    'webhooks.secrets': id,
    'webhooks.create': {
      good: async (world) => {
        await created(world);
        return [given];
      },
    },
    'webhooks.update': { good: async (world) => [await created(world), { ...given, enabled: false }] },
    'webhooks.rotate': { good: async (world) => [await created(world), 1_000] },
    'webhooks.remove': id,
    'webhooks.register': { good: () => [] },
    'webhooks.allowsAddress': { good: () => ['127.0.0.1'] },
    'deliveries.send': {
      good: async (world) => {
        const event = {
          id: `evt_${world.next()}`,
          type: 'order.paid',
          at: new Date(1e12),
          subject: 'an-order',
          data: {},
        };
        return [fixed(event)];
      },
    },
    'deliveries.test': id,
    'deliveries.replay': { good: async (world) => [...(await noted(world))] },
    'deliveries.list': id,
    'deliveries.find': { good: async (world) => [...(await noted(world))] },
    'deliveries.note': {
      good: async (world) => [await created(world), fixed(delivery(`evt_${world.next()}`)), false],
    },
  },
  broken: async () => [],
};
