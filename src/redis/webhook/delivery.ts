// What was sent to an endpoint: the newest deliveries, each with what the endpoint answered last. Events become jobs, which send them.

import { randomBytes } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { DomainEvent } from '../domain-event/event-types.ts';
import type { Jobs } from '../job/job.ts';
import { webhookKeys } from './keys.ts';
import { testEventType, type WebhookDelivery, type WebhookMessage, webhookLimits } from './shapes.ts';
import { isEndpointId, type Webhooks } from './webhook.ts';

export const webhookQueue = 'webhooks';
export const webhookJob = 'webhook.send';

const noteScript = loadScript('webhook/note');

type StoredDelivery = Omit<WebhookDelivery, 'at' | 'id'> & { readonly at: number };

export class WebhookDeliveries {
  readonly #redis: RedisHandle;
  readonly #webhooks: Webhooks;
  readonly #jobs: Jobs;

  constructor(redis: RedisHandle, { webhooks, jobs }: { readonly webhooks: Webhooks; readonly jobs: Jobs }) {
    this.#redis = redis;
    this.#webhooks = webhooks;
    this.#jobs = jobs;
  }

  /** Has an event sent to all endpoints that want it; how many there are. Safe to repeat. */
  async send(event: DomainEvent): Promise<number> {
    const wanting = (await this.#webhooks.list()).filter(({ enabled, types }) => enabled && types.includes(event.type));
    const message = messageOf(event);
    await Promise.all(wanting.map(({ id }) => this.#enqueue(id, message, { key: `${id}:${event.id}` })));
    return wanting.length;
  }

  /** Has an event of no meaning sent, also to an endpoint that is disabled. @throws Refusal NOT_FOUND. */
  async test(id: string): Promise<WebhookMessage> {
    if (!(await this.#webhooks.find(id))) refuse('NOT_FOUND', 'There is no such webhook.', 'id');
    const body = JSON.stringify({ type: testEventType, timestamp: new Date().toISOString(), data: {} });
    const message = { id: `evt_${randomBytes(16).toString('base64url')}`, type: testEventType, body };
    await this.#enqueue(id, message, { always: true });
    return message;
  }

  /** Sends a delivery again, under the same id. @throws Refusal NOT_FOUND. */
  async replay(endpointId: string, id: string): Promise<WebhookDelivery> {
    const delivery = await this.find(endpointId, id);
    if (!delivery) refuse('NOT_FOUND', 'There is no such delivery, or no longer.', 'id');
    const { type, body } = delivery;
    await this.#enqueue(endpointId, { id, type, body }, { always: true });
    return delivery;
  }

  /** The newest first. */
  async list(endpointId: string): Promise<WebhookDelivery[]> {
    if (!isEndpointId(endpointId)) return [];
    const { client, prefix } = this.#redis;
    const ids = await client.zrange(
      webhookKeys.times(prefix, endpointId),
      '0',
      String(webhookLimits.deliveries - 1),
      'REV',
    );
    if (ids.length === 0) return [];
    const texts = await client.hmget(webhookKeys.deliveries(prefix, endpointId), ...ids);
    return ids.flatMap((id, place) => readDelivery(id, texts[place] ?? null) ?? []);
  }

  async find(endpointId: string, id: string): Promise<WebhookDelivery | null> {
    if (!isEndpointId(endpointId)) return null;
    return readDelivery(id, await this.#redis.client.hget(webhookKeys.deliveries(this.#redis.prefix, endpointId), id));
  }

  /**
   * Notes what became of an attempt. `STOPPED`: the endpoint has failed for long, and is disabled.
   * @param isGone whether the endpoint says that it is no more.
   */
  async note(
    endpointId: string,
    delivery: Omit<WebhookDelivery, 'attempts'>,
    isGone: boolean,
  ): Promise<'OK' | 'STOPPED' | 'NONE'> {
    if (!isEndpointId(endpointId)) return 'NONE';
    const { prefix } = this.#redis;
    const before = await this.find(endpointId, delivery.id);
    const { id, at, ...rest } = delivery;
    const stored: StoredDelivery = { ...rest, at: at.getTime(), attempts: (before?.attempts ?? 0) + 1 };
    const { deliveries, deliveriesMs, failingMs } = webhookLimits;
    const answer = (await this.#redis.run(
      noteScript,
      [
        webhookKeys.endpoint(prefix, endpointId),
        webhookKeys.deliveries(prefix, endpointId),
        webhookKeys.times(prefix, endpointId),
      ],
      [id, JSON.stringify(stored), delivery.succeeded ? '1' : '', deliveries, deliveriesMs, isGone ? 0 : failingMs],
    )) as ['OK', 0 | 1] | ['NONE'];
    if (answer[1] !== 1) return answer[0];
    await this.#webhooks.register();
    return 'STOPPED';
  }

  async #enqueue(
    endpointId: string,
    message: WebhookMessage,
    { key, always }: { readonly key?: string; readonly always?: true },
  ): Promise<void> {
    await this.#jobs.enqueue({
      queue: webhookQueue,
      name: webhookJob,
      payload: { endpointId, ...message, ...(always && { always }) },
      maxAttempts: webhookLimits.attempts,
      backoff: webhookLimits.backoff,
      timeoutMs: 2 * webhookLimits.answerMs,
      idempotencyKey: key ?? null,
    });
  }
}

/** The body is what Standard Webhooks recommends: what has happened, when, and to what. */
function messageOf({ id, type, at, subject, data }: DomainEvent): WebhookMessage {
  return { id, type, body: JSON.stringify({ type, timestamp: at.toISOString(), data: { subject, ...data } }) };
}

function readDelivery(id: string, text: string | null): WebhookDelivery | null {
  if (text === null) return null;
  try {
    const { at, ...rest } = JSON.parse(text) as StoredDelivery;
    return { ...rest, id, at: new Date(at) };
  } catch {
    return null;
  }
}
