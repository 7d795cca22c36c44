// Any events and any filters, for tests of visits.

import fc from 'fast-check';
import type { MetricEvent, VisitFilter } from '../../src/redis/metric/metric.ts';
import type { KnownEvent } from './visit-model.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Two hours before a midnight, so that visits cross it. */
export const base = Math.floor(Date.now() / day) * day - 3 * day - 2 * hour;

const agents = {
  Firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  Chrome: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
} as const;

const given = fc.record({
  visitor: fc.integer({ min: 0, max: 4 }),
  at: fc.integer({ min: 0, max: 4 * 60 }),
  page: fc.constantFrom('/', '/blog/a', '/blog/b', '/cart'),
  type: fc.constantFrom('PAGE_VIEW', 'PAGE_VIEW', 'PAGE_VIEW', 'CUSTOM', 'PURCHASE', 'REFUND', 'ENGAGEMENT'),
  country: fc.constantFrom('DE', 'FR', undefined),
  browser: fc.constantFrom('Firefox', 'Chrome', undefined),
  language: fc.constantFrom('de', 'en', undefined),
  utmTerm: fc.constantFrom('red', undefined),
  referrer: fc.constantFrom('search.example', undefined),
  plan: fc.constantFrom('pro', 3, undefined),
  price: fc.integer({ min: 1, max: 9_999 }),
});

function knownEvent(entry: typeof given extends fc.Arbitrary<infer Value> ? Value : never, index: number): KnownEvent {
  const { visitor, at, page, type, country, browser, language, utmTerm, referrer, plan, price } = entry;
  const isView = type === 'PAGE_VIEW';
  const event = {
    eventId: `e${index}`,
    visitorId: `visitor ${visitor}`,
    type,
    at: new Date(base + at * minute),
    path: utmTerm && isView ? `${page}?utm_term=${utmTerm}` : page,
    name: type === 'CUSTOM' ? 'click' : null,
    ...(isView && {
      country,
      language: language && `${language}-XX`,
      userAgent: browser && agents[browser],
      referrer: referrer && `https://${referrer}/`,
    }),
    properties: plan === undefined ? null : { plan },
    seconds: type === 'ENGAGEMENT' ? 7 : null,
    value: type === 'PURCHASE' || type === 'REFUND' ? { minor: price, currency: 'EUR' } : null,
  } as MetricEvent;
  const values = isView
    ? { page, country, browser, language, utmTerm, referrer }
    : { event: type === 'CUSTOM' ? 'click' : type };
  return { event, values: values as unknown as Record<string, string> };
}

export const events = fc
  .uniqueArray(given, { selector: ({ visitor, at }) => `${visitor} ${at}`, minLength: 1, maxLength: 50 })
  .map((list) => list.map(knownEvent));

const condition = fc.constantFrom<VisitFilter>(
  { page: ['/cart'] },
  { page: ['/blog/*', '/'] },
  { entryPage: ['/'] },
  { exitPage: ['/cart', '/blog/a'] },
  { event: ['click'] },
  { event: ['PURCHASE'] },
  { country: ['DE'] },
  { country: ['FR'], browser: ['Firefox'] },
  { language: ['en'] },
  { utmTerm: ['red'] },
  { referrer: ['*'] },
  { property: { name: 'plan', values: ['3'] } },
  { goal: ['bought'] },
  { goal: ['read', 'bought'] },
  { variant: { experiment: 'layout', variants: ['old'] } },
  { variant: { experiment: 'layout', variants: ['new'] }, goal: ['read'] },
);
export const filter = fc.letrec<{ filter: VisitFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    condition,
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
})).filter;

/** The same events for the same seed, of so many visitors. */
export function someEvents(count: number, visitors: number, seed: number): KnownEvent[] {
  const found = new Map<string, typeof given extends fc.Arbitrary<infer Value> ? Value : never>();
  for (const [index, entry] of fc.sample(given, { numRuns: count, seed }).entries()) {
    const visitor = (entry.visitor * 31 + index) % visitors;
    found.set(`${visitor} ${entry.at}`, { ...entry, visitor });
  }
  return [...found.values()].map(knownEvent);
}
