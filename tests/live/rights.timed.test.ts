// Rights on open streams: judged again at every change of roles and sessions, over WebSocket and as server-sent events, in the process
// that made the change and in another.

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/redis/session/role.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { experimentsBy } from '../support/experiment.ts';
import { startOwnTime } from '../support/own-time.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { uniquePrefix } from '../support/redis.ts';
import { scrape } from '../support/scrape.ts';

const keyPrefix = uniquePrefix();
const apps = [await openTestApp({ keyPrefix }), await openTestApp({ keyPrefix })] as const;
const [app] = apps;
const { accounts, sessions, jobs } = app.stores;
const client = { ipAddress: '127.0.0.1', userAgent: 'node' };
const password = 'a long enough sentence';

async function account(...roles: Role[]) {
  const email = `${randomUUID()}@example.com`;
  const { id } = await accounts.create({ email, password, roles });
  const issued = await sessions.start({ userId: id, transport: 'BEARER', client });
  if (!issued) throw new Error('the session was refused');
  return { id, token: issued.token, sessionId: issued.session.id };
}

const globalId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64');
const { id: job } = await jobs.enqueue({ queue: 'watched', name: 'n' });
/** An order of somebody. */
async function orderOf(owner: string): Promise<string> {
  const { catalogue, inventory, carts, checkouts } = app.stores;
  const price = { minor: 1000n, currency: 'EUR' };
  await catalogue.set({ sku: 'cup', name: 'Cup', description: null, tags: [], price, active: true });
  await inventory.adjust([{ sku: 'cup', delta: 1 }]);
  await carts.add(owner, [{ sku: 'cup', quantity: 1 }]);
  const { id } = await checkouts.start(owner);
  await checkouts.complete(owner, id, 'tok_ok', 'key');
  return id;
}

const experiment = await experimentsBy(app.stores.experiments).running();

/** The arguments and fields of each subscription that is not public. */
const selections: Record<string, string> = {
  analyticsEvents: 'analyticsEvents { cursor }',
  cartUpdated: 'cartUpdated { quantity }',
  experimentResults: `experimentResults(key: "${experiment}") { __typename }`,
  jobEvents: 'jobEvents(queue: "watched") { cursor }',
  jobUpdated: `jobUpdated(id: "${globalId('Job', job)}") { id }`,
  liveMetrics: 'liveMetrics { sequence }',
  messages: 'messages(topic: "watched") { cursor }',
  orderUpdated: 'orderUpdated(id: "") { id }',
  queueStats: 'queueStats(name: "watched") { name }',
  rateLimitActivity: 'rateLimitActivity { at }',
  serviceChanged: 'serviceChanged { id }',
  sessionEnded: 'sessionEnded { reason }',
};

const rules = new Map(
  Object.values(schema.getSubscriptionType()?.getFields() ?? {}).map((field) => {
    const options = field.extensions.pothosOptions as { authScopes: { role?: Role; site?: string; public?: boolean } };
    return [field.name, options.authScopes];
  }),
);
const guarded = [...rules].filter(([, rule]) => !rule.public).map(([name]) => name);
const isByRole = (name: string): boolean => rules.get(name)?.role !== undefined || rules.get(name)?.site !== undefined;
const byRole = guarded.filter(isByRole);
const bySession = guarded.filter((name) => !isByRole(name) && name !== 'orderUpdated');

/** All results of a stream until it ends. */
interface Stream {
  readonly name: string;
  readonly over: Promise<
    readonly { readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[] }[]
  >;
  leave(): void;
}

async function openAll(names: readonly string[], token: string, selected = selections): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (const one of apps) {
    const before = await scrape(one.url, 'mortar_live_subscriptions');
    const socket = new RawSocket(one.endpoint, { token });
    await socket.until('connection_ack');
    for (const name of names) {
      socket.subscribe(name, `subscription { ${selected[name]} }`);
      const over = socket.until('complete', name).then(() => socket.results(name) as never);
      streams.push(
        { name: `${name} over WebSocket`, over, leave: () => socket.close() },
        eventStream(one, token, name, selected[name] ?? ''),
      );
    }
    await expect.poll(() => scrape(one.url, 'mortar_live_subscriptions')).toBe(before + 2 * names.length);
  }
  return streams;
}

function eventStream({ endpoint }: TestApp, token: string, name: string, selection: string): Stream {
  const results = readEventStream(endpoint, token, `subscription { ${selection} }`);
  const collected: object[] = [];
  const over = (async () => {
    for await (const result of results) collected.push(result);
    return collected as never;
  })();
  return { name: `${name} as server-sent events`, over, leave: () => {} };
}

