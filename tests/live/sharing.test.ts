// Subscribers of the same operation, variables and rights are served by one execution, over real sockets; and nobody else is
// served by it.

import { type GraphQLObjectType, getNamedType, isObjectType, isRequiredArgument } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import type { Role } from '../../src/redis/session/role.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { scrape } from '../support/scrape.ts';

const app = await openTestApp();
const { stores } = app;
await turnPoliciesOff(stores.rateLimits);
const admin = await app.token('ADMIN');

const subscriptions = () => scrape(app.url, 'mortar_live_subscriptions');
const operations = () => scrape(app.url, 'mortar_live_operations');
const executions = () => scrape(app.url, 'mortar_live_executions_total');

const opened: RawSocket[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.close();
  await expect.poll(subscriptions).toBe(0);
});

async function openSocket(token: string): Promise<RawSocket> {
  const socket = new RawSocket(app.endpoint, { token });
  opened.push(socket);
  await socket.until('connection_ack');
  return socket;
}

let unique = 0;
const view = () => ({
  eventId: `view-${unique++}`,
  type: 'PAGE_VIEW' as const,
  visitorId: `visitor-${unique}`,
  path: '/',
});
const picture = (site: string) =>
  `subscription { liveMetrics(site: "${site}", everyMs: 100) { sequence topPages { key } } }`;

/** Opens subscriptions of some sockets, many each; returns what each of them has been given so far. */
async function openMany(query: string, count: number, each: number): Promise<() => unknown[][]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(admin)));
  for (const [index, socket] of sockets.entries()) {
    for (let id = 0; id < each; id += 1) socket.subscribe(String(id), query);
    await expect
      .poll(() => {
        socket.retryRefused();
        return subscriptions();
      })
      .toBe((index + 1) * each);
  }
  return () => sockets.flatMap((socket) => Array.from({ length: each }, (_, id) => socket.results(String(id))));
}

describe('one execution', () => {
  it('serves two hundred subscribers, first and at each change', async () => {
    const results = await openMany(picture('shared'), 20, 10);
    await expect.poll(() => results().every(({ length }) => length === 1)).toBe(true);
    expect([await subscriptions(), await operations()]).toEqual([200, 1]);
    const before = await executions();
    await stores.metrics.track('shared', [view()]);
    await expect.poll(() => results().every(({ length }) => length === 2)).toBe(true);
    expect((await executions()) - before).toBe(1);
    expect(new Set(results().map(([, second]) => JSON.stringify(second)))).toEqual(
      new Set(['{"data":{"liveMetrics":{"sequence":1,"topPages":[{"key":"/"}]}}}']),
    );
  });

  it('serves two hundred subscribers of a feed', async () => {
    const query = 'subscription { analyticsEvents(site: "feed") { cursor missed event { eventId } } }';
    const results = await openMany(query, 20, 10);
    // Each begins when Redis has told it where the stream ends; until all have, events are for some of them.
    let tracked = 0;
    const track = (): Promise<unknown> => {
      tracked += 1;
      return stores.metrics.track('feed', [view()]);
    };
    const before = await executions();
    await expect
      .poll(async () => {
        await track();
        return results().every(({ length }) => length > 0);
      })
      .toBe(true);
    for (let more = 0; more < 3; more += 1) await track();
    const cursors = (): number[][] =>
      results().map((each) => each.map((one) => numberOf((one as Delivery).data.analyticsEvents.cursor)));
    // Longer than the time after which a lost announcement is made up for.
    await expect.poll(() => cursors().every((each) => each.at(-1) === tracked), { timeout: 30_000 }).toBe(true);
    for (const each of cursors()) expect(each).toEqual(each.map((_, index) => (each[0] as number) + index));
    expect((await executions()) - before).toBeLessThanOrEqual(tracked);
  });

  it('gives one who comes later the state at once', async () => {
    const first = await openSocket(admin);
    first.subscribe('a', picture('late'));
    await first.until('next', 'a');
    await stores.metrics.track('late', [view()]);
    await expect.poll(() => first.results('a').length).toBe(2);
    const later = await openSocket(admin);
    later.subscribe('a', picture('late'));
    expect((await later.until('next', 'a')).payload).toEqual(first.results('a')[1]);
  });

  it('serves sockets and server-sent events alike', async () => {
    const socket = await openSocket(admin);
    socket.subscribe('a', picture('both'));
    await socket.until('next', 'a');
    const events = readEventStream(app.endpoint, admin, picture('both'));
    // Over server-sent events a state has its id.
    const id = expect.stringMatching(/^s/);
    expect((await events.next()).value).toEqual({ ...(socket.results('a')[0] as object), id });
    const [before, next] = [await executions(), events.next()];
    expect(await operations()).toBe(1);
    await stores.metrics.track('both', [view()]);
    expect((await next).value).toEqual({ id, data: { liveMetrics: { sequence: 1, topPages: [{ key: '/' }] } } });
    await expect.poll(() => socket.results('a').length).toBe(2);
    expect((await executions()) - before).toBe(1);
    await events.return(undefined);
  });

  it('tells all of them of its error, once made', async () => {
    await stores.jobs.enqueue({ queue: 'wrong', name: 'any', payload: {} });
    const results = await openMany(
      'subscription { queueStats(name: "wrong") { throughput(lastMinutes: 0) { finished: at } } }',
      5,
      4,
    );
    await expect.poll(() => results().every(({ length }) => length >= 1)).toBe(true);
    for (const [first] of results())
      expect(first).toMatchObject({
        data: { queueStats: { throughput: null } },
        errors: [
          { message: expect.stringContaining('lastMinutes must be from 1'), extensions: { code: 'BAD_USER_INPUT' } },
        ],
      });
  });
});

