// What can be asked of the metrics and what an event looks like.

import { dimensions } from '../../redis/metric/dimension.ts';
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
  description: 'What kind of thing happened.',
  values: {
    PAGE_VIEW: { description: 'A page was seen; needs `path`.' },
    CART: { description: 'Something was put into a cart.' },
    CHECKOUT: { description: 'A checkout began.' },
    PURCHASE: { description: 'A purchase: this is what counts as a conversion, and its value as revenue.' },
    CUSTOM: { description: 'Anything else; needs `name`.' },
  } as const satisfies Record<EventTypeName, object>,
});

export const Metric = builder.enumType('Metric', {
  description: 'What can be counted over time.',
  values: {
    PAGE_VIEWS: { description: 'Pages seen.' },
    VISITORS: { description: 'Different visitors of each point, within a percent.' },
    SESSIONS: { description: 'Sessions, where they began.' },
    BOUNCES: { description: 'Sessions with one event alone, where they began.' },
    CONVERSIONS: { description: 'Purchases.' },
    REVENUE: { description: 'Value of the purchases, in the currency with the most of it.' },
    EVENTS: { description: 'Events of every type, page views too.' },
  } as const,
});

export const Interval = builder.enumType('Interval', {
  description: 'The length of a point in a series.',
  values: {
    MINUTE: { description: 'A minute; kept for two days.' },
    HOUR: { description: 'An hour; kept for 90 days.' },
    DAY: { description: '24 hours; days of UTC are kept for 400 days.' },
  } as const,
});

export const Dimension = builder.enumType('Dimension', {
  description: 'What page views and events can be told apart by.',
  values: dimensions,
});

const inputTypes = {
  id: 'ID',
  type: EventType,
  text: 'String',
  money: MoneyInput,
  json: 'JSON',
  moment: 'DateTime',
} as const satisfies Record<EventFieldKind, unknown>;

export const EventInput = builder.inputRef<EventInputValue, false>('EventInput');
type EventInputFields = ReturnType<Parameters<typeof EventInput.implement>[0]['fields']>;

EventInput.implement({
  description: 'Something that happened on a site.',
  fields: (t) =>
    mapEventFields<Required<EventInputFields>>((field) =>
      t.field({ type: inputTypes[field.kind], required: isRequired(field), description: field.description }),
    ),
});
