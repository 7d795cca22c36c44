// Redis with replicas while its masters die, fall silent and come back as replicas, and everything is restarted in turn. What was
// acknowledged must outlive it where writes wait for a replica; where they do not, what is lost is counted and told.

import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import type { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderQueue } from '../../src/redis/order/outbox.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { createStores } from '../../src/redis/stores.ts';
import { type RedisMember, ReplicatedRedis } from '../../tests/support/replicated-redis.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { checkFailover, FailoverLedger } from './failover-check.ts';
import { sku } from './failover-work.ts';
import { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';

const settings = {
  members: 2,
  pieces: 1_000_000,
  /** After the last fault, for what is under way: an order that nobody is at has its turn after 15 s. */
  settleMs: 90_000,
  faultEveryMs: 2_000,
  lagMs: 1_500,
  silentMs: 4_000,
} as const;

/**
 * Writes wait for all replicas of a master. A master that is back before Sentinel has told it of the new one takes writes, and a replica
 * that still follows it confirms them: with two, one would do, and what it confirmed would be gone.
 */
const parts = [
  { name: 'Cluster', kind: 'cluster', replicas: 1 },
  { name: 'Sentinel', kind: 'sentinel', replicas: 2 },
  { name: 'Sentinel, nothing waits', kind: 'sentinel', replicas: 0 },
] as const;

type Part = (typeof parts)[number];

export const chaosFailover: Chaos = {
  about:
    'Kills and stops masters of a Cluster and behind Sentinel, lets replicas lag and restarts everything in turn, under traffic of all subjects; nothing acknowledged may be lost or doubled.',
  seconds: 120,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { folder, tell } = context;
  tell('building the workers');
  const program = await bundle(new URL('./failover-worker.ts', import.meta.url), folder, ['@node-rs/argon2']);
  // Runs in a thread of its own, which loads it as a file.
  cpSync(
    new URL('../../src/redis/account/judge-worker.mjs', import.meta.url),
    join(dirname(program), 'judge-worker.mjs'),
  );
  const verdicts: Verdict[] = [];
  for (const part of parts) verdicts.push(await runPart(part, program, context));
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, each) => total + of(each), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    stuck: sum(({ stuck }) => stuck),
    violations: verdicts.flatMap(({ violations }) => violations),
  };
}

