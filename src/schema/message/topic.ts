// Topics as those see them who look after them.

import type { GroupReport, TopicReport } from '../../redis/message/report.ts';
import { messageLimits } from '../../redis/message/shapes.ts';
import { pageCost } from '../../resolvers/base/page.ts';
import * as resolve from '../../resolvers/message/topic.ts';
import { builder } from '../base/builder.ts';
import { describeSize } from '../base/size.ts';

const MessageGroup = builder.objectRef<GroupReport>('MessageGroup').implement({
  description: 'The processes of a service that share the messages of a topic.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `mailer`.' }),
    lag: t.field({
      type: 'SafeInt',
      description: 'Messages that the topic holds and that were given to none of its processes yet.',
      resolve: ({ lag }) => lag,
    }),
    pending: t.field({
      type: 'SafeInt',
      description: 'Messages that a process has, and such that wait for another attempt.',
      resolve: ({ pending }) => pending,
    }),
    dead: t.field({
      type: 'SafeInt',
      description: 'Dead letters: messages that were given up.',
      resolve: ({ dead }) => dead,
    }),
    missed: t.field({
      type: 'SafeInt',
      description: 'Messages that were dropped before they were done, and of which no process was told yet.',
      resolve: ({ missed }) => missed,
    }),
    seenAt: t.field({
      type: 'DateTime',
      description: 'When one of its processes last asked for messages.',
      resolve: ({ seenAt }) => seenAt,
    }),
  }),
});

const Topic = builder.objectRef<TopicReport>('Topic').implement({
  description: 'A topic between services, and how far its readers have come.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `orders.paid`.' }),
    messages: t.field({
      type: 'SafeInt',
      description: 'Messages that it holds at present.',
      resolve: ({ messages }) => messages,
    }),
    bytes: t.field({ type: 'SafeInt', description: 'Bytes of their payloads.', resolve: ({ bytes }) => bytes }),
    publishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its newest message was published; null where there was none yet.',
      resolve: ({ publishedAt }) => publishedAt,
    }),
    oldestAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest message that it holds was published; null where it holds none.',
      resolve: ({ oldestAt }) => oldestAt,
    }),
    listeners: t.exposeInt('listeners', {
      description: 'Processes that hear of a new message at once, as those of `messages` and of groups do.',
    }),
    groups: t.field({
      type: [MessageGroup],
      description: `Its groups by name, at most ${messageLimits.groupsPerTopic}. Who reads without a group leaves no trace.`,
      resolve: ({ groups }) => [...groups],
    }),
  }),
});

builder.queryFields((t) => ({
  topics: t.field({
    type: [Topic],
    description: 'The topics between services, by name.',
    authScopes: { role: 'ADMIN' },
    args: {
      first: t.arg.int({ description: describeSize('Number of topics to return.', resolve.topicPage) }),
      after: t.arg.string({ description: 'The name of a topic: those behind it.' }),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: pageCost(first, resolve.topicPage) }),
    resolve: (_root, args, context) => resolve.topics(args, context),
  }),
  topic: t.field({
    type: Topic,
    nullable: true,
    description: 'A topic by its name; null where nobody has used it for 30 days.',
    authScopes: { role: 'ADMIN' },
    complexity: 5,
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { name }, context) => resolve.topic(name, context),
  }),
}));
