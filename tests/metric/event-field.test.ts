// Every field of an event comes through both doors, `track` and POST /collect, and is found in the store.

import { expect, test } from 'vitest';
import { streamStart } from '../../src/redis/base/stream-cursor.ts';
import type { EventFieldName } from '../../src/redis/metric/event-field.ts';
import type { Dimension } from '../../src/redis/metric/metric.ts';
import { openTestApp } from '../support/app.ts';

const placeOf = (address: string) => (address === '192.0.2.7' ? { country: 'FR', region: 'FR-IDF' } : null);
const app = await openTestApp({ events: { placeOf } });
for (const name of ['tracked', 'collected']) await app.stores.sites.set(name);
const { metrics } = app.stores;

// Neither a field without a sample nor one that is not looked for compiles.
const sample: Record<EventFieldName, unknown> = {
  eventId: 'view',
  type: 'PAGE_VIEW',
  name: 'order',
  visitorId: 'ann',
  path: '/shoes',
  referrer: 'https://search.example/?q=shoes',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) FxiOS/127.0 Mobile/15E148 Safari/605.1.15',
  ipAddress: '192.0.2.7',
  country: 'pt',
  region: 'PT-11',
  language: 'de-AT',
  campaign: 'spring',
  status: 404,
  target: 'https://Files.example/list.pdf?key=1',
  seconds: 12,
  value: { amount: '19.99', currency: 'EUR' },
  properties: { sku: 'A-1' },
  at: new Date(Date.now() - 90_000).toISOString(),
};
// Names and values are kept of purchases, most dimensions of page views.
const events = [
  sample,
  { ...sample, eventId: 'purchase', type: 'PURCHASE' },
  { ...sample, eventId: 'elsewhere', country: null, region: null },
  { ...sample, eventId: 'click', type: 'OUTBOUND' },
  { ...sample, eventId: 'seen', type: 'ENGAGEMENT' },
];

async function fieldsInStore(site: string): Promise<Record<EventFieldName, unknown>> {
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  const top = async (dimension: Dimension) => (await metrics.top(site, dimension, ...range))?.map(({ key }) => key);
  const [view, purchase] = (await metrics.feed.read(site, streamStart, 10)).map(({ event }) => event);
  return {
    eventId: view?.eventId,
    type: view?.type,
    name: purchase?.name,
    visitorId: view?.visitorId,
    path: view?.path,
    referrer: await top('REFERRER'),
    userAgent: [await top('DEVICE'), await top('BROWSER'), await top('OS')],
    ipAddress: [(await top('COUNTRY'))?.[0], (await top('REGION'))?.[0]],
    country: (await top('COUNTRY'))?.[1],
    region: (await top('REGION'))?.[1],
    language: (await metrics.totals(site, ...range, { language: ['de'] })).pageViews,
    campaign: await top('CAMPAIGN'),
    status: await top('NOT_FOUND'),
    target: await top('OUTBOUND'),
    seconds: await metrics.top(site, 'TIME_ON_PAGE', ...range),
    value: [...((await metrics.totals(site, ...range)).revenue ?? [])],
    properties: view?.properties,
    at: view?.at.toISOString(),
  };
}

const expected: Record<EventFieldName, unknown> = {
  eventId: 'view',
  type: 'PAGE_VIEW',
  name: 'order',
  visitorId: 'ann',
  path: '/shoes',
  referrer: ['search.example'],
  userAgent: [['Mobile'], ['Firefox'], ['iOS']],
  ipAddress: ['FR', 'FR-IDF'],
  country: 'PT',
  region: 'PT-11',
  language: 2,
  campaign: ['spring'],
  status: ['/shoes'],
  target: ['files.example/list.pdf'],
  seconds: [{ key: '/shoes', count: 12, error: 0 }],
  value: [['EUR', 1_999n]],
  properties: { sku: 'A-1' },
  at: sample.at,
};

test('every field of an event that is tracked is in the store', async () => {
  const mutation = 'mutation ($input: TrackInput!) { track(input: $input) { accepted } }';
  const answer = await app.client().request(mutation, { input: { site: 'tracked', events } });
  expect(answer).toEqual({ track: { accepted: events.length } });
  expect(await fieldsInStore('tracked')).toEqual(expected);
});

test('every field of an event that is collected is in the store', async () => {
  const body = JSON.stringify({ site: 'collected', events });
  // A server's own agent is not its visitors'.
  const reply = await fetch(`${app.url}/collect`, { method: 'POST', body, headers: { 'user-agent': 'node' } });
  expect(await reply.json()).toMatchObject({ accepted: events.length, problems: [] });
  expect(await fieldsInStore('collected')).toEqual(expected);
});