/** A cursor ends with the number of its event. */
const numberOf = (cursor: string): number => Number(cursor.split('_')[1]);

interface Delivery {
  readonly data: { readonly analyticsEvents: { readonly cursor: string } };
}

describe('the protocol', () => {
  it('tells of a stream that fails, over a socket and as server-sent events', async () => {
    const query = 'subscription { jobEvents(queue: "any", after: "nonsense") { cursor } }';
    const refusal = { message: expect.stringContaining('after'), extensions: { code: 'BAD_USER_INPUT' } };
    const socket = await openSocket(admin);
    socket.subscribe('a', query);
    expect((await socket.until('error', 'a')).payload).toMatchObject([refusal]);
    const results: unknown[] = [];
    for await (const result of readEventStream(app.endpoint, admin, query)) results.push(result);
    expect(results).toMatchObject([{ errors: [refusal] }]);
  });

  it('has the same id on several sockets, completes one of them alone, and ends what is gone', async () => {
    const [one, other] = [await openSocket(admin), await openSocket(admin)];
    for (const socket of [one, other]) socket.subscribe('same "id"', picture('ids'));
    for (const socket of [one, other]) await socket.until('next', 'same "id"');
    one.complete('same "id"');
    await expect.poll(subscriptions).toBe(1);
    await stores.metrics.track('ids', [view()]);
    await expect.poll(() => other.results('same "id"').length).toBe(2);
    expect(one.results('same "id"')).toHaveLength(1);
    one.subscribe('same "id"', picture('ids'));
    await expect.poll(() => one.results('same "id"').length).toBe(2);
    await catalogueOf('soon-gone');
    const shopper = await openSocket(await app.token('CUSTOMER'));
    shopper.subscribe('gone', 'subscription { stockChanged(skus: ["soon-gone"]) { sku } }');
    await shopper.until('next', 'gone');
    await stores.catalogue.set({ ...slateMug, sku: 'soon-gone', active: false });
    await shopper.until('complete', 'gone');
    expect(shopper.results('gone')).toHaveLength(1);
  });
});

