// Webhooks: what administrators see of them, and do with them.

import { encodeGlobalID } from '@pothos/plugin-relay';
import { type WebhookDelivery as DeliveryShape, type WebhookEndpoint, webhookLimits } from '../redis/webhook/shapes.ts';
import { isStaff } from '../resolvers/base/owner.ts';
import * as resolve from '../resolvers/webhook.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const dayMs = 24 * 3_600_000;
const { endpoints, deliveries, deliveriesMs, failingMs, overlapMs, urlLength, descriptionLength, excerpt } =
  webhookLimits;

const WebhookDelivery = builder.objectRef<DeliveryShape>('WebhookDelivery').implement({
  description: 'A domain event that was sent to a webhook.',
  fields: (t) => ({
    eventId: t.exposeString('id', {
      description: 'The id of the event, as in the header `webhook-id`. It is the same in every attempt.',
    }),
    type: t.exposeString('type', { description: 'The type of the event, such as `order.paid`.' }),
    succeeded: t.exposeBoolean('succeeded', {
      description:
        'Whether the endpoint accepted the event in the last attempt: it answered with a status from 200 to 299.',
    }),
    attempts: t.field({
      type: 'SafeInt',
      description: 'The number of attempts to send the event.',
      resolve: ({ attempts }) => attempts,
    }),
    at: t.field({ type: 'DateTime', description: 'Time when the last attempt began.', resolve: ({ at }) => at }),
    durationMs: t.exposeInt('durationMs', { description: 'How long the last attempt took, in milliseconds.' }),
    status: t.exposeInt('status', {
      nullable: true,
      description: 'The HTTP status of the answer. Null if there was none.',
    }),
    response: t.exposeString('answer', {
      description: `The first ${excerpt} characters of the body of the answer.`,
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why there was no answer. Null if there was one.' }),
    body: t.exposeString('body', { description: 'The JSON that was sent.' }),
  }),
});

const Webhook = builder.objectRef<WebhookEndpoint>('Webhook');

builder.node(Webhook, {
  description: 'An address of another program to which Mortar sends domain events. Only administrators can see it.',
  id: { resolve: ({ id }) => id },
  loadOne: (id, context) => (isStaff(context) ? resolve.webhook(id, context) : null),
  fields: (t) => ({
    url: t.exposeString('url', { description: 'The address to which events are sent.' }),
    types: t.stringList({
      description: 'The types of events that are sent, such as `order.paid`.',
      resolve: ({ types }) => [...types],
    }),
    description: t.exposeString('description', {
      description: 'What the webhook is for. Can be empty.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether events are sent.' }),
    stopped: t.exposeBoolean('stopped', {
      description: `Whether Mortar disabled the webhook because every delivery failed for ${failingMs / dayMs} days, or the endpoint answered 410.`,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time since when every delivery has failed. Null if the last one succeeded, or there was none.',
      resolve: ({ failingSince }) => failingSince,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the webhook was registered.',
      resolve: ({ createdAt }) => createdAt,
    }),
    formerSecretUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time until which the secret before the last rotation also signs. Null if there is none.',
      resolve: ({ formerSecretUntil }) => formerSecretUntil,
    }),
    deliveries: t.field({
      type: [WebhookDelivery],
      isolated: true,
      complexity: { multiplier: deliveries },
      description: `The last ${deliveries} deliveries of ${deliveriesMs / dayMs} days, newest first.`,
      resolve: (webhook, _args, context) => resolve.deliveries(webhook, context),
    }),
  }),
});

const typesDescription = 'The types of events to send: at least one of `webhookEventTypes`.';
const urlDescription = `The address to send events to: an https URL of at most ${urlLength} characters, without a user name or password.`;
const descriptionDescription = `What the webhook is for. At most ${descriptionLength} characters.`;

const WebhookCreateInput = builder.inputType('WebhookCreateInput', {
  description: 'A webhook to register.',
  fields: (t) => ({
    url: t.string({ required: true, description: urlDescription }),
    types: t.stringList({ required: true, description: typesDescription }),
    description: t.string({ description: descriptionDescription }),
    enabled: t.boolean({ description: 'Whether events are sent. Default: true.' }),
  }),
});

const WebhookUpdateInput = builder.inputType('WebhookUpdateInput', {
  description: 'A webhook and what to change. What is left out or null stays as it is.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the webhook.' }),
    url: t.string({ description: urlDescription }),
    types: t.stringList({ description: typesDescription }),
    description: t.string({ description: descriptionDescription }),
    enabled: t.boolean({ description: 'Whether events are sent.' }),
  }),
});

const WebhookSecretRotateInput = builder.inputType('WebhookSecretRotateInput', {
  description: 'A webhook that gets a new secret.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the webhook.' }),
    overlapSeconds: t.int({
      description: `How long the present secret also signs, in seconds. Default: ${overlapMs.default / 1_000}. Range: 0–${overlapMs.most / 1_000}.`,
    }),
  }),
});

