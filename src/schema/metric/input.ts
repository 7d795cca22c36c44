// What can be asked of the metrics and what an event looks like.

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
  } as const,
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
  values: {
    PAGE: { description: 'Path of the page, without query and without a slash at its end.' },
    REFERRER: { description: 'Host from which the visitor came; a site is not its own referrer.' },
    COUNTRY: { description: 'Country code, where the sender gave one.' },
    DEVICE: { description: 'Desktop, Mobile or Tablet, by the user agent.' },
    BROWSER: { description: 'Family of the browser, by the user agent.' },
    EVENT: { description: 'Name of an event that is no page view, or its type where it has none.' },
    CAMPAIGN: { description: 'Campaign, given or taken from `utm_campaign` in the path.' },
    TRANSITION: { description: 'One step of a session and the next: `/cart → /checkout`.' },
  } as const,
});

export const EventInput = builder.inputType('EventInput', {
  description: 'Something that happened on a site.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Given again by the same visitor, the event counts once.' }),
    type: t.field({ type: EventType, required: true, description: 'What kind of thing happened.' }),
    name: t.string({ description: 'Name of the event; needed for CUSTOM.' }),
    visitorId: t.id({ required: true, description: 'Who did it: any text that stays the same for a visitor.' }),
    path: t.string({ description: 'Path or address of the page; needed for PAGE_VIEW.' }),
    referrer: t.string({ description: 'Address of the page that led here; its host is counted.' }),
    userAgent: t.string({ description: 'Looked at for programs, device and browser, and not kept.' }),
    country: t.string({ description: 'ISO 3166 code of two letters.' }),
    campaign: t.string({ description: 'Name of the campaign that led here.' }),
    value: t.field({ type: MoneyInput, description: 'What it was worth; revenue where the type is PURCHASE.' }),
    properties: t.field({ type: 'JSON', description: 'Anything else, for those who watch `analyticsEvents`.' }),
    at: t.field({
      type: 'DateTime',
      description: 'When it happened: at most 7 days ago; now where absent; the future is taken as now.',
    }),
  }),
});
