// Webhooks, which administrators register.

import { checkWhole } from '../redis/base/given.ts';
import { domainEventTypes } from '../redis/domain-event/event-types.ts';
import type { SecurityEvent } from '../redis/session/event.ts';
import {
  type NewWebhookEndpoint,
  type WebhookChange,
  type WebhookDelivery,
  type WebhookEndpoint,
  webhookLimits,
} from '../redis/webhook/shapes.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { readKey, requireKey } from './base/global-id.ts';
import { actorOf } from './base/owner.ts';
import { requireFresh } from './session/fresh.ts';

export interface WebhookFields {
  readonly webhook: WebhookEndpoint | null;
  /** Told once. */
  readonly secret?: string;
  readonly deleted?: boolean;
}

export interface DeliveryFields {
  /** The id of the event that is sent. */
  readonly eventId: string | null;
}

export const webhookTypes = Object.entries(domainEventTypes).map(([name, about]) => ({ name, about }));

export function webhooks({ stores }: Context): Promise<WebhookEndpoint[]> {
  return stores.webhooks.list();
}

export function webhook(id: string, { stores }: Context): Promise<WebhookEndpoint | null> {
  return stores.webhooks.find(id);
}

export function deliveries({ id }: WebhookEndpoint, { stores }: Context): Promise<WebhookDelivery[]> {
  return stores.webhookDeliveries.list(id);
}

/** What a refusal comes with. */
const asItIs =
  (id: string, { stores }: Context) =>
  async (): Promise<WebhookFields> => {
    const key = readKey('Webhook', id);
    return { webhook: key === null ? null : await stores.webhooks.find(key) };
  };

export function webhookCreate(input: NewWebhookEndpoint, context: Context): Promise<Answer<WebhookFields>> {
  return answer<WebhookFields>({ webhook: null }, async () => {
    requireFresh(context);
    const { endpoint, secret } = await context.stores.webhooks.create(input);
    note('webhook_created', endpoint.id, context);
    return { webhook: endpoint, secret };
  });
}

export function webhookUpdate(
  { id, ...change }: WebhookChange & { readonly id: string },
  context: Context,
): Promise<Answer<WebhookFields>> {
  return answer<WebhookFields>(asItIs(id, context), async () => {
    requireFresh(context);
    const webhook = await context.stores.webhooks.update(requireKey('Webhook', id), change);
    note('webhook_changed', webhook.id, context);
    return { webhook };
  });
}

export function webhookSecretRotate(
  { id, overlapSeconds }: { readonly id: string; readonly overlapSeconds?: number | null },
  context: Context,
): Promise<Answer<WebhookFields>> {
  return answer<WebhookFields>(asItIs(id, context), async () => {
    const { overlapMs } = webhookLimits;
    const seconds = overlapSeconds ?? overlapMs.default / 1_000;
    checkWhole(seconds, 'overlapSeconds', 0, overlapMs.most / 1_000);
    requireFresh(context);
    const key = requireKey('Webhook', id);
    const secret = await context.stores.webhooks.rotate(key, seconds * 1_000);
    note('webhook_secret_rotated', key, context);
    return { webhook: await context.stores.webhooks.find(key), secret };
  });
}

export function webhookDelete(id: string, context: Context): Promise<Answer<WebhookFields>> {
  return answer<WebhookFields>(asItIs(id, context), async () => {
    requireFresh(context);
    const webhook = await context.stores.webhooks.remove(requireKey('Webhook', id));
    note('webhook_deleted', webhook.id, context);
    return { webhook, deleted: true };
  });
}

export function webhookTest(id: string, { stores }: Context): Promise<Answer<DeliveryFields>> {
  return answer<DeliveryFields>({ eventId: null }, async () => {
    return { eventId: (await stores.webhookDeliveries.test(requireKey('Webhook', id))).id };
  });
}

export function webhookDeliveryReplay(
  { id, eventId }: { readonly id: string; readonly eventId: string },
  { stores }: Context,
): Promise<Answer<DeliveryFields>> {
  return answer<DeliveryFields>({ eventId: null }, async () => {
    return { eventId: (await stores.webhookDeliveries.replay(requireKey('Webhook', id), eventId)).id };
  });
}

/** Into the audit log, as an act of the administrator. */
function note(kind: SecurityEvent['kind'], id: string, context: Context): void {
  const by = actorOf(context);
  context.stores.audit.note({ kind, userId: by.userId, by, ipAddress: by.ipAddress, reason: id });
}
