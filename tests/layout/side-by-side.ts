// Runs the release that wrote layout 1 and the present code on one Redis, as a rolling deploy does: old processes alone, old and new
// ones together, of which some are killed, and new ones alone. Then it counts what was lost and what was done twice.

import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { Migration } from '../../src/redis/migration.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { DurableRedis } from '../support/durable-redis.ts';
import { loadLayout } from './load.ts';

export interface SideBySide {
  readonly accepted: Readonly<Record<string, number>>;
  /** What was promised and is not there, or did not end as it must. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly violations: readonly string[];
  readonly notes: Readonly<Record<string, string>>;
}

const prefix = 'side';
const ledger = (part: string): string => `ledger:{${prefix}}:${part}`;
const limits = { allowed: 100, stock: 100_000, drainMs: 60_000 } as const;

interface Party {
  readonly name: string;
  readonly process: ChildProcess;
  readonly faults: string[];
}

/** @param kill whether some are killed on the way: then work may be done again, but nothing may be lost. */
export async function runSideBySide(seconds: number, kill: boolean): Promise<SideBySide> {
  const server = await DurableRedis.open('everysec');
  const connection = connect(parseRedisUrl(server.url), 'commands');
  await untilReady(connection, 5_000);
  const redis = new RedisHandle(connection, prefix, new ShardPlan());
  const parties: Party[] = [];
  const start = async (side: 'old' | 'new', name: string): Promise<Party> => {
    const party = await startParty(side, name, server.url);
    parties.push(party);
    return party;
  };
  try {
    const stores = createStores(redis);
    await prepare(redis, stores);
    const part = (seconds * 1_000) / 4;
    const first = [await start('old', 'old-a'), await start('old', 'old-b')];
    await wait(part);
    const second = [await start('new', 'new-a'), await start('new', 'new-b')];
    await wait(part);
    if (kill) {
      for (const { process } of [first[0], second[0]] as Party[]) process.kill('SIGKILL');
      first.push(await start('old', 'old-c'));
      second.push(await start('new', 'new-c'));
    }
    await wait(part);
    await stop(first);
    await wait(part);
    for (const { process } of second) if (process.connected) process.send('enough');
    await drain(stores);
    await stop(second);
    return await judge(redis, stores, parties, kill);
  } finally {
    for (const { process } of parties) process.kill('SIGKILL');
    redis.close();
    await server.close();
  }
}

async function startParty(side: string, name: string, url: string): Promise<Party> {
  const process = fork(new URL('./party.ts', import.meta.url), [side, name, url, prefix], {
    execArgv: ['--import', 'tsx'],
  });
  const faults: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    process.on('message', (message: 'ready' | { faults: string[] }) => {
      if (message === 'ready') resolve();
      else faults.push(...message.faults);
    });
    process.on('exit', (exitCode) => reject(new Error(`${name} ended with ${exitCode}`)));
  });
  await ready;
  return { name, process, faults };
}

async function stop(parties: readonly Party[]): Promise<void> {
  await Promise.all(
    parties.map(async ({ process }) => {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const ended = new Promise((resolve) => process.once('exit', resolve));
      process.send('end');
      await ended;
    }),
  );
}

async function prepare(redis: RedisHandle, stores: Stores): Promise<void> {
  await loadLayout(redis, '1');
  const { catalogue, inventory, jobSchedules, rateLimits } = stores;
  const price = { minor: 500n, currency: 'EUR' };
  await catalogue.set({ sku: 'SIDE', name: 'Side', description: null, tags: [], price, active: true });
  await inventory.adjust([{ sku: 'SIDE', delta: limits.stock }], 'side');
  await jobSchedules.set({ queue: 'ticks', key: 'tick', cron: '* * * * * *', jobName: 'tick' });
  await rateLimits.set({ name: 'side', limit: limits.allowed, windowSeconds: 86_400, algorithm: 'SLIDING_WINDOW' });
}

/** Until nothing is left to do that can be done now. */
async function drain({ jobs, jobSchedules, messageReports }: Stores): Promise<void> {
  const deadline = Date.now() + limits.drainMs;
  await jobSchedules.delete('ticks', 'tick');
  for (;;) {
    const counts = await Promise.all(
      ['shared', 'ticks', 'orders'].map(async (name) => (await jobs.queue(name))?.counts),
    );
    const left = counts.map((each) => (each ? each.waiting + each.active : 0));
    const delayed = counts[0]?.delayed ?? 0;
    const report = await messageReports.one('side');
    const behind = report?.groups.reduce((all, { lag, pending }) => all + lag + pending, 0) ?? 0;
    if (left.every((each) => each === 0) && delayed === 0 && behind === 0) return;
    if (Date.now() > deadline) return;
    await wait(100);
  }
}

