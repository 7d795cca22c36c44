// What every query costs Redis: no more than one round trip per level of fields, however many items there are.

import { beforeAll, describe, expect, it } from 'vitest';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { type Arguments, DeepQuery } from '../support/deep-query.ts';
import { countRounds } from '../support/redis-rounds.ts';
import { askerOf } from '../support/shopper.ts';

const time = `from: "${new Date(Date.now() - 3_600_000).toISOString()}", to: "${new Date().toISOString()}"`;
const day = `from: "${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T00:00:00Z"`;
const given: Arguments = {
  'Query.auditLog': 'first: 50',
  'Query.users': 'first: 50',
  'Query.category': 'slug: "c0"',
  'Query.experiment': 'key: "e0"',
  'Query.experimentPlan': 'input: { rate: 0.1, lift: 0.1 }',
  'Query.flag': 'key: "f0"',
  'Query.flagValues': 'visitorId: "v0"',
  'Query.metrics': 'site: "s0"',
  'Query.metricsExport': 'from: "2030-01-01", to: "2030-01-03"',
  'Query.orders': 'first: 50',
  'Query.product': 'sku: "p0"',
  'Query.productSuggestions': 'text: "n"',
  'Query.products': 'first: 50',
  'Query.queue': 'name: "q0"',
  'Query.rateLimitPolicy': 'name: "w0"',
  'Query.service': 'name: "svc0"',
  'Query.site': 'name: "s0"',
  'Query.topic': 'name: "t0"',
  'Query.topics': 'first: 50',
  'Queue.jobs': 'first: 50',
  'Queue.search': 'text: "n"',
  'Viewer.orders': 'first: 50',
  'Viewer.recommendations': 'limit: 20',
  'Product.recommendations': 'limit: 20',
  'Cart.recommendations': 'limit: 20',
  'Query.visitorExport': 'visitorId: "v0"',
  'Metrics.dropped': time,
  'Metrics.funnel': `${time}, steps: ["CART", "PURCHASE"]`,
  'Metrics.goals': time,
  'Metrics.goalSeries': `${time}, interval: HOUR, goal: "g"`,
  'Metrics.journey': 'visitorId: "v0"',
  'Metrics.retention': `${day}, days: 2`,
  'Metrics.revenueSeries': `${time}, interval: MINUTE`,
  'Metrics.series': `${time}, interval: MINUTE, metric: EVENTS`,
  'Metrics.top': `${time}, dimension: PAGE`,
  'Metrics.totals': time,
};
const roots = Object.keys(schema.getQueryType()?.getFields() ?? {});
/** Beyond it there is nothing that no level before had. */
const deepest = 5;
const deepestOfMany = 3;

/** What takes more than one round trip by its design; docs/decisions/one-round-trip-per-level.md says why. None grows with the items. */
const dependent: Readonly<Record<string, number>> = {
  // The cart and the newest orders, then what goes with the products in them.
  'Viewer.recommendations': 2,
  // The SKUs of a page, the products, then the variants of those that have some.
  'Query.productsExport': 3,
  // The days of the visitor, and the feed, before what is kept of them.
  'Query.visitorExport': 3,
  // The goal, then what was counted of it.
  'Metrics.goalSeries': 2,
};
const operations = { cost: 1e9, fields: 1e6, aliases: 1e6, tokens: 1e6 };

interface Shop {
  readonly app: TestApp;
  readonly token: string;
  readonly queries: DeepQuery;
}

const apps = { few: await openTestApp({ operations }), many: await openTestApp({ operations }) };
const shops: Record<string, Shop> = {};

beforeAll(async () => {
  shops.few = await seed(apps.few, 2);
  shops.many = await seed(apps.many, 16);
}, 60_000);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const idOf = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');

