// A simulation against a real Mortar: what it says that it sent is what was counted.

import { expect, test } from 'vitest';
import { simulateCommand } from '../../src/commands/simulate.ts';
import { summaryOf } from '../../src/commands/simulate-summary.ts';
import { loadConfig } from '../../src/config.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import type { RateLimitPolicyInput } from '../../src/redis/rate-limit/rate-limit.ts';
import { Arrivals, busyness } from '../../src/simulate/arrivals.ts';
import { drawJourney } from '../../src/simulate/journey.ts';
import { type SimulationSettings, simulate } from '../../src/simulate/simulate.ts';
import { Tally } from '../../src/simulate/tally.ts';
import { openTestApp } from '../support/app.ts';
import { withPolicy } from '../support/policy.ts';

// Each shopper has an address: with one for all of them, the more come the sooner they are limited, and on a busy machine more come
// before enough have bought.
const app = await openTestApp({ workQueues: ['orders'], trustedProxies: ['127.0.0.1'] });
const { metrics, experiments } = app.stores;
await seedDemo(app.stores);
const day = 86_400_000;

const enoughOrders = 5;
const patience = 300_000;

async function run(
  settings: Partial<SimulationSettings>,
  until = ({ orders }: Tally) => orders >= enoughOrders,
): Promise<Tally> {
  const tally = new Tally();
  const stop = new AbortController();
  const standard: SimulationSettings = {
    url: app.url,
    visitorsPerMinute: 1_500,
    steady: true,
    // What is waited for ends it: how long that takes is the machine's affair.
    seconds: patience / 1_000,
    days: 0,
    seed: 'test',
    speed: 300,
    experiment: 'checkout-button',
    code: 'WELCOME10',
    lift: 1,
    administrator: undefined,
    stop: stop.signal,
    onProgress: () => {
      if (until(tally)) stop.abort();
    },
  };
  await simulate({ ...standard, ...settings }, tally);
  return tally;
}

test('shoppers come, look around, buy and take part in the experiment; programs are refused', {
  timeout: patience,
}, async () => {
  const tally = await run(
    {},
    ({ orders, corrected, suggestions, recommended }) =>
      orders >= enoughOrders && corrected > 0 && suggestions > 0 && recommended > 0,
  );
  expect([...tally.failures]).toEqual([]);
  expect(tally.orders).toBeGreaterThanOrEqual(enoughOrders);
  // They look through categories, search with and without typing errors, and see what goes with their carts.
  expect(tally.lists).toBeGreaterThan(0);
  expect(tally.searches).toBeGreaterThan(tally.corrected);
  expect(Math.min(tally.corrected, tally.suggestions, tally.recommended)).toBeGreaterThan(0);
  expect(tally.refused).toBeGreaterThan(0);
  expect(tally.counted + tally.refused).toBe(tally.sent);

  const range = [new Date(Date.now() - day), new Date(Date.now() + 60_000)] as const;
  await expect.poll(async () => (await metrics.totals('default', ...range)).conversions).toBe(tally.orders);
  // A cancellation is taken out by a job.
  const revenueOf = async () => Number((await metrics.totals('default', ...range)).revenue?.get('EUR')) / 100;
  await expect.poll(revenueOf).toBeCloseTo(tally.revenue.get('EUR') ?? 0, 5);
  const { pageViews, visitors, sessions } = await metrics.totals('default', ...range);
  const dropped = await metrics.dropped('default', ...range);
  expect(dropped?.reduce((sum, { count }) => sum + count, 0)).toBe(tally.refused);
  expect([...tally.shipping.values()].reduce((sum, count) => sum + count, 0)).toBe(tally.orders);
  expect(pageViews).toBeLessThanOrEqual(tally.counted);
  // Each shopper is one visitor, whatever the shop counted of them by itself.
  expect(visitors).toBeLessThanOrEqual(tally.visits - tally.crawls);
  expect(sessions).toBe(visitors);

  const experiment = await experiments.find('checkout-button');
  const { arms } = await experiments.counts(experiment as NonNullable<typeof experiment>);
  const shown = [...tally.variants.values()].reduce((sum, counts) => sum + counts.shown, 0);
  const exposures = arms.reduce((sum, arm) => sum + arm.exposures, 0);
  expect(exposures).toBeGreaterThan(0);
  expect(exposures).toBeLessThanOrEqual(shown);
  const funnel = await metrics.funnel('default', ['/cart', 'CHECKOUT', '/checkout', '/thank-you'], ...range);
  expect(funnel.at(-1)?.visitors).toBeGreaterThan(0);
});

test('days gone by are filled up to now, and no further back', async () => {
  const site = [new Date(Date.now() - 2 * day - 3_600_000), new Date(Date.now() - day)] as const;
  const tally = await run({ days: 2, visitorsPerMinute: 0.2, seconds: 1, seed: 'past' });
  expect([...tally.failures]).toEqual([]);
  const hours = await metrics.series('default', 'PAGE_VIEWS', 'HOUR', ...site);
  expect(hours[0]?.value).toBe(0);
  expect(hours.filter(({ value }) => value !== null && value > 0).length).toBeGreaterThan(12);
  const { conversions, sessions } = await metrics.totals('default', ...site);
  expect(sessions).toBeGreaterThan(100);
  expect(conversions).toBeGreaterThan(0);
});

