// What can be asked of the metrics and what an event looks like.

import { allDimensions } from '../../redis/metric/dimension.ts';
import {
  type EventFieldKind,
  type EventType as EventTypeName,
  isRequired,
  mapEventFields,
} from '../../redis/metric/event-field.ts';
import type { EventInput as EventInputValue } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { MoneyInput } from '../base/money.ts';

export const EventType = builder.enumType('EventType', {
  description: 'Kind of an event that is counted.',
  values: {
    PAGE_VIEW: { description: 'A visitor viewed a page. Requires `path`.' },
    CART: { description: 'A visitor added a product to a cart.' },
    CHECKOUT: { description: 'A visitor started a checkout.' },
    REFUND: {
      description:
        'A visitor got money back. Its value lowers the revenue, also of experiments whose goal is the purchase. A refund without a ' +
        'name belongs to purchases without one.',
    },
    PURCHASE: { description: 'A visitor bought something. It counts as a conversion, and its value as revenue.' },
    OUTBOUND: { description: 'A visitor followed a link to another site. Requires `target`.' },
    DOWNLOAD: { description: 'A visitor downloaded a file. Requires `target`.' },
    ENGAGEMENT: {
      description:
        'A visitor saw a page for some time. Requires `path` and `seconds`. It does not count as a visit: visitors, sessions and bounces do ' +
        'not change.',
    },
    CUSTOM: { description: 'Any other event. Requires `name`.' },
  } as const satisfies Record<EventTypeName, object>,
});

export const Metric = builder.enumType('Metric', {
  description: 'A number that a series shows over time. Revenue has a series of its own: `Metrics.revenueSeries`.',
  values: {
    PAGE_VIEWS: { description: 'Number of page views.' },
    VISITORS: { description: 'Number of different visitors of each point, within 1%.' },
    SESSIONS: { description: 'Number of sessions, counted at the time when they began.' },
    BOUNCES: { description: 'Number of sessions with only one event, counted at the time when they began.' },
    CONVERSIONS: { description: 'Number of purchases that were counted.' },
    EVENTS: { description: 'Number of events of every type, including page views.' },
  } as const,
});

export const Interval = builder.enumType('Interval', {
  description: 'Length of a point in a series.',
  values: {
    MINUTE: { description: 'One minute. Mortar keeps minutes for 2 days, or as long as its settings say.' },
    HOUR: { description: 'One hour. Mortar keeps hours for 90 days, or as long as its settings say.' },
    DAY: {
      description:
        '24 hours, or a day of the time zone that is given. Mortar keeps days of UTC for 400 days, or as long as its settings say.',
    },
  } as const,
});

export const Dimension = builder.enumType('Dimension', {
  description: 'Property by which page views and events are grouped.',
  values: allDimensions,
});

const inputTypes = {
  id: 'String',
  type: EventType,
  text: 'String',
  money: MoneyInput,
  whole: 'Int',
  json: 'JSON',
  moment: 'DateTime',
} as const satisfies Record<EventFieldKind, unknown>;

export const EventInput = builder.inputRef<EventInputValue, false>('EventInput');
type EventInputFields = ReturnType<Parameters<typeof EventInput.implement>[0]['fields']>;

EventInput.implement({
  description: 'An event on a site.',
  fields: (t) =>
    mapEventFields<Required<EventInputFields>>((field) =>
      t.field({ type: inputTypes[field.kind], required: isRequired(field), description: field.description }),
    ),
});