/** The code that the last result of each stream has, once all are over. */
async function codesOf(streams: readonly Stream[]): Promise<Record<string, unknown>> {
  const ends = await Promise.all(
    streams.map(async ({ name, over }) => [name, (await over).at(-1)?.errors?.[0]?.extensions?.code] as const),
  );
  return Object.fromEntries(ends);
}

const all = (streams: readonly Stream[], code: string) => Object.fromEntries(streams.map(({ name }) => [name, code]));

it('knows every subscription that is not public', () => {
  expect(Object.keys(selections).sort()).toEqual([...guarded].sort());
  expect(byRole.length).toBeGreaterThan(8);
});

describe('a role that is taken away', () => {
  it('ends every stream that needs it with FORBIDDEN, within a second, in every process', async () => {
    const { id, token } = await account('CUSTOMER', 'WORKER', 'ADMIN');
    const streams = await openAll(byRole, token);
    const kept = await openAll(bySession, token);
    const sinceMs = startOwnTime();
    await accounts.setRoles(id, ['CUSTOMER']);
    expect(await codesOf(streams)).toEqual(all(streams, 'FORBIDDEN'));
    expect(sinceMs()).toBeLessThan(1_000);
    const stillOpen = await Promise.race([
      ...kept.map(({ name, over }) => over.then(() => name)),
      new Promise((resolve) => setTimeout(() => resolve('all'), 300)),
    ]);
    expect(stillOpen).toBe('all');
    await sessions.endAll(id, 'REVOKED');
    await Promise.all(kept.map(({ over }) => over));
  });

  it("ends the stream of somebody else's order, alone of all that share its execution, in every process", async () => {
    const [demoted, stays, owner] = [
      await account('ADMIN'),
      await account('ADMIN'),
      await account('CUSTOMER', 'WORKER'),
    ];
    const order = await orderOf(`user:${owner.id}`);
    const selected = { orderUpdated: `orderUpdated(id: "${globalId('Order', order)}") { state }` };
    const ended = await openAll(['orderUpdated'], demoted.token, selected);
    const kept = [
      ...(await openAll(['orderUpdated'], stays.token, selected)),
      ...(await openAll(['orderUpdated'], owner.token, selected)),
    ];
    const sinceMs = startOwnTime();
    await accounts.setRoles(demoted.id, ['CUSTOMER', 'WORKER']);
    expect(await codesOf(ended)).toEqual(all(ended, 'FORBIDDEN'));
    expect(sinceMs()).toBeLessThan(1_000);
    // The owner's right comes from no role, and what moves is told to those who may still see it.
    await accounts.setRoles(owner.id, []);
    await app.stores.orderActions.act(order, 'fulfil');
    // A stream that ends with its session takes along what is on its way.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const { id } of [stays, owner]) await sessions.endAll(id, 'REVOKED');
    for (const { over } of kept) expect(JSON.stringify(await over)).toContain('FULFILLED');
    for (const { over } of ended) expect(JSON.stringify(await over)).not.toContain('FULFILLED');
  });

  it('no longer shows what only staff may see in a stream that is for everybody', async () => {
    const { id, token, sessionId } = await account('ADMIN');
    const hidden = { sku: 'hidden', name: 'Secret', description: null, tags: [], active: false };
    const setPrice = (minor: bigint) => app.stores.catalogue.set({ ...hidden, price: { minor, currency: 'EUR' } });
    await setPrice(100n);
    const socket = new RawSocket(apps[1].endpoint, { token });
    await socket.until('connection_ack');
    socket.subscribe('stock', 'subscription { stockChanged(skus: ["hidden"]) { price { amount } } }');
    await socket.until('next', 'stock');
    await accounts.setRoles(id, ['CUSTOMER']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await setPrice(200n);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(JSON.stringify(socket.results('stock'))).not.toContain('2.00');
    await sessions.end(sessionId, 'REVOKED');
    await socket.closed;
  });

  it('leaves the streams of who has the right by another role', async () => {
    const { id, token, sessionId } = await account('WORKER', 'ADMIN');
    const [socket] = [new RawSocket(app.endpoint, { token })];
    await socket.until('connection_ack');
    socket.subscribe('messages', 'subscription { messages(topic: "kept") { payload } }');
    socket.subscribe('metrics', 'subscription { liveMetrics { sequence } }');
    await socket.until('next', 'metrics');
    await expect.poll(() => scrape(app.url, 'mortar_live_subscriptions')).toBeGreaterThanOrEqual(2);
    await accounts.setRoles(id, ['WORKER']);
    await socket.until('complete', 'metrics');
    await app.stores.messages.publish('kept', 'still');
    expect((await socket.until('next', 'messages')).payload).toEqual({ data: { messages: { payload: 'still' } } });
    await sessions.end(sessionId, 'REVOKED');
    expect(await socket.closed).toBe(4403);
  });

  it('ends a stream that others with the right share, and not theirs', async () => {
    const [demoted, stays] = [await account('ADMIN'), await account('ADMIN')];
    const open = async (token: string) => {
      const socket = new RawSocket(app.endpoint, { token });
      await socket.until('connection_ack');
      socket.subscribe('metrics', 'subscription { liveMetrics(everyMs: 100) { pageViews } }');
      await socket.until('next', 'metrics');
      return socket;
    };
    const [left, goesOn] = [await open(demoted.token), await open(stays.token)];
    await accounts.setRoles(demoted.id, []);
    await left.until('complete', 'metrics');
    expect(left.results('metrics').at(-1)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const seen = goesOn.results('metrics').length;
    await app.stores.metrics.track('default', [
      { eventId: randomUUID(), type: 'PAGE_VIEW', visitorId: 'v', path: '/' },
    ]);
    await expect.poll(() => goesOn.results('metrics').length).toBeGreaterThan(seen);
    expect(left.results('metrics').filter((result) => 'data' in (result as object)).length).toBeLessThanOrEqual(seen);
  });
});

describe('a session that ends', () => {
  const names = guarded.filter((name) => name !== 'orderUpdated' && name !== 'sessionEnded');
  it.each<[string, (given: Awaited<ReturnType<typeof account>>) => Promise<unknown>]>([
    ['is revoked', ({ sessionId }) => sessions.end(sessionId, 'REVOKED')],
    ['is logged out', ({ sessionId }) => sessions.end(sessionId, 'LOGGED_OUT')],
    ['goes with its account, which is disabled', ({ id }) => accounts.setDisabled(id, true)],
    [
      'ends with a new password',
      async ({ id }) => {
        const other = await sessions.start({ userId: id, transport: 'BEARER', client });
        await accounts.changePassword(id, other?.session.id ?? '', password, 'another long sentence');
      },
    ],
  ])('because it %s ends every stream with UNAUTHENTICATED, within a second', async (_why, end) => {
    const given = await account('CUSTOMER', 'WORKER', 'ADMIN');
    const streams = await openAll(names, given.token);
    await end(given);
    const sinceMs = startOwnTime();
    expect(await codesOf(streams)).toEqual(all(streams, 'UNAUTHENTICATED'));
    expect(sinceMs()).toBeLessThan(1_000);
  });
});

describe('what a subscription runs', () => {
  const spellings = [
    'subscription { sessionEnded @skip(if: true) { reason } cartUpdated { quantity } }',
    'subscription ($no: Boolean = false) { sessionEnded @include(if: $no) { reason } cartUpdated { quantity } }',
    'subscription { ...S @skip(if: true) cartUpdated { quantity } } fragment S on Subscription { sessionEnded { reason } }',
    'subscription { ...S } fragment S on Subscription { sessionEnded @skip(if: true) { reason } cartUpdated { quantity } }',
    'subscription { ... @include(if: false) { sessionEnded { reason } } cartUpdated { quantity } }',
    'subscription { sessionEnded { reason } cartUpdated { quantity } }',
    'subscription { a: sessionEnded { reason } b: sessionEnded { reason } }',
    'subscription { __typename }',
  ];

  it.each(spellings)('is not left to conditions, and is one field: %s', async (query) => {
    const { token } = await account('CUSTOMER');
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    socket.subscribe('odd', query);
    expect((await socket.until('error', 'odd')).payload).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    socket.close();
    const { value: result } = await readEventStream(app.endpoint, token, query).next();
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it.each([
    'subscription { sessionEnded: cartUpdated { quantity } }',
    'subscription { ...S } fragment S on Subscription { sessionEnded: cartUpdated { quantity } }',
    'subscription { ... on Subscription { cartUpdated { quantity } } }',
  ])('ends with the session whatever it is called: %s', async (query) => {
    const { token, sessionId } = await account('CUSTOMER');
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    const before = await scrape(app.url, 'mortar_live_subscriptions');
    socket.subscribe('cart', query);
    await expect.poll(() => scrape(app.url, 'mortar_live_subscriptions')).toBe(before + 1);
    await sessions.end(sessionId, 'REVOKED');
    await socket.until('complete', 'cart');
    expect(socket.results('cart').at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('is the end of the session through a fragment too', async () => {
    const { token, sessionId } = await account('CUSTOMER');
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    const before = await scrape(app.url, 'mortar_live_subscriptions');
    socket.subscribe('end', 'subscription { ...S } fragment S on Subscription { over: sessionEnded { reason } }');
    await expect.poll(() => scrape(app.url, 'mortar_live_subscriptions')).toBe(before + 1);
    await sessions.end(sessionId, 'REVOKED');
    expect((await socket.until('next', 'end')).payload).toEqual({ data: { over: { reason: 'REVOKED' } } });
  });
});
