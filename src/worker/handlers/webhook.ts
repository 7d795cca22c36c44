// Sends webhooks. What an endpoint answers with 2xx is delivered; else the job is tried again.

import { z } from 'zod';
import { mailJobLimits, mailQueue } from '../../redis/account/notice.ts';
import { UnrecoverableError } from '../../redis/base/attempt-error.ts';
import { messageOf } from '../../redis/base/text.ts';
import type { Stores } from '../../redis/stores.ts';
import { webhookJob } from '../../redis/webhook/delivery.ts';
import { signedHeaders } from '../../redis/webhook/secret.ts';
import { type WebhookDelivery, type WebhookEndpoint, webhookLimits } from '../../redis/webhook/shapes.ts';
import { webhookReader } from '../../redis/webhook/webhook.ts';
import type { EventListener } from '../event-reader.ts';
import { defineHandler, type Handler } from '../handler.ts';
import { postWebhook } from '../webhook-post.ts';
import { webhookMailJob } from './mail.ts';

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

export function webhookHandlers(stores: Stores): readonly Handler[] {
  const { webhooks, webhookDeliveries } = stores;
  return [
    defineHandler({
      name: webhookJob,
      payload: message,
      async run({ endpointId, id, type, body, always }, { signal }) {
        const [endpoint, secrets] = await Promise.all([webhooks.find(endpointId), webhooks.secrets(endpointId)]);
        if (!endpoint || !secrets) return { sent: false };
        if (!endpoint.enabled && !always) {
          // Whoever disabled it may have died before the mails were in the queue.
          if (endpoint.stopped) await tellAdministrators(stores, endpoint);
          return { sent: false };
        }
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
        if (outcome === 'STOPPED') await tellAdministrators(stores, endpoint);
        if (succeeded) return { status: result.status };
        const problem = result.error ?? `The endpoint answered ${result.status}`;
        if (outcome !== 'OK') throw new UnrecoverableError(`${problem}; the webhook is disabled`);
        throw new Error(problem);
      },
    }),
  ];
}

/** Has mails sent that the endpoint was disabled, one to each administrator, however often it is called for one failure. */
async function tellAdministrators(
  { accountDirectory, notices, jobs, webhooks }: Stores,
  { id, url }: WebhookEndpoint,
): Promise<void> {
  if (!notices.available) return;
  const since = (await webhooks.find(id))?.failingSince?.getTime() ?? 0;
  const mails = (await accountDirectory.administrators()).map((userId) => ({
    queue: mailQueue,
    name: webhookMailJob,
    payload: { userId, url },
    idempotencyKey: `${webhookMailJob}:${id}:${since}:${userId}`,
    ...mailJobLimits,
  }));
  if (mails.length > 0) await jobs.enqueueMany(mails);
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
