// Endpoints of other programs that are told of domain events over HTTP, and what was delivered to them.

import type { DomainEventType } from '../domain-event/event-types.ts';

const dayMs = 24 * 3_600_000;

export const webhookLimits = {
  endpoints: 50,
  urlLength: 2_000,
  descriptionLength: 200,
  /** How long the secret before a rotation signs as well. */
  overlapMs: { default: dayMs, most: 30 * dayMs },
  /** An endpoint that has failed for so long, without a success, is disabled. */
  failingMs: 5 * dayMs,
  /** What is kept of each endpoint: the newest. */
  deliveries: 100,
  deliveriesMs: 30 * dayMs,
  /** A delivery takes no longer, and no more of the answer is read. */
  answerMs: 15_000,
  answerBytes: 65_536,
  /** What is kept of an answer, and of an error. */
  excerpt: 500,
  /** Some 12 hours in all. */
  attempts: 12,
  backoff: { kind: 'EXPONENTIAL', delayMs: 30_000, maxDelayMs: 4 * 3_600_000, jitter: false },
} as const;

/** An event that an administrator sends to see whether an endpoint answers. */
export const testEventType = 'webhook.test';

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  /** The events that it is told of. */
  readonly types: readonly DomainEventType[];
  readonly description: string;
  readonly enabled: boolean;
  /** Whether Mortar has disabled it since it failed for long. */
  readonly stopped: boolean;
  /** Since when all deliveries have failed; null where the last one has not. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  /** Until when the secret before the last rotation signs as well. */
  readonly formerSecretUntil: Date | null;
}

/** What signs the deliveries of an endpoint now. */
export type WebhookSecrets = readonly [current: string, ...former: string[]];

export interface NewWebhookEndpoint {
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string | null;
  readonly enabled?: boolean | null;
}

/** What is absent or null stays as it is. */
export type WebhookChange = { readonly [Field in keyof NewWebhookEndpoint]?: NewWebhookEndpoint[Field] | null };

/** An event as it is sent. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** What became of the attempts to send a message. */
export interface WebhookDelivery extends WebhookMessage {
  readonly attempts: number;
  readonly succeeded: boolean;
  /** When the last attempt began. */
  readonly at: Date;
  readonly durationMs: number;
  /** What the endpoint answered with; null where it did not. */
  readonly status: number | null;
  /** The beginning of the answer. */
  readonly answer: string;
  /** Why there was no answer, or none that counts. */
  readonly error: string | null;
}
