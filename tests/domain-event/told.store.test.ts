// Of which changes domain events are told: of sessions, stock, jobs and experiments, each once, by the step that makes the change.

import { expect, it } from 'vitest';
import type { EndedEvent } from '../../src/redis/domain-event/delivery.ts';
import type { DomainEvent, DomainEventType } from '../../src/redis/domain-event/event-types.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { firefox } from '../support/session.ts';
import { type OpenShop, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();
const reader = 'ledger';

/** A shop in which somebody wants events of some types. */
async function openHeard(types: readonly DomainEventType[], ...[stock, settings]: Partial<Parameters<OpenShop>>) {
  const stores = await openShop({}, settings);
  await stores.domainEvents.register({ name: reader, types });
  for (const [sku, onHand] of Object.entries(stock ?? {})) await stores.inventory.adjust([{ sku, delta: onHand }]);
  return stores;
}

/** What has been told since the last call, those of each subject in their order. */
async function heard({ domainEventDeliveries }: Stores): Promise<DomainEvent[]> {
  const events: DomainEvent[] = [];
  const empty = async (tag: string) => {
    let ended: EndedEvent[] = [];
    do {
      const step = { readers: [reader], want: 50, leaseMs: 60_000, ended };
      const { taken } = await domainEventDeliveries.step(tag, step);
      events.push(...taken.flatMap(({ event }) => event ?? []));
      ended = taken.map((delivery) => ({ delivery, outcome: 'done' }));
    } while (ended.length > 0);
  };
  await Promise.all([...domainEventDeliveries.tags, ...(await domainEventDeliveries.otherTags())].map(empty));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  for (const { id } of events) expect(id).toMatch(/^evt_[\w-]{22}$/);
  return events;
}

const told = async (stores: Stores) =>
  (await heard(stores)).map(({ type, subject, data }) => ({ type, subject, data }));

let named = 0;
async function newAccount({ accounts }: Stores): Promise<string> {
  return (await accounts.create({ email: `told-${named++}@example.com`, password: null })).id;
}

async function logIn({ sessions }: Stores, userId: string | null) {
  const issued = await sessions.start({ userId, transport: 'COOKIE', client: firefox });
  if (!issued) throw new Error('no session');
  return issued;
}

const sessionTypes = ['session.started', 'session.ended'] as const;

it('tells of the sessions of accounts as they begin and are ended, each by itself, and of no guest', async () => {
  const stores = await openHeard(sessionTypes);
  const accountId = await newAccount(stores);
  const sessions = [];
  for (let turn = 0; turn < 3; turn++) sessions.push((await logIn(stores, accountId)).session.id);
  const guest = await logIn(stores, null);
  await stores.sessions.end(guest.session.id, 'LOGGED_OUT');
  const started = sessions.map((sessionId) => ({
    type: 'session.started',
    subject: accountId,
    data: { accountId, sessionId },
  }));
  expect(await told(stores)).toEqual(started);

  const [first = '', second = '', third = ''] = sessions;
  const ended = (sessionId: string, reason: string) => ({
    type: 'session.ended',
    subject: accountId,
    data: { accountId, sessionId, reason },
  });
  for (let turn = 0; turn < 2; turn++) await stores.sessions.end(first, 'LOGGED_OUT');
  expect(await told(stores)).toEqual([ended(first, 'LOGGED_OUT')]);
  await stores.sessions.endOthers(third, 'REVOKED');
  expect(await told(stores)).toEqual([ended(second, 'REVOKED')]);
  await stores.accounts.setDisabled(accountId, true);
  expect(await told(stores)).toEqual([ended(third, 'ACCOUNT_DISABLED')]);
});

it('tells of a session whose former token comes again, and of one that makes room', async () => {
  const stores = await openHeard(['session.ended']);
  const { redis } = stores;
  const { Sessions } = await import('../../src/redis/session/session.ts');
  const sessions = new Sessions(redis, { graceMs: 0, maxPerUser: 1 }, undefined, stores.domainEvents);
  const accountId = await newAccount(stores);
  const stolen = await logIn({ ...stores, sessions }, accountId);
  await sessions.rotate(stolen.session, firefox, false);
  await expect.poll(() => sessions.validate(stolen.token, firefox)).toBeNull();
  expect(await told(stores)).toMatchObject([{ data: { sessionId: stolen.session.id, reason: 'TOKEN_REUSED' } }]);
  const former = await logIn({ ...stores, sessions }, accountId);
  await logIn({ ...stores, sessions }, accountId);
  expect(await told(stores)).toMatchObject([{ data: { sessionId: former.session.id, reason: 'REVOKED' } }]);
});

it('tells that a stock has become low once, by a sale and by an adjustment', async () => {
  const stores = await openHeard(['stock.low'], { tea: 10, 'a b/c': 10, few: 2 }, { low: 4 });
  const { inventory } = stores;
  // What is low from the start has not become it.
  expect(await told(stores)).toEqual([]);
  const low = (sku: string, onHand: number) => ({ type: 'stock.low', subject: sku, data: { sku, onHand } });
  await inventory.adjust([
    { sku: 'a b/c', delta: -6 },
    { sku: 'tea', delta: -3 },
  ]);
  expect(await told(stores)).toEqual([]);
  await inventory.adjust([{ sku: 'a b/c', delta: -1 }]);
  expect(await told(stores)).toEqual([low('a b/c', 3)]);
  await inventory.adjust([{ sku: 'a b/c', delta: -1 }]);
  // What is reserved is still on hand.
  await inventory.reserve('hold', [{ sku: 'tea', quantity: 5 }]);
  expect(await told(stores)).toEqual([]);
  for (let turn = 0; turn < 2; turn++) await inventory.commit('hold');
  expect(await told(stores)).toEqual([low('tea', 2)]);
  await inventory.adjust([{ sku: 'tea', delta: 2 }]);
  await inventory.adjust([{ sku: 'tea', delta: -4 }]);
  expect(await told(stores)).toEqual([low('tea', 0)]);
});

it('tells of jobs that have failed for good, in each part of a queue, but of none that delivers events', async () => {
  const stores = await openHeard(['job.dead']);
  const { jobs, jobLeases } = stores;
  await jobs.create('split', 3);
  const fail = async (queue: string, name: string, count: number) => {
    const enqueued = Array.from({ length: count }, () => jobs.enqueue({ queue, name, maxAttempts: 1 }));
    const ids = (await Promise.all(enqueued)).map(({ id }) => id);
    const step = { queue, workerId: 'w', leaseMs: 30_000 };
    const { claimed } = await jobLeases.step({ ...step, want: count, finished: [] });
    const outcome = { kind: 'FAILED', message: 'no', retry: true } as const;
    const finished = claimed.map(({ id, fence }) => ({ id, fence, outcome }));
    // Handed in twice: the second time the lease is lost.
    for (let turn = 0; turn < 2; turn++) await jobLeases.step({ ...step, want: 0, finished });
    return ids.map((jobId) => ({ type: 'job.dead', subject: jobId, data: { jobId, queue, name } }));
  };
  const one = await fail('plain', 'say "no"', 1);
  const several = await fail('split', 'split', 12);
  for (const queue of ['events', 'webhooks']) await fail(queue, 'deliver', 1);
  const events = await told(stores);
  expect(events).toHaveLength(13);
  expect(events).toEqual(expect.arrayContaining([...one, ...several]));
});

it('tells when an experiment is started, stopped and rolled out', async () => {
  const stores = await openHeard(['experiment.started', 'experiment.stopped', 'experiment.rolled_out']);
  const { experiments } = stores;
  const variants = [
    { key: 'a', weight: 1 },
    { key: 'b', weight: 1 },
  ];
  await experiments.set({ key: 'colour', goal: 'order', variants });
  await experiments.start('colour');
  await expect(experiments.start('colour')).rejects.toThrow();
  await experiments.stop('colour');
  // The second time it changes nothing.
  for (let turn = 0; turn < 2; turn++) await experiments.rollOut('colour', 'a');
  const data = { experiment: 'colour', version: 1 };
  expect(await told(stores)).toEqual([
    { type: 'experiment.started', subject: 'colour', data },
    { type: 'experiment.stopped', subject: 'colour', data },
    { type: 'experiment.rolled_out', subject: 'colour', data },
  ]);
});

it('tells when a flag is changed and removed, and not of a change that changes nothing', async () => {
  const stores = await openHeard(['flag.changed']);
  for (const enabled of [true, true, false]) await stores.flags.set({ key: 'banner', enabled });
  await stores.flags.remove('banner');
  const changes = [true, false, false].map((enabled) => ({ flag: 'banner', enabled }));
  expect(await told(stores)).toEqual(changes.map((data) => ({ type: 'flag.changed', subject: 'banner', data })));
});

it('writes nothing where nobody wants any of it', async () => {
  const stores = await openHeard(['order.paid'], { tea: 10 });
  const accountId = await newAccount(stores);
  await logIn(stores, accountId);
  await stores.sessions.endAll(accountId, 'REVOKED');
  await stores.inventory.adjust([{ sku: 'tea', delta: -9 }]);
  const { redis, domainEvents, domainEventDeliveries } = stores;
  for (const tag of domainEventDeliveries.tags) expect(await redis.client.exists(domainEvents.keyOf(tag))).toBe(0);
});
