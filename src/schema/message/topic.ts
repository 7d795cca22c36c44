// Topics as administrators see them.

import type { GroupReport, TopicReport } from '../../redis/message/report.ts';
import { messageLimits } from '../../redis/message/shapes.ts';
import { isStaff } from '../../resolvers/base/owner.ts';
import * as resolve from '../../resolvers/message/topic.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

const MessageGroup = builder.objectRef<GroupReport>('MessageGroup');

builder.node(MessageGroup, {
  description: 'A consumer group: the processes of a service that share the messages of a topic.',
  id: { resolve: resolve.groupKey },
  loadOne: (key, context) => (isStaff(context) ? resolve.groupOfKey(key, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the group, such as `mailer`.' }),
    lag: t.field({
      type: 'SafeInt',
      description: 'Number of messages in the topic that no process of the group has received yet.',
      resolve: ({ lag }) => lag,
    }),
    pending: t.field({
      type: 'SafeInt',
      description: 'Number of messages that a process has received and not finished, or that wait for another attempt.',
      resolve: ({ pending }) => pending,
    }),
    dead: t.field({
      type: 'SafeInt',
      description: 'Number of dead letters.',
      resolve: ({ dead }) => dead,
    }),
    missed: t.field({
      type: 'SafeInt',
      description: 'Number of messages that the topic dropped before the group finished them, not reported to it yet.',
      resolve: ({ missed }) => missed,
    }),
    seenAt: t.field({
      type: 'DateTime',
      description: 'Time when a process of the group last asked for messages.',
      resolve: ({ seenAt }) => seenAt,
    }),
  }),
});

const Topic = builder.objectRef<TopicReport>('Topic');

builder.node(Topic, {
  description: 'A topic of messages between services, and the progress of its readers.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, context) => (isStaff(context) ? resolve.topicOfKey(name, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the topic, such as `orders.paid`.' }),
    parts: t.exposeInt('parts', {
      description:
        'Number of parts in which the topic is stored, each on a slot of its own in a cluster. 1 unless `topicCreate` set it.',
    }),
    messages: t.field({
      type: 'SafeInt',
      description: 'Number of messages in the topic.',
      resolve: ({ messages }) => messages,
    }),
    bytes: t.field({ type: 'SafeInt', description: 'Size of their payloads in bytes.', resolve: ({ bytes }) => bytes }),
    publishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the newest message was published. Null if there was none yet.',
      resolve: ({ publishedAt }) => publishedAt,
    }),
    oldestAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the oldest message in the topic was published. Null if the topic is empty.',
      resolve: ({ oldestAt }) => oldestAt,
    }),
    listeners: t.exposeInt('listeners', {
      description: 'Number of processes that Mortar notifies of a new message: those of `messages` and of groups.',
    }),
    groups: t.field({
      type: [MessageGroup],
      description: `The consumer groups, sorted by name; at most ${messageLimits.groupsPerTopic}. A reader without a group is not listed.`,
      resolve: ({ groups }) => [...groups],
    }),
  }),
});

const TopicCreateInput = builder.inputType('TopicCreateInput', {
  description: 'The topic to create, and its number of parts.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the topic.' }),
    parts: t.int({
      required: true,
      description: `Number of parts. It cannot be changed later. Range: 1–${messageLimits.parts}.`,
    }),
  }),
});

const TopicPayload = payloadType<{ topic: TopicReport | null }>('TopicPayload', 'The topic of a mutation.', (t) => ({
  topic: t.field({
    type: Topic,
    nullable: true,
    description: 'The topic as it is now. Null if it was refused.',
    resolve: ({ topic }) => topic,
  }),
}));

builder.mutationField('topicCreate', (t) =>
  t.field({
    type: TopicPayload,
    description:
      'Creates a topic of several parts, which are on different nodes of a cluster. Messages are spread over the parts, and each part keeps the order of its own messages. The first message creates a topic of one part by itself, so most topics need no call. Fails with `ILLEGAL_STATE` if the topic exists with another number of parts.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: TopicCreateInput,
        required: true,
        description: 'Gives the name of the topic and its number of parts.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.topicCreate(input, context),
  }),
);

builder.queryFields((t) => ({
  topics: t.connection(
    {
      type: Topic,
      description: 'All topics, sorted by name.',
      authScopes: { role: 'ADMIN' },
      resolve: (_root, args, context) => resolve.topics(args, context),
    },
    { name: 'TopicConnection', description: 'A page of topics.' },
    { name: 'TopicEdge', description: 'A topic and its position in the list.' },
  ),
  topic: t.field({
    type: Topic,
    nullable: true,
    description: `A topic by its name. Null if nobody has used it for ${messageLimits.unusedMs / 86_400_000} days.`,
    authScopes: { role: 'ADMIN' },
    complexity: 5,
    args: { name: t.arg.string({ required: true, description: 'Names the topic, such as `orders`.' }) },
    resolve: (_root, { name }, context) => resolve.topic(name, context),
  }),
}));