describe('who has other rights', () => {
  const samples: Record<string, () => Promise<string>> = {
    analyticsEvents: async () => '',
    cartUpdated: async () => '',
    experimentResults: async () => {
      await stores.experiments.set({ key: 'sample', goal: 'order', variants: [{ key: 'old' }, { key: 'new' }] });
      return '(key: "sample")';
    },
    flagValues: async () => '',
    jobEvents: async () => '(queue: "sample")',
    jobUpdated: async () => {
      const { id } = await stores.jobs.enqueue({ queue: 'sample', name: 'any', payload: {} });
      return `(id: "${globalId('Job', id)}")`;
    },
    liveMetrics: async () => '',
    messages: async () => '(topic: "sample")',
    orderUpdated: async () => `(id: "${await newOrder()}")`,
    queueStats: async () => {
      await stores.jobs.enqueue({ queue: 'sample', name: 'any', payload: {} });
      return '(name: "sample")';
    },
    rateLimitActivity: async () => '',
    serviceChanged: async () => '',
    sessionEnded: async () => '',
    stockChanged: async () => {
      await catalogueOf('sample');
      return '(skus: ["sample"])';
    },
  };
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});

  it.each(fields.map(({ name }) => name))('shares nothing of %s, whatever is selected', async (name) => {
    const sample = samples[name];
    if (!sample) throw new Error(`Subscription.${name} has no sample arguments here: add some`);
    const type = getNamedType(schema.getSubscriptionType()?.getFields()[name]?.type);
    const query = `subscription { ${name}${await sample()} ${selectionOf(type as GraphQLObjectType, 3)} }`;
    const open = async (...roles: Role[]): Promise<RawSocket> => {
      const socket = await openSocket(await app.token(...roles));
      socket.subscribe('a', query);
      return socket;
    };
    const sockets = [await open('ADMIN'), await open('ADMIN', 'WORKER')];
    await expect.poll(subscriptions).toBe(2);
    expect(await operations()).toBe(2);
    sockets.push(await open('ADMIN'));
    await expect.poll(subscriptions).toBe(3);
    expect(await operations()).toBe(2);
    for (const socket of sockets) {
      expect(socket.messages.filter(({ type }) => type === 'error')).toEqual([]);
    }
  });

  it('is given their own where the same operation is about who asks', async () => {
    await catalogueOf('pen', 'mug');
    const callers = await Promise.all(
      ['pen', 'mug'].map(async (sku) => {
        const token = await app.token('CUSTOMER');
        const socket = await openSocket(token);
        socket.subscribe('a', 'subscription { cartUpdated { quantity lines { product { sku } } } }');
        await socket.until('next', 'a');
        return { sku, token, socket };
      }),
    );
    for (const { sku, token } of callers) await app.client(token).request(add, { sku });
    for (const { sku, socket } of callers) {
      await expect.poll(() => socket.results('a').length).toBe(2);
      expect(socket.results('a')[1]).toEqual({ data: { cartUpdated: { quantity: 2, lines: [{ product: { sku } }] } } });
    }
  });
});

const add = 'mutation ($sku: String!) { cartLinesAdd(input: { lines: [{ sku: $sku, quantity: 2 }] }) { cart { id } } }';

const slateMug = { name: 'Slate mug', tags: [], description: null, price: { minor: 1400n, currency: 'EUR' } };

async function catalogueOf(...skus: string[]): Promise<void> {
  for (const sku of skus) {
    await stores.catalogue.set({ ...slateMug, sku, active: true });
    await stores.inventory.adjust([{ sku, delta: 10 }]);
  }
}

/** The global id of an order that has been paid. */
async function newOrder(): Promise<string> {
  await catalogueOf('sample');
  const customer = app.client(await app.token('CUSTOMER'));
  await customer.request(add, { sku: 'sample' });
  const { checkoutStart } = await customer.request<{ checkoutStart: { checkout: { id: string } } }>(
    'mutation { checkoutStart { checkout { id } } }',
  );
  const input = { id: checkoutStart.checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
  const { checkoutComplete } = await customer.request<{ checkoutComplete: { order: { id: string } } }>(
    'mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { order { id } } }',
    { input },
  );
  return checkoutComplete.order.id;
}

const globalId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64');

/** All that can be selected without arguments, some levels deep. */
function selectionOf(type: GraphQLObjectType, depth: number): string {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const named = getNamedType(field.type);
    if (!isObjectType(named)) return 'getFields' in named || 'getTypes' in named ? [] : [field.name];
    const inner = depth > 1 ? selectionOf(named, depth - 1) : '';
    return inner ? [`${field.name} ${inner}`] : [];
  });
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '';
}