test('the same seed brings the same shoppers on the same journeys, another one others', () => {
  const price = { amount: '9.00', currency: 'EUR' };
  const products = ['a', 'b', 'c'].map((sku) => ({
    ...{ sku, name: 'Slate mug', categories: ['x'], sold: [{ sku, price }] },
  }));
  const draw = (seed: string) => {
    const arrivals = new Arrivals(seed);
    return Array.from({ length: 200 }, () => {
      const { shopper, random, gap } = arrivals.next();
      return { shopper, gap, journey: drawJourney(random, products) };
    });
  };
  expect(draw('one')).toEqual(draw('one'));
  expect(draw('two')).not.toEqual(draw('one'));
  const visitors = draw('one').map(({ shopper }) => shopper.visitorId);
  expect(new Set(visitors).size).toBeLessThan(visitors.length);
});

test('an evening is busier than a night, and a day on average as busy as was asked for', () => {
  const at = (hour: number, minute = 0): number => busyness(new Date(2026, 4, 12, hour, minute).getTime());
  expect(at(20)).toBeGreaterThan(5 * at(3));
  const minutes = Array.from({ length: 1_440 }, (_, minute) => at(0, minute));
  expect(minutes.reduce((sum, value) => sum + value, 0) / 1_440).toBeCloseTo(1, 2);
});

test('as an administrator it makes and starts an experiment, fills the shelves and handles the orders', {
  timeout: patience,
}, async () => {
  const administrator = { email: 'boss@example.com', password: 'correct horse battery staple' };
  await app.stores.accounts.create({ ...administrator, roles: ['ADMIN'] });
  const tally = await run(
    { administrator, experiment: 'cart-layout' },
    ({ fulfilments, returns, refunds, discounts }) => fulfilments > 1 && returns + refunds > 0 && discounts.size > 0,
  );
  expect([...tally.failures]).toEqual([]);
  const { fulfilments, returns, refunds, discounts } = tally;
  expect(fulfilments).toBeGreaterThan(1);
  expect(returns + refunds).toBeGreaterThan(0);
  expect(discounts.size).toBeGreaterThan(0);
  const said = summaryOf(tally, { url: app.url, seed: 's', experiment: 'e', visitorsPerMinute: 60, administrator }, 1);
  expect(said).toMatch(/ {2}parcels with a tracking number\n/);
  expect(said).toMatch(/ {2}of them sent by the method (express|parcel)\n/);
  const sent = await app.stores.orders.list('DELIVERED', { after: null, size: 1, backwards: false });
  expect(sent.entries[0]?.order).toMatchObject({
    details: {
      email: expect.stringMatching(/^sim-.*@example\.com$/),
      shippingAddress: { country: expect.any(String) },
    },
    fulfilments: expect.arrayContaining([expect.objectContaining({ trackingNumber: expect.stringMatching(/^SIM/) })]),
  });
  expect(await experiments.find('cart-layout')).toMatchObject({ state: 'RUNNING', goal: 'PURCHASE' });
  await expect(run({ administrator, experiment: 'no name' })).rejects.toThrow(
    'The experiment no name cannot be started: An experiment is named by',
  );
  await expect(run({ administrator: { ...administrator, password: 'another' } })).rejects.toThrow(
    'boss@example.com (MORTAR_ADMIN_EMAIL) cannot log in',
  );
});

test('where it is limited it waits as long as it is asked to, and tells', async () => {
  const policy: Partial<RateLimitPolicyInput> = {
    scope: 'IP',
    limit: 1,
    windowSeconds: 2,
    targets: ['Mutation.track'],
  };
  await withPolicy(app.stores.rateLimits, policy, async () => {
    const tally = await run({ seconds: 5, visitorsPerMinute: 1_500 });
    expect(tally.limited).toBeGreaterThan(0);
    // Retry-After is in whole seconds, and never 0.
    expect(tally.waitedMs).toBeGreaterThanOrEqual(1_000);
    expect(tally.counted).toBeGreaterThan(0);
    expect([...tally.failures.keys()].filter((reason) => !reason.startsWith('Limited'))).toEqual([]);
  });
});

test.each([
  [
    ['--url', 'http://127.0.0.1:9'],
    /^simulate: No Mortar answers at http:\/\/127\.0\.0\.1:9: start one with npm start.*$/,
  ],
  [['--url', 'shop'], /^simulate: --url is "shop", but must be as in http:\/\/127\.0\.0\.1:4000\. Usage: simulate /],
  [['--seconds', '5', '--minutes', '1'], /^simulate: give --minutes or --seconds, not both\. Usage: simulate /],
  [['--visitors', '5'], /^simulate: Unknown option '--visitors'/],
  [['--speed', 'fast'], /^simulate: --speed is "fast", but must be a number from 0\.1 to 100000\. Usage: simulate /],
])('%j: one line says what to do', async (args, message) => {
  await expect(simulateCommand.run(args, loadConfig({}))).rejects.toThrow(message);
});

// The last one: it uses up what this address may ask for, so that any other after it would be limited.
test('it tells where fewer came than were wished for, and advises what can still be done', async () => {
  const who = { email: 'a@example.com', password: 'secret' };
  const said = (tally: Partial<Tally>, administrator?: typeof who): string =>
    summaryOf(
      Object.assign(new Tally(), tally),
      { url: app.url, seed: 's', experiment: 'e', visitorsPerMinute: 6_000, administrator },
      60,
    );
  expect(said({ liveMs: 60_000, behindMs: 900 })).not.toContain('behind');
  expect(said({ liveMs: 60_000, behindMs: 15_000 })).toContain(
    '15  s behind: about 4,500 visitors a minute came instead of 6,000',
  );
  expect(said({ soldOut: 2 })).toContain('MORTAR_ADMIN_EMAIL');
  expect(said({ soldOut: 2 }, who)).not.toContain('MORTAR_ADMIN_EMAIL');
  // More than anybody can serve in no time.
  const tally = await run({ visitorsPerMinute: 1_000_000, seconds: 2, onProgress: () => {} });
  expect(tally.behindMs).toBeGreaterThan(0);
});