const WebhookDeleteInput = builder.inputType('WebhookDeleteInput', {
  description: 'A webhook to delete.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the webhook.' }) }),
});

const WebhookTestInput = builder.inputType('WebhookTestInput', {
  description: 'A webhook to try.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the webhook.' }) }),
});

const WebhookDeliveryReplayInput = builder.inputType('WebhookDeliveryReplayInput', {
  description: 'A delivery to repeat.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the webhook.' }),
    eventId: t.string({ required: true, description: 'The id of the event.' }),
  }),
});

const WebhookPayload = payloadType<resolve.WebhookFields>('WebhookPayload', 'The webhook of a mutation.', (t) => ({
  webhook: t.field({
    type: Webhook,
    nullable: true,
    description: 'The webhook as it is now, or was when it was deleted. Null if there is none.',
    resolve: ({ webhook }) => webhook,
  }),
  secret: t.string({
    nullable: true,
    description:
      'The secret with which to verify events. Keep it now, since nobody can read it later. Null if no new one was made.',
    resolve: ({ secret }) => secret ?? null,
  }),
  deletedId: t.id({
    nullable: true,
    description: 'The id of the webhook that was deleted. Null if none was.',
    resolve: ({ webhook, deleted }) => (webhook && deleted ? encodeGlobalID('Webhook', webhook.id) : null),
  }),
}));

const WebhookSendPayload = payloadType<resolve.DeliveryFields>(
  'WebhookSendPayload',
  'The event that a mutation sends.',
  (t) => ({
    eventId: t.string({
      nullable: true,
      description:
        'The id of the event. Its delivery is in `Webhook.deliveries` after the first attempt. Null if nothing is sent.',
      resolve: ({ eventId }) => eventId,
    }),
  }),
);

const WebhookEventType = builder.objectRef<(typeof resolve.webhookTypes)[number]>('WebhookEventType').implement({
  description: 'A type of events that webhooks can be sent.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the type, such as `order.paid`.' }),
    description: t.exposeString('about', { description: 'What happens before an event of the type is sent.' }),
  }),
});

builder.queryFields((t) => ({
  webhooks: t.field({
    type: [Webhook],
    complexity: { multiplier: endpoints },
    description: `All webhooks, oldest first: at most ${endpoints}. Requires ADMIN.`,
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, context) => resolve.webhooks(context),
  }),
  webhookEventTypes: t.field({
    type: [WebhookEventType],
    complexity: { multiplier: resolve.webhookTypes.length },
    description: 'The types of events that webhooks can be sent. Requires ADMIN.',
    authScopes: { role: 'ADMIN' },
    resolve: () => resolve.webhookTypes,
  }),
}));

builder.mutationFields((t) => ({
  webhookCreate: t.field({
    type: WebhookPayload,
    description:
      'Registers a webhook and returns its secret. Fails with INVALID or LIMIT_EXCEEDED. Requires ADMIN and a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: WebhookCreateInput, required: true, description: 'Says where to send which events.' }),
    },
    resolve: (_root, { input }, context) => resolve.webhookCreate(input, context),
  }),
  webhookUpdate: t.field({
    type: WebhookPayload,
    description:
      'Changes a webhook. If it is enabled again, its failures are forgotten. Fails with INVALID or NOT_FOUND. Requires ADMIN and a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: WebhookUpdateInput, required: true, description: 'Names the webhook and what to change.' }),
    },
    resolve: (_root, { input }, context) => resolve.webhookUpdate(input, context),
  }),
  webhookSecretRotate: t.field({
    type: WebhookPayload,
    description:
      'Gives a webhook a new secret and returns it. The secret before also signs for a while. Fails with INVALID or NOT_FOUND. Requires ADMIN and a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: WebhookSecretRotateInput,
        required: true,
        description: 'Names the webhook that gets a secret.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.webhookSecretRotate(input, context),
  }),
  webhookDelete: t.field({
    type: WebhookPayload,
    description: 'Deletes a webhook and its deliveries. Fails with NOT_FOUND. Requires ADMIN and a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: WebhookDeleteInput, required: true, description: 'Names the webhook to be deleted.' }),
    },
    resolve: (_root, { input }, context) => resolve.webhookDelete(input.id, context),
  }),
  webhookTest: t.field({
    type: WebhookSendPayload,
    description:
      'Sends an event of the type `webhook.test` to a webhook, even if it is disabled. Fails with NOT_FOUND. Requires ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: WebhookTestInput, required: true, description: 'Names the webhook to be tried.' }) },
    resolve: (_root, { input }, context) => resolve.webhookTest(input.id, context),
  }),
  webhookDeliveryReplay: t.field({
    type: WebhookSendPayload,
    description:
      'Sends a delivery again, with the same event id, even if the webhook is disabled. Fails with NOT_FOUND. Requires ADMIN.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: WebhookDeliveryReplayInput,
        required: true,
        description: 'Names the delivery to be repeated.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.webhookDeliveryReplay(input, context),
  }),
}));
