// The events themselves, as they come in.

import type { FeedEntry, FeedEvent } from '../../redis/metric/metric.ts';
import { watchEvents } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { EventType } from './input.ts';
import { siteDescription } from './metric.ts';

const AnalyticsEvent = builder.objectRef<FeedEvent>('AnalyticsEvent').implement({
  description:
    'An event that was counted. Its names come from the sender, who may be anyone, so it has no global id: clients do ' +
    'not store it under a key.',
  fields: (t) => ({
    eventId: t.exposeString('eventId', { description: 'Name of the event, as the sender gave it.' }),
    type: t.field({ type: EventType, description: 'Kind of the event.', resolve: ({ type }) => type }),
    name: t.exposeString('name', { description: 'Name of the event, or its type. For a page view, its path.' }),
    visitorId: t.exposeString('visitorId', { description: 'Name of the visitor, as the sender gave it.' }),
    path: t.exposeString('path', { nullable: true, description: 'Path or address of the page, as it was sent.' }),
    at: t.field({ type: 'DateTime', description: 'Time of the event.', resolve: ({ at }) => at }),
    properties: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Other data that the sender added.',
      resolve: ({ properties }) => properties,
    }),
  }),
});

const AnalyticsEventDelivery = builder.objectRef<FeedEntry>('AnalyticsEventDelivery').implement({
  description: 'One event of a stream that can be resumed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Pass it as `after` to resume after this event.' }),
    event: t.field({ type: AnalyticsEvent, description: 'The event that was counted.', resolve: ({ event }) => event }),
    missed: t.field({
      type: 'SafeInt',
      description:
        'Number of events dropped between the requested cursor and this one. Mortar keeps the last 10,000. If Redis lost ' +
        'the feed meanwhile, the number is at least 1, because lost events cannot be counted.',
      resolve: ({ missed }) => missed,
    }),
  }),
});

builder.subscriptionField('analyticsEvents', (t) =>
  t.field({
    type: AnalyticsEventDelivery,
    description: 'Sends each event when it is counted, except imported ones.',
    authScopes: { role: 'ADMIN' },
    args: {
      site: t.arg.string({ description: siteDescription }),
      types: t.arg({ type: [EventType], description: 'Sends only events of these types. Default: all types.' }),
      after: t.arg.string({
        description: 'Cursor of an earlier delivery. Sends the events after it first. Default: new events only.',
      }),
    },
    subscribe: (_root, args, context) => watchEvents(args, context),
    resolve: (entry: FeedEntry) => entry,
  }),
);
