// What /metrics tells of queues, orders and Redis, and that all metrics are named as Prometheus' conventions ask for.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { debianProgram } from '../support/debian-program.ts';

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

test('sessions that began and that are live, of guests and of accounts', async () => {
  const before = await seriesOf('mortar_sessions_started_total');
  const live = await seriesOf('mortar_sessions');
  const cart = 'mutation { cartLinesAdd(input: { lines: [{ sku: "cup", quantity: 1 }] }) { userErrors { code } } }';
  await app.client().request(cart);
  const signUp = `mutation { accountCreate(input: { email: "ada@example.com", password: "a compiler for everyone" }) {
    userErrors { code } } }`;
  await app.client().request(signUp);
  const after = await seriesOf('mortar_sessions_started_total');
  expect(after['{kind="guest"}']).toBe((before['{kind="guest"}'] ?? 0) + 1);
  expect(after['{kind="user"}']).toBe((before['{kind="user"}'] ?? 0) + 1);
  const [guests = 0, users = 0] = ['guest', 'user'].map((kind) => live[`{kind="${kind}"}`]);
  await expect
    .poll(() => seriesOf('mortar_sessions'), { timeout: 10_000 })
    .toEqual({ '{kind="guest"}': guests + 1, '{kind="user"}': users + 1 });
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

test('docs/operations.md lists all of them', async () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const names = [...(await read()).matchAll(/^# TYPE (mortar_\w+)/gm)].map(([, name = '']) => name);
  expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

// prom-client counts what is open in Node under names that boards for Node know.
const foreign = /^nodejs_active_(handles|requests|resources)_total /;

test('promtool finds nothing against names, units and help', { timeout: 180_000 }, async () => {
  const text = await read();
  expect(text.match(/^# TYPE mortar_/gm)?.length).toBeGreaterThan(25);
  const { path, env } = await debianProgram('promtool', 'prometheus');
  const { stdout, stderr, status } = spawnSync(path, ['check', 'metrics'], { input: text, env, encoding: 'utf8' });
  // 3 is what it ends with where it has read all and found something.
  expect(status, stderr).toBe(3);
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !foreign.test(line))).toEqual([]);
});

test('promtool takes the alerts, which ask for metrics that there are', { timeout: 180_000 }, async () => {
  const file = fileURLToPath(new URL('../../deploy/alerts.yml', import.meta.url));
  const { path, env } = await debianProgram('promtool', 'prometheus');
  const { stdout, stderr, status } = spawnSync(path, ['check', 'rules', file], { env, encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
  const text = await read();
  const named = [...readFileSync(file, 'utf8').matchAll(/\bmortar_\w+/g)].map(([name]) => name.replace(/_count$/, ''));
  expect(named.length).toBeGreaterThan(7);
  expect(named.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
});