async function seed(app: TestApp, count: number): Promise<Shop> {
  const { stores } = app;
  const each = numbers(count);
  const email = 'owner@example.com';
  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  const { id: userId } = await stores.accounts.create({ email, password: 'a long enough password', roles: ['ADMIN'] });
  let token = '';
  for (const _ of each) token = (await stores.sessions.start({ userId, transport: 'BEARER', client }))?.token ?? '';
  const skus = each.map((index) => `p${index}`);
  const price = { minor: 100n, currency: 'EUR' };
  await stores.catalogue.setMany(
    skus.map((sku) => ({ sku, name: `Name ${sku}`, description: null, tags: ['all'], price, active: true })),
  );
  await stores.inventory.adjust(skus.map((sku) => ({ sku, delta: 1_000 })));
  const others = each.map((index) => ({
    sku: `other-${index}`,
    name: 'Other',
    description: null,
    tags: [],
    price,
    active: true,
  }));
  await stores.catalogue.setMany(others);
  await stores.inventory.adjust(others.map(({ sku }) => ({ sku, delta: 1_000 })));
  for (let event = 0; event < 3; event++)
    await stores.recommendations.learn('purchase', [{ skus, eventId: `together-${event}` }]);
  for (const { name } of await stores.rateLimits.policies.all()) await stores.rateLimits.set({ name, mode: 'OFF' });
  const owner = `user:${userId}`;
  for (const index of each) {
    await stores.carts.add(owner, [{ sku: `p${index}`, quantity: 1 }]);
    const { id } = await stores.checkouts.start(owner);
    await stores.checkouts.complete(owner, id, 'tok_ok', `key-${index}`);
  }
  await stores.carts.add(
    owner,
    skus.map((sku) => ({ sku, quantity: 1 })),
  );
  await stores.checkouts.start(owner);
  const jobs = each.flatMap((queue) => each.map((index) => ({ queue: `q${queue}`, name: `job-${index}` })));
  const enqueued = await stores.jobs.enqueueMany(jobs);
  for (const index of each) await seedOne(app, index, each);
  await stores.rateLimits.flush();
  const ids = each.flatMap((index) => [
    idOf('Product', `p${index}`),
    idOf('Job', enqueued[0]?.id ?? ''),
    idOf('Queue', `q${index}`),
    idOf('Topic', `t${index}`),
    idOf('Experiment', `e${index}`),
    idOf('Flag', `f${index}`),
  ]);
  const queries = new DeepQuery(schema, {
    ...given,
    'Query.job': `id: "${ids[1]}"`,
    'Query.node': `id: "${ids[1]}"`,
    'Query.nodes': `ids: ${JSON.stringify(ids)}`,
    'Query.user': `email: "${email}"`,
  });
  return { app, token, queries };
}

async function seedOne({ stores }: TestApp, index: number, each: readonly number[]): Promise<void> {
  for (const other of each) {
    await stores.jobSchedules.set({ queue: `q${index}`, key: `k${other}`, cron: '0 0 1 1 *', jobName: 'yearly' });
    await stores.services.register({ service: `svc${index}`, instanceId: `i${other}`, address: '10.0.0.1:80' });
  }
  await stores.messages.publish(`t${index}`, { index });
  for (const other of each)
    await new MessageGroups(stores.redis).step({
      topic: `t${index}`,
      group: `g${other}`,
      leaseMs: 60_000,
      maxAttempts: 3,
      renewed: [],
      ended: [],
      from: 'OLDEST',
      want: 1,
    });
  await stores.rateLimits.set({ name: `w${index}`, limit: 1, windowSeconds: 3_600 });
  for (const other of each) for (let turn = 0; turn < 2; turn++) await stores.rateLimits.take(`w${index}`, `c${other}`);
  await stores.sites.set(`s${index}`, ['shop.example.com']);
  await stores.siteGoals.set({ site: `s${index}`, name: 'g', page: '/thanks' });
  await stores.experiments.set({ key: `e${index}`, goal: 'PURCHASE', variants: [{ key: 'a' }, { key: 'b' }] });
  await stores.experiments.start(`e${index}`);
  await stores.flags.set({ key: `f${index}`, enabled: true });
}

/** What a process does by itself from time to time, and what each operation needs before it runs. */
const besideTheQuery =
  /:queues:due|:schedules:due -inf|:\{svc:\d+\}:tokens|:\{limit\}:version|^ping|:pass:.* \S+:version/;

/**
 * The rounds in which the data of an operation is read: the least of some, since the process asks Redis by itself, too, and a busy machine
 * tears apart what goes together. It is looked longer where they are more than `enough`.
 */
async function roundsOf({ app, token }: Shop, document: string, enough: number, looks = 1): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 1; look <= looks || (least > enough && look <= mostLooks); look++) {
    const { rounds } = await countRounds(app.stores.redis.client, () => askerOf(app)(token, document));
    least = Math.min(least, rounds.filter((commands) => commands.some((one) => !besideTheQuery.test(one))).length);
  }
  return least;
}

const mostLooks = 15;

describe('the round trips of a query', () => {
  it.each(roots)(
    '%s needs no more than one for each level, whatever the number of items',
    async (root) => {
      const { few, many } = shops as { few: Shop; many: Shop };
      const before = await roundsOf(few, '{ rateLimitState { redisAway } }', 0);
      const found: string[] = [];
      let trips = before;
      for (let level = 1, last = ''; level <= deepest; level++) {
        const document = few.queries.of(root, level);
        if (document === last) break;
        last = document;
        const allowed =
          trips + Math.max(...few.queries.fieldsAt(document, level).map((field) => dependent[field] ?? 1));
        const ofFew = await roundsOf(few, document, allowed, 6);
        const ofMany = level > deepestOfMany ? 0 : await roundsOf(many, many.queries.of(root, level), ofFew);
        if (ofFew > allowed) found.push(`level ${level}: ${ofFew} instead of ${allowed}`);
        if (ofMany > ofFew) found.push(`level ${level}: ${ofMany} of many items, ${ofFew} of few`);
        trips = ofFew;
      }
      expect(found).toEqual([]);
    },
    60_000,
  );
});
