import { type Message as MessageShape, messageLimits } from '../../redis/message/shapes.ts';
import * as resolve from '../../resolvers/message/message.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

const topicRule = '1–100 letters, digits, dots, hyphens and underscores, such as `orders.paid`';

const Message = builder.objectRef<MessageShape>('Message').implement({
  description: 'A message of a topic between services.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        'Pass it as `after` to resume after this message. In a topic of several parts, use the cursors of `messages` to resume: ' +
        'after the cursor of `messagePublish`, messages of other parts from up to 5 s before may be sent again.',
    }),
    topic: t.exposeString('topic', { description: 'Name of the topic of the message.' }),
    payload: t.field({
      type: 'JSON',
      description: 'Content of the message: any JSON value except null.',
      resolve: ({ payload }) => payload,
    }),
    at: t.field({
      type: 'DateTime',
      description: 'Time when the message was published, by the clock of Redis.',
      resolve: ({ at }) => at,
    }),
    missed: t.field({
      type: 'SafeInt',
      description:
        'Number of messages dropped between the message before, or the requested cursor, and this one. If Redis lost the ' +
        'topic meanwhile, the number is at least 1, because lost messages cannot be counted.',
      resolve: ({ missed }) => missed,
    }),
  }),
});

const MessagePublishInput = builder.inputType('MessagePublishInput', {
  description: 'A message to publish.',
  fields: (t) => ({
    topic: t.string({
      required: true,
      description: `Name of the topic: ${topicRule}. Mortar creates a topic when it is first used; at most ${messageLimits.topics.toLocaleString('en')}.`,
    }),
    payload: t.field({
      type: 'JSON',
      required: true,
      description: `Content of the message: any JSON value except null, of at most ${messageLimits.payloadBytes / 1_024} KiB.`,
    }),
    idempotencyKey: t.string({
      description:
        'Key of this message, so that it can be published again safely. If the same key is sent again for the topic within ' +
        '24 hours, Mortar returns the first message and adds none. With another payload it fails with CONFLICT. ' +
        `1–${messageLimits.keyLength} characters. A topic keeps at least its newest ${messageLimits.keys.toLocaleString('en')} keys.`,
    }),
    partKey: t.string({
      description:
        'Chooses the part of a topic of several parts. Messages with the same key keep their order. Without it, `idempotencyKey` ' +
        `chooses the part, and other messages are spread over the parts. 1–${messageLimits.keyLength} characters.`,
    }),
  }),
});

const MessagePublishPayload = payloadType<{ message: MessageShape | null }>(
  'MessagePublishPayload',
  'The message of a mutation.',
  (t) => ({
    message: t.field({
      type: Message,
      nullable: true,
      description: 'The message as its readers receive it. Null if it was refused.',
      resolve: ({ message }) => message,
    }),
  }),
);

builder.mutationField('messagePublish', (t) =>
  t.field({
    type: MessagePublishPayload,
    description: 'Adds a message to the end of a topic and notifies its readers.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: MessagePublishInput,
        required: true,
        description: 'Gives the topic and the payload of the message.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.messagePublish(input, context),
  }),
);

builder.subscriptionField('messages', (t) =>
  t.field({
    type: Message,
    description:
      'Sends the messages of a topic when they are published, in order, each once. In a topic of several parts, the order holds ' +
      'within each part. A topic keeps its newest ' +
      `${messageLimits.kept.messages.toLocaleString('en')} messages for 7 days, at most 16 MiB.`,
    authScopes: { role: 'WORKER' },
    args: {
      topic: t.arg.string({ required: true, description: `Name of the topic: ${topicRule}.` }),
      after: t.arg.string({
        description: 'Cursor of an earlier message. Sends the messages after it first. Default: new messages only.',
      }),
    },
    subscribe: (_root, { topic, after }, context) => resolve.messages(topic, after ?? null, context),
    resolve: (message: MessageShape) => message,
  }),
);
