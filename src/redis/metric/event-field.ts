// The fields of an event, once: MetricEvent, what the store checks, the API's EventInput and what POST /collect takes all
// follow from this list. The dimensions that are read from them are in dimension.ts.

export const eventTypes = [
  'PAGE_VIEW',
  'CART',
  'CHECKOUT',
  'PURCHASE',
  'REFUND',
  'OUTBOUND',
  'DOWNLOAD',
  'ENGAGEMENT',
  'CUSTOM',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What a field of each kind holds. Those of kind `id` and `type` must be given. */
export interface EventValues {
  /** Text that is not empty. */
  id: string;
  type: EventType;
  /** Text of any length; what is counted of it is cut off. */
  text: string;
  /** Integer minor units, such as cents. */
  money: { readonly minor: bigint | number; readonly currency: string };
  whole: number;
  json: unknown;
  moment: Date;
}

export type EventFieldKind = keyof EventValues;

const requiredKinds = ['id', 'type'] as const;
type RequiredKind = (typeof requiredKinds)[number];

export interface EventField {
  readonly kind: EventFieldKind;
  readonly description: string;
  /** In characters: of ids as they are, of `json` as text. */
  readonly maxLength?: number;
  /** Least and greatest, of those that are whole numbers. */
  readonly range?: readonly [from: number, to: number];
}

export const eventFields = {
  eventId: {
    kind: 'id',
    maxLength: 200,
    description: 'Name of the event, chosen by the sender. Sent again for the same visitor, the event counts once.',
  },
  type: { kind: 'type', description: 'Kind of the event.' },
  name: { kind: 'text', description: 'Name of the event. Required for CUSTOM.' },
  visitorId: {
    kind: 'id',
    maxLength: 200,
    description: 'Name of the visitor: any text that stays the same for this visitor.',
  },
  path: { kind: 'text', description: 'Path or address of the page. Required for PAGE_VIEW and ENGAGEMENT.' },
  referrer: { kind: 'text', description: 'Address of the page that linked here. Mortar counts its host.' },
  userAgent: {
    kind: 'text',
    description: 'User agent of the visitor. Mortar derives device, browser and bots from it and does not store it.',
  },
  ipAddress: {
    kind: 'text',
    description:
      'IP address of the visitor, if a server sends the event. Mortar derives country and region from it, if it has a database of ' +
      'places, and does not store it.',
  },
  country: { kind: 'text', description: 'Country of the visitor: an ISO 3166 code of two letters.' },
  region: { kind: 'text', description: 'Region of the visitor after the code of its country, such as `US-CA`.' },
  language: {
    kind: 'text',
    description: 'Language of the visitor, such as `de` or `de-AT`. Mortar keeps `de`, of a page view.',
  },
  campaign: { kind: 'text', description: 'Name of the campaign that brought the visitor.' },
  status: {
    kind: 'whole',
    range: [100, 599],
    description: 'HTTP status of the page. A PAGE_VIEW with 404 or 410 also counts as a page that was not found.',
  },
  target: { kind: 'text', description: 'Address that a link led to. Required for OUTBOUND and DOWNLOAD.' },
  seconds: {
    kind: 'whole',
    range: [1, 3_600],
    description: 'For how long the visitor saw the page. Required for ENGAGEMENT.',
  },
  value: {
    kind: 'money',
    description: 'Value of the event. For a PURCHASE it counts as revenue; a REFUND lowers the revenue by it.',
  },
  properties: {
    kind: 'json',
    maxLength: 2_000,
    description: 'Other data about the event, shown by `analyticsEvents`.',
  },
  at: {
    kind: 'moment',
    description: 'Time of the event, at most 7 days ago. A time in the future counts as now. Default: now.',
  },
} as const satisfies Record<string, EventField>;

type Fields = typeof eventFields;
export type EventFieldName = keyof Fields;

type RequiredName = {
  [Name in EventFieldName]: Fields[Name]['kind'] extends RequiredKind ? Name : never;
}[EventFieldName];

/** An event whose fields hold, by their kind, these values. */
export type EventOf<Values extends Record<EventFieldKind, unknown>> = {
  readonly [Name in RequiredName]: Values[Fields[Name]['kind']];
} & {
  readonly [Name in Exclude<EventFieldName, RequiredName>]?: Values[Fields[Name]['kind']] | null;
};

export type MetricEvent = EventOf<EventValues>;

export function isRequired({ kind }: EventField): boolean {
  return requiredKinds.some((required) => required === kind);
}

/** Makes something of each field. `Made` says of what type each is, by name. */
export function mapEventFields<Made extends Record<EventFieldName, unknown>>(
  make: (field: EventField) => unknown,
): Made {
  return Object.fromEntries(Object.entries(eventFields).map(([name, field]) => [name, make(field)])) as Made;
}
