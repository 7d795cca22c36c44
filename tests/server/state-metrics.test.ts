// What /metrics tells of queues, orders and Redis, and that all metrics are named as Prometheus' conventions ask for.

import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const { jobs, catalogue, inventory, carts, checkouts } = app.stores;

const read = async (): Promise<string> => (await fetch(`${app.url}/metrics`)).text();

/** The value of each series of a metric, by its labels as they are written. */
async function seriesOf(name: string): Promise<Record<string, number>> {
  const lines = (await read()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(name.length, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

test('queues, by state, and how long the oldest job waits', async () => {
  await jobs.enqueue({ queue: 'letters', name: 'send' });
  await jobs.enqueue({ queue: 'letters', name: 'send', runAt: new Date(Date.now() + 3_600_000) });
  await expect
    .poll(() => seriesOf('mortar_queue_jobs'), { timeout: 10_000 })
    .toMatchObject({ '{queue="letters",state="waiting"}': 1, '{queue="letters",state="delayed"}': 1 });
  expect(await seriesOf('mortar_queue_oldest_waiting_seconds')).toHaveProperty('{queue="letters"}');
  expect(await seriesOf('mortar_queue_paused')).toMatchObject({ '{queue="letters"}': 0 });
});

test('orders by state', async () => {
  const price = { minor: 1000n, currency: 'EUR' };
  await catalogue.set({ sku: 'cup', name: 'Cup', description: null, tags: [], price, active: true });
  await inventory.adjust([{ sku: 'cup', delta: 1 }]);
  await carts.add('user:a', [{ sku: 'cup', quantity: 1 }]);
  const { id } = await checkouts.start('user:a');
  await checkouts.complete('user:a', id, 'tok_ok', 'key');
  await expect
    .poll(() => seriesOf('mortar_orders'), { timeout: 10_000 })
    .toMatchObject({ '{state="paid"}': 1, '{state="cancelled"}': 0 });
});

test('the memory of Redis, its policy and the build', async () => {
  const [used, max] = [
    await seriesOf('mortar_redis_memory_used_bytes'),
    await seriesOf('mortar_redis_memory_max_bytes'),
  ];
  expect(Object.keys(used)).toEqual(Object.keys(max));
  expect(Object.values(used)[0]).toBeGreaterThan(100_000);
  const [policy] = Object.keys(await seriesOf('mortar_redis_eviction_policy_info'));
  expect(policy).toMatch(/^\{node="[^"]+",policy="[a-z-]+"\}$/);
  expect(await seriesOf('mortar_build_info')).toEqual({
    [`{version="0.1.0",node_version="${process.version}"}`]: 1,
  });
});

test('a Redis that is away takes no metric of the process along', async () => {
  const { countAll } = app.stores.orders;
  app.stores.orders.countAll = () => Promise.reject(new Error('away'));
  try {
    await expect.poll(() => seriesOf('mortar_orders'), { timeout: 10_000 }).toEqual({});
    expect(await read()).toContain('nodejs_heap_size_used_bytes');
  } finally {
    app.stores.orders.countAll = countAll;
  }
});

// What `promtool check metrics` looks at, and https://prometheus.io/docs/practices/naming/ asks for.
test('names, units and help follow the conventions', async () => {
  const text = await read();
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name as string, kind]));
  const helps = new Map([...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name, help]) => [name as string, help]));
  const own = [...kinds].filter(([name]) => name.startsWith('mortar_'));
  expect(own.length).toBeGreaterThan(25);
  for (const [name, kind] of own) {
    expect(helps.get(name), name).toMatch(/^[A-Z0-9].{10,}[^.]$/);
    expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(name.endsWith('_total'), `${name} is a ${kind}`).toBe(kind === 'counter');
    expect(name, 'base units').not.toMatch(/_(ms|millis\w*|minutes?|hours?|kilobytes|kb|mb|percent)(_|$)/);
    expect(name, 'no kind in a name').not.toMatch(/_(gauge|counter|histogram|summary)(_|$)/);
    if (name.endsWith('_info')) expect(kind).toBe('gauge');
    else if (/seconds|bytes/.test(name) && kind !== 'counter') expect(name).toMatch(/_(seconds|bytes|per_second)$/);
  }
  for (const [, label] of text.matchAll(/[{,]([^={},]+)="/g)) expect(label).toMatch(/^(le|[a-z]+(_[a-z]+)*)$/);
});
