// Experiments through the API: set up and read by an administrator, dealt to anyone.

import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { expect, test } from 'vitest';
import type { Context } from '../../src/resolvers/base/context.ts';
import { experimentPlan } from '../../src/resolvers/experiment/plan.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const administrator = {
  stores: app.stores,
  live: app.live,
  session: { userId: 'admin', roles: ['ADMIN'] },
  client: { ipAddress: '127.0.0.1' },
} as unknown as Context;

async function asAdministrator(source: string): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema, source, contextValue: administrator });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
}

const assign = (visitorId: string) =>
  app
    .client()
    .request<{ experimentAssign: { assignment: { variant: string | null } | null; userErrors: { code: string }[] } }>(
      `mutation { experimentAssign(input: { key: "button", visitorId: "${visitorId}" }) {
        assignment { variant experiment { key state } } userErrors { code field } } }`,
    )
    .then((data) => data.experimentAssign);

test('from the first draft to its results, live', async () => {
  expect(await assign('ann')).toMatchObject({ assignment: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const set = await asAdministrator(`mutation { experimentSet(input: { key: "button", goal: "order",
    variants: [{ key: "blue" }, { key: "green" }] }) {
    experiment { state coverage variants { key weight } } userErrors { message } } }`);
  expect(set.experimentSet).toEqual({
    experiment: {
      state: 'DRAFT',
      coverage: 1,
      variants: [
        { key: 'blue', weight: 0.5 },
        { key: 'green', weight: 0.5 },
      ],
    },
    userErrors: [],
  });
  expect((await assign('ann')).assignment?.variant).toBeNull();
  await asAdministrator(`mutation { experimentStart(input: { key: "button" }) { userErrors { message } } }`);

  const document = parse(
    `subscription { experimentResults(key: "button") { arms { variant exposures conversions } } }`,
  );
  const stream = (await subscribe({
    schema,
    document,
    contextValue: administrator,
  })) as AsyncGenerator<ExecutionResult>;
  const next = async () => JSON.parse(JSON.stringify((await stream.next()).value)).data.experimentResults.arms;
  expect(await next()).toMatchObject([{ exposures: 0 }, { exposures: 0 }]);

  const variant = (await assign('ann')).assignment?.variant;
  expect((await assign('ann')).assignment?.variant).toBe(variant);
  expect(await next()).toContainEqual({ variant, exposures: 1, conversions: 0 });

  await app.client().request(`mutation { track(input: { events: [{ eventId: "1", type: PURCHASE, name: "order",
    visitorId: "ann", value: { amount: "19.99", currency: "EUR" } }] }) { accepted } }`);
  expect(await next()).toContainEqual({ variant, exposures: 1, conversions: 1 });
  await stream.return(undefined);

  const { experiment } = await asAdministrator(`{ experiment(key: "button") { startedAt results {
    winner sampleRatioMismatch arms { variant rate revenue { amount currency } } } } }`);
  expect(experiment).toMatchObject({ results: { winner: null, sampleRatioMismatch: false } });
  expect((experiment as { results: { arms: unknown[] } }).results.arms).toContainEqual({
    variant,
    rate: 1,
    revenue: [{ amount: '19.99', currency: 'EUR' }],
  });
});

test('how large an experiment must be is asked before it starts', async () => {
  const { data, errors } = await graphql({
    schema,
    source: `{ experimentPlan(input: { rate: 0.05, lift: 0.2 }) { visitors betterRate power }
      few: experimentPlan(input: { rate: 0.05, lift: 0.2, visitors: 2000 }) { power } }`,
    contextValue: administrator,
  });
  expect(errors).toBeUndefined();
  const { experimentPlan, few } = JSON.parse(JSON.stringify(data));
  // A fixed test needs 16,312 (two-sided, 80%); looks at any time cost a quarter more.
  expect(experimentPlan).toMatchObject({ betterRate: expect.closeTo(0.06, 10), power: 0.8 });
  expect(experimentPlan.visitors).toBeGreaterThan(16_312);
  expect(experimentPlan.visitors).toBeLessThan(1.35 * 16_312);
  expect(few.power).toBeLessThan(0.2);
  for (const wrong of [
    'rate: 1.5, lift: 0.1',
    'rate: 0.5, lift: 2',
    'rate: 0.1, lift: 0.1, variants: 1',
    'rate: 0.1, lift: 0',
  ]) {
    const source = `{ experimentPlan(input: { ${wrong} }) { visitors } }`;
    const refused = await graphql({ schema, source, contextValue: administrator });
    expect(refused.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});

// From R: power.prop.test(p1 = .2, p2 = .25, power = .8) has n = 1093.7, and its manual n = 76.7 for .50, .75 and .90.
test.each([
  { rate: 0.2, lift: 0.25, power: 0.8, perVariant: 1_094 },
  { rate: 0.5, lift: 0.5, power: 0.9, perVariant: 77 },
  { rate: 0.1, lift: 0.5, power: 0.8, perVariant: 686 },
  { rate: 0.05, lift: 0.2, power: 0.8, perVariant: 8_158 },
])(
  'for one look at $rate and a lift of $lift the plan is that of published tables',
  async ({ perVariant, ...input }) => {
    const { visitors, visitorsForOneLook } = await experimentPlan(input);
    expect(Math.abs(visitorsForOneLook / 2 - perVariant)).toBeLessThanOrEqual(1);
    // What it costs to look at any time.
    expect(visitors / visitorsForOneLook).toBeGreaterThan(1.15);
    expect(visitors / visitorsForOneLook).toBeLessThan(1.4);
  },
);

test('who asks for a visitor gets the variant of that visitor, not that of his own account', async () => {
  const variants = '[{ key: "a" }, { key: "b" }, { key: "c" }, { key: "d" }]';
  await asAdministrator(`mutation { experimentSet(input: { key: "behalf", goal: "order", windowSeconds: 86400,
    plannedVisitors: 5000, revenueCaps: [{ amount: "200.00", currency: "EUR" }], variants: ${variants} }) {
    experiment { windowSeconds plannedVisitors revenueCaps { amount currency } } userErrors { message } }
    experimentStart(input: { key: "behalf" }) { userErrors { message } } }`);
  const token = await app.token('ADMIN');
  const shown = async (visitorId: string, headers: Record<string, string> = {}, as: string | null = token) => {
    const { experimentAssign } = await app
      .client(as ?? undefined)
      .request<{ experimentAssign: { assignment: { variant: string } } }>(
        `mutation { experimentAssign(input: { key: "behalf", visitorId: "${visitorId}" }) { assignment { variant } } }`,
        {},
        headers,
      );
    return experimentAssign.assignment.variant;
  };
  const visitors = Array.from({ length: 12 }, (_, index) => `behalf-${index}`);
  const onBehalf = await Promise.all(visitors.map((visitor) => shown(visitor)));
  expect(await Promise.all(visitors.map((visitor) => shown(visitor, {}, null)))).toEqual(onBehalf);
  expect(new Set(onBehalf).size).toBeGreaterThan(1);
  // On his own devices he keeps one variant, as everybody does.
  const own = visitors.map((_, index) => `own-${index}`);
  const ownVariants: string[] = [];
  for (const visitor of own) ownVariants.push(await shown(visitor, { 'x-mortar-visitor': visitor }));
  expect(new Set(ownVariants).size).toBe(1);
});

test('who is no administrator neither sees results nor changes anything', async () => {
  const refused = (source: string) =>
    app
      .client()
      .request(source)
      .then(
        () => null,
        (error) => error.response.errors[0].extensions.code,
      );
  expect(await refused('{ experiments { key } }')).toBe('UNAUTHENTICATED');
  expect(await refused('mutation { experimentStop(input: { key: "button" }) { userErrors { code } } }')).toBe(
    'UNAUTHENTICATED',
  );
  const through = `mutation { experimentAssign(input: { key: "button", visitorId: "x" }) {
    assignment { experiment { results { winner } } } } }`;
  expect(await refused(through)).toBe('UNAUTHENTICATED');
});
