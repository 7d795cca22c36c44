// The events themselves, as they come in.

import type { FeedEntry, FeedEvent } from '../../redis/metric/metric.ts';
import { watchEvents } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { EventType } from './input.ts';
import { siteDescription } from './metric.ts';

const AnalyticsEvent = builder.objectRef<FeedEvent>('AnalyticsEvent').implement({
  description: 'An event that was counted.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As the sender gave it.' }),
    type: t.field({ type: EventType, description: 'What kind of thing happened.', resolve: ({ type }) => type }),
    name: t.exposeString('name', { description: 'Name of the event, or its type; for a page view its path.' }),
    visitorId: t.exposeID('visitorId', { description: 'Who did it, as the sender named them.' }),
    path: t.exposeString('path', { nullable: true, description: 'Path or address of the page, as it was sent.' }),
    at: t.field({ type: 'DateTime', description: 'When it happened.', resolve: ({ at }) => at }),
    properties: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Whatever else the sender told.',
      resolve: ({ properties }) => properties,
    }),
  }),
});

const AnalyticsEventDelivery = builder.objectRef<FeedEntry>('AnalyticsEventDelivery').implement({
  description: 'One event of a stream that can be taken up again.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it as `after` to go on behind this event.' }),
    event: t.field({ type: AnalyticsEvent, description: 'The event.', resolve: ({ event }) => event }),
    missed: t.field({
      type: 'BigInt',
      description:
        'Events that were dropped between the cursor asked for and this one: the last 10,000 are kept. Where Redis lost them ' +
        'meanwhile it is 1 at least, as those that were lost cannot be counted.',
      resolve: ({ missed }) => missed,
    }),
  }),
});

builder.subscriptionField('analyticsEvents', (t) =>
  t.field({
    type: AnalyticsEventDelivery,
    description: 'Events as they are counted, those of imports excepted. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: {
      site: t.arg.string({ description: siteDescription }),
      types: t.arg({ type: [EventType], description: 'Only events of these types.' }),
      after: t.arg.string({ description: 'Cursor of an earlier delivery: what came after it comes first.' }),
    },
    subscribe: (_root, args, context) => watchEvents(args, context),
    resolve: (entry: FeedEntry) => entry,
  }),
);