async function runPart(part: Part, program: string, context: ChaosContext): Promise<Verdict> {
  const { random, seconds, tell } = context;
  const durable = part.replicas > 0;
  tell(`${part.name}: starting`);
  const closers: (() => unknown)[] = [];
  try {
    const redis = await ReplicatedRedis.open(part.kind);
    closers.push(() => redis.close());
    const ledgerServer = await startMemoryRedis();
    closers.push(() => ledgerServer.stop());
    const handle = await RedisHandle.open(redis.url, { readyTimeoutMs: 10_000 });
    closers.push(() => handle.close());
    const provider = await RedisHandle.open(ledgerServer.url);
    closers.push(() => provider.close());
    await stock(handle);
    const ledger = new FailoverLedger();
    const env = {
      PATH: process.env.PATH,
      REDIS_URL: redis.url,
      LEDGER_URL: ledgerServer.url,
      REPLICAS: String(part.replicas),
    };
    const onLine = (line: string): void => ledger.hear(line);
    const crew = new Crew({ size: settings.members, args: [program], env, random, onLine });
    closers.push(() => crew.stop());
    const steady = new Crew({ size: 1, args: ['--expose-gc', program], env: { ...env, HEAP: '1' }, random, onLine });
    closers.push(() => steady.stop());
    const showing = setInterval(() => tell(`${part.name}: ${ledger}`), 200);
    closers.push(() => clearInterval(showing));

    await breakIt(redis, crew, context, (seconds * 1_000) / parts.length);
    await redis.untilWhole();
    crew.rest();
    steady.rest();
    const stuck = await settle(handle);
    await Promise.all([crew.stop(), steady.stop()]);
    const verdict = await checkFailover(handle, new TestPaymentProvider(provider), ledger, durable);
    const ended = [...crew.failures, ...steady.failures].map((why) => `A process ${why}`);
    console.error(`${part.name}: ${ledger}${durable ? '' : `; lost without waiting: ${verdict.lost}`}`);
    const violations = [...verdict.violations, ...ended].map((text) => `${part.name}: ${text}`);
    if (stuck > 0) violations.push(`${part.name}: ${stuck} orders or their jobs never ended`);
    return { ...verdict, lost: durable ? verdict.lost : 0, stuck, violations };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Waits until no order is being paid, and all that follows from orders is done, also what failed and is due again later; how many are not. */
async function settle(handle: RedisHandle): Promise<number> {
  const { jobs } = createStores(handle);
  for (const until = Date.now() + settings.settleMs; ; await wait(200)) {
    try {
      const left = await unsettled(handle, jobs);
      if (left === 0 || Date.now() > until) return left;
    } catch (error) {
      // The servers are whole again before the last connection to them is.
      if (!isUnavailable(error) || Date.now() > until) throw error;
    }
  }
}

async function unsettled(handle: RedisHandle, jobs: Jobs): Promise<number> {
  const { client, prefix } = handle;
  const open = await Promise.all(
    orderShards(handle).numbers.map(async (shard) => {
      const [flying, waiting] = await Promise.all([
        client.zcard(orderKeys.shard(prefix, shard, 'in-flight')),
        client.xlen(orderKeys.shard(prefix, shard, 'outbox')),
      ]);
      return flying + waiting;
    }),
  );
  const counts = (await jobs.queue(orderQueue))?.counts;
  // They would wait for minutes, after many attempts that came to nothing.
  if (counts?.delayed) await bringForward(handle);
  return open.reduce((sum, each) => sum + each, 0) + (counts ? counts.waiting + counts.active + counts.delayed : 0);
}

/** Has the jobs of orders that wait for another attempt be due at once. */
async function bringForward({ client, prefix }: RedisHandle): Promise<void> {
  const key = jobKeys.part(prefix, orderQueue, 'delayed');
  for (const number of await client.zrange(key, '0', '-1')) await client.zadd(key, 'XX', String(Date.now()), number);
}

async function stock(handle: RedisHandle): Promise<void> {
  const { catalogue, inventory } = createStores(handle);
  const price = { minor: 1_000n, currency: 'EUR' };
  await catalogue.set({ sku, name: sku, description: null, tags: [], active: true, price });
  await inventory.adjust([{ sku, delta: settings.pieces }]);
}

/** One fault of Redis after the other, since two masters' worth of replicas at once is more than is promised. */
async function breakIt(
  redis: ReplicatedRedis,
  crew: Crew,
  { random, faults }: ChaosContext,
  ms: number,
): Promise<void> {
  const until = Date.now() + ms;
  const own = new Faults(random);
  own.every(7_000, 'killed processes', () => {
    faults.note('killed processes');
    return crew.kill();
  });
  const kinds = [killMaster, stopMaster, killWithLaggards, restartAll] as const;
  try {
    for (let turn = 0; Date.now() < until; turn += 1) {
      await wait(random.between(settings.faultEveryMs / 2, settings.faultEveryMs));
      const kind = kinds[turn % kinds.length] as (typeof kinds)[number];
      await kind(redis, random);
      faults.note(names.get(kind) as string);
      await redis.untilWhole();
    }
  } finally {
    await own.stop();
  }
}

/** It comes back once another has its place: without a file it would be empty, and empty its replicas. */
async function killMaster(redis: ReplicatedRedis, random: Random): Promise<void> {
  const master = random.pick(await redis.masters());
  if (master) await replace(redis, master);
}

async function replace(redis: ReplicatedRedis, master: RedisMember): Promise<void> {
  const count = (await redis.masters()).length;
  await master.kill();
  await redis.untilMasters(count);
  await master.start();
}

async function stopMaster(redis: ReplicatedRedis, random: Random): Promise<void> {
  const master = random.pick(await redis.masters());
  master?.freeze();
  await wait(settings.silentMs);
  master?.thaw();
}

/** Of two replicas behind Sentinel one is behind; of a cluster's, which have one each, those of other masters. */
async function killWithLaggards(redis: ReplicatedRedis, random: Random): Promise<void> {
  const replicas = await redis.replicas();
  const laggard = random.pick(replicas);
  laggard?.freeze();
  await wait(settings.lagMs);
  const served = laggard && redis.kind === 'cluster' ? await redis.masterOf(laggard) : undefined;
  const master = random.pick((await redis.masters()).filter((each) => each !== served));
  const dying = master?.kill();
  laggard?.thaw();
  await dying;
  if (!master) return;
  await redis.untilMasters(redis.kind === 'cluster' ? 3 : 1);
  await master.start();
}

/** Each server in turn. */
async function restartAll(redis: ReplicatedRedis): Promise<void> {
  for (const member of redis.members) {
    if ((await member.role()) === 'master') await replace(redis, member);
    else {
      await member.kill();
      await member.start();
    }
    await redis.untilWhole();
  }
}

const names = new Map<unknown, string>([
  [killMaster, 'killed masters'],
  [stopMaster, 'silent masters'],
  [killWithLaggards, 'masters killed while a replica lags'],
  [restartAll, 'rolling restarts'],
]);
