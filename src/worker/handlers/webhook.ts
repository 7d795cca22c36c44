// Sends webhooks. What an endpoint answers with 2xx is delivered; else the job is tried again.

import { z } from 'zod';
import { UnrecoverableError } from '../../redis/base/attempt-error.ts';
import { messageOf } from '../../redis/base/text.ts';
import type { Stores } from '../../redis/stores.ts';
import { webhookJob } from '../../redis/webhook/delivery.ts';
import { signedHeaders } from '../../redis/webhook/secret.ts';
import { type WebhookDelivery, webhookLimits } from '../../redis/webhook/shapes.ts';
import { webhookReader } from '../../redis/webhook/webhook.ts';
import type { EventListener } from '../event-reader.ts';
import { defineHandler, type Handler } from '../handler.ts';
import { postWebhook } from '../webhook-post.ts';

const message = z.object({
  endpointId: z.string(),
  id: z.string(),
  type: z.string(),
  body: z.string(),
  /** Also to an endpoint that is disabled: a person wants to see what it answers. */
  always: z.boolean().optional(),
});

/** The answer with which an endpoint says that it wants nothing more. */
const goneStatus = 410;

export function webhookHandlers({ webhooks, webhookDeliveries }: Stores): readonly Handler[] {
  return [
    defineHandler({
      name: webhookJob,
      payload: message,
      async run({ endpointId, id, type, body, always }, { signal }) {
        const [endpoint, secrets] = await Promise.all([webhooks.find(endpointId), webhooks.secrets(endpointId)]);
        if (!endpoint || !secrets || !(endpoint.enabled || always)) return { sent: false };
        const at = new Date();
        const began = performance.now();
        const allows = (address: string): boolean => webhooks.allowsAddress(address);
        const headers = signedHeaders({ id, type, body }, secrets, at);
        const result = await postWebhook(endpoint.url, { headers, body, allows, signal }).then(
          ({ status, text }) => ({ status, answer: text, error: null }),
          (error: unknown) => ({ status: null, answer: '', error: errorText(error) }),
        );
        const succeeded = result.status !== null && result.status >= 200 && result.status < 300;
        const delivery = {
          id,
          type,
          body,
          at,
          succeeded,
          durationMs: Math.round(performance.now() - began),
          ...result,
        };
        const outcome = await webhookDeliveries.note(endpointId, delivery, result.status === goneStatus);
        if (succeeded) return { status: result.status };
        const problem = result.error ?? `The endpoint answered ${result.status}`;
        if (outcome !== 'OK') throw new UnrecoverableError(`${problem}; the webhook is disabled`);
        throw new Error(problem);
      },
    }),
  ];
}

function errorText(error: unknown): WebhookDelivery['error'] {
  return messageOf(error).toWellFormed().slice(0, webhookLimits.excerpt).toWellFormed();
}

/** Has the events sent that endpoints want. */
export function webhookListener({ webhooks, webhookDeliveries }: Stores): EventListener {
  return {
    name: webhookReader,
    register: () => webhooks.register(),
    handle: (event) => webhookDeliveries.send(event),
  };
}