async function judge(
  redis: RedisHandle,
  stores: Stores,
  parties: readonly Party[],
  killed: boolean,
): Promise<SideBySide> {
  const { client } = redis;
  const lost: string[] = [];
  const doubled: string[] = [];
  const violations = parties.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  const accepted: Record<string, number> = {};
  const compare = async (kind: string, promised: string, done: string): Promise<void> => {
    const [ids, counts] = await Promise.all([client.smembers(ledger(promised)), client.hgetall(ledger(done))]);
    accepted[kind] = ids.length;
    for (const id of ids) {
      if (!counts[id]) lost.push(`${kind} ${id}`);
      else if (Number(counts[id]) > 1 && !killed) doubled.push(`${kind} ${id}`);
    }
  };
  await compare('jobs', 'jobs', 'ran');
  await compare('jobs with a key', 'keyed', 'keyed-ran');
  await compare('messages', 'messages', 'heard');
  if (!killed)
    doubled.push(...(await client.smembers(ledger('overlapping'))).map((id) => `job ${id} ran twice at once`));
  await judgeShop(client, stores, { accepted, lost, violations });
  await judgeRest(client, stores, { accepted, lost, violations, doubled });
  const answers = await client.hgetall(ledger('answers'));
  const by = await client.hgetall(ledger('by'));
  for (const side of ['old', 'new']) if (!by[side]) violations.push(`no ${side} process added anything`);
  accepted['sessions opened'] = Number(answers['sessions opened'] ?? 0);
  if (answers['sessions refused']) lost.push(`${answers['sessions refused']} sessions refused`);
  return { accepted, lost, doubled, violations, notes: answers };
}

interface Findings {
  readonly accepted: Record<string, number>;
  readonly lost: string[];
  readonly violations: string[];
}

async function judgeShop(
  client: RedisHandle['client'],
  stores: Stores,
  { accepted, lost, violations }: Findings,
): Promise<void> {
  const ids = await client.smembers(ledger('orders'));
  const cancelled = new Set(await client.smembers(ledger('cancelled')));
  accepted.orders = ids.length;
  for (const id of ids) {
    const order = await stores.orders.get(id);
    if (!order) lost.push(`order ${id}`);
    else if (order.state !== (cancelled.has(id) ? 'CANCELLED' : 'PAID'))
      violations.push(`order ${id} is ${order.state}`);
  }
  for (const { id, problem } of await stores.orderDoctor.examine()) violations.push(`Order ${id} ${problem}`);
  // As the keeper does when the last process of the former release has gone.
  await new Migration(stores.redis).run({ again: true });
  for (const { sku } of await stores.inventory.audit()) violations.push(`the reserved stock of ${sku} is wrong`);
  const [stock] = await stores.inventory.many(['SIDE']);
  const sold = ids.length - cancelled.size;
  // One who was killed may have bought without writing it down.
  if ((stock?.onHand ?? 0) > limits.stock - sold)
    violations.push(`of SIDE ${stock?.onHand} are left after ${sold} were sold`);
  for (const queue of ['shared', 'orders', 'ticks', 'default']) {
    const counts = (await stores.jobs.queue(queue))?.counts;
    if (counts && counts.dead + counts.quarantined > 0) violations.push(`${queue} has ${counts.dead} dead jobs`);
    if (counts && counts.waiting + counts.active > 0)
      lost.push(`${counts.waiting + counts.active} jobs of ${queue} are not done`);
  }
}

async function judgeRest(
  client: RedisHandle['client'],
  { metrics }: Stores,
  { accepted, violations, lost, doubled }: Findings & { readonly doubled: string[] },
): Promise<void> {
  const events = await client.scard(ledger('events'));
  const totals = await metrics.totals('side', new Date(Date.now() - 3_600_000), new Date());
  const pageViews = totals.pageViews ?? 0;
  accepted.events = events;
  if (pageViews < events) lost.push(`${events - pageViews} events`);
  // An event is counted before it is written down.
  if (pageViews > events + 6) doubled.push(`${pageViews - events} events`);
  const allowed = Number(await client.get(ledger('allowed')));
  accepted['units of a limit'] = allowed;
  if (allowed > limits.allowed) violations.push(`${allowed} units of ${limits.allowed} were admitted`);
  const ticks = await client.hgetall(ledger('ticks'));
  accepted['runs of a schedule'] = Object.keys(ticks).length;
}
