import { type Message as MessageShape, messageLimits } from '../../redis/message/shapes.ts';
import * as resolve from '../../resolvers/message/message.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

const topicRule = '1 to 100 letters, digits, dots, dashes or underscores, such as `orders.paid`';

const Message = builder.objectRef<MessageShape>('Message').implement({
  description: 'A message of a topic between services.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it as `after` to go on behind this message.' }),
    topic: t.exposeString('topic', { description: 'The topic that it was published to.' }),
    payload: t.field({ type: 'JSON', description: 'What it says.', resolve: ({ payload }) => payload }),
    at: t.field({ type: 'DateTime', description: "When it was published, by Redis' clock.", resolve: ({ at }) => at }),
    missed: t.field({
      type: 'SafeInt',
      description:
        'Messages that were dropped between the one before, or the cursor asked for, and this one. Where Redis lost the ' +
        'topic meanwhile it is 1 at least, as those that were lost with it cannot be counted.',
      resolve: ({ missed }) => missed,
    }),
  }),
});

const MessagePublishInput = builder.inputType('MessagePublishInput', {
  description: 'A message to publish.',
  fields: (t) => ({
    topic: t.string({
      required: true,
      description: `Where to: ${topicRule}. A topic is there once it is published to; there are ${messageLimits.topics} at most.`,
    }),
    payload: t.field({
      type: 'JSON',
      required: true,
      description: `What it says: any JSON but null, of ${messageLimits.payloadBytes} bytes at most.`,
    }),
    idempotencyKey: t.string({
      description:
        'Given again for the same topic within a day, the first message is answered and none is added: publish again where no ' +
        `answer came. 1 to ${messageLimits.keyLength} characters, a key of its own for each message; with another payload it is ` +
        `CONFLICT. A topic knows the newest ${messageLimits.keys.toLocaleString('en')} at least.`,
    }),
  }),
});

const MessagePublishPayload = payloadType<{ message: MessageShape | null }>(
  'MessagePublishPayload',
  'A message that was published, or why it was not.',
  (t) => ({
    message: t.field({
      type: Message,
      nullable: true,
      description: 'The message as its readers get it.',
      resolve: ({ message }) => message,
    }),
  }),
);

builder.mutationField('messagePublish', (t) =>
  t.field({
    type: MessagePublishPayload,
    description: 'Adds a message to the end of a topic and wakes its readers. For services.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: MessagePublishInput, required: true, description: 'The message.' }) },
    resolve: (_root, { input }, context) => resolve.messagePublish(input, context),
  }),
);

builder.subscriptionField('messages', (t) =>
  t.field({
    type: Message,
    description:
      "A topic's messages in their order, each once, as they are published. A topic keeps its newest " +
      `${messageLimits.kept.messages.toLocaleString('en')} for a week, or 16 MiB of them. For services.`,
    authScopes: { role: 'WORKER' },
    args: {
      topic: t.arg.string({ required: true, description: `Which: ${topicRule}.` }),
      after: t.arg.string({ description: 'Cursor of an earlier message: what came after it comes first.' }),
    },
    subscribe: (_root, { topic, after }, context) => resolve.messages(topic, after ?? null, context),
    resolve: (message: MessageShape) => message,
  }),
);
