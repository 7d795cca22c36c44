// The stores of domain events and webhooks, which know the slots of all subjects that tell of something.

import type { RedisHandle } from './base/handle.ts';
import { DomainEventDeliveries } from './domain-event/delivery.ts';
import { DomainEventOutboxes } from './domain-event/domain-event.ts';
import { experimentTag } from './experiment/keys.ts';
import { flagTag } from './flag/keys.ts';
import { inventoryTag } from './inventory/keys.ts';
import { isJobEventTag, jobEventTags } from './job/domain-event.ts';
import type { Jobs } from './job/job.ts';
import { orderTag } from './order/domain-event.ts';
import { orderShards } from './order/shard.ts';
import { sessionShards, sessionTag } from './session/shard.ts';
import { WebhookDeliveries } from './webhook/delivery.ts';
import { type WebhookSettings, Webhooks } from './webhook/webhook.ts';

export type { WebhookSettings };

export interface EventStores {
  readonly domainEvents: DomainEventOutboxes;
  readonly domainEventDeliveries: DomainEventDeliveries;
  readonly webhooks: Webhooks;
  readonly webhookDeliveries: WebhookDeliveries;
}

export function eventStores(redis: RedisHandle, jobs: Jobs, settings?: WebhookSettings): EventStores {
  const domainEvents = new DomainEventOutboxes(redis);
  const tags = [
    ...orderShards(redis).numbers.map(orderTag),
    ...sessionShards(redis).numbers.map(sessionTag),
    inventoryTag,
    experimentTag(redis.prefix),
    flagTag(redis.prefix),
  ];
  const webhooks = new Webhooks(redis, domainEvents, settings);
  return {
    domainEvents,
    domainEventDeliveries: new DomainEventDeliveries(redis, domainEvents, {
      tags,
      isOther: isJobEventTag,
      others: () => jobEventTags(redis),
    }),
    webhooks,
    webhookDeliveries: new WebhookDeliveries(redis, { webhooks, jobs }),
  };
}
