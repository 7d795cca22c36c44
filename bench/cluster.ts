// How the work spreads over the masters of a cluster: private clusters of 1, 3 and 6 masters, 1 and 2 processes of the data layer.
// Where all run on one machine, its cores are what ends the throughput; so what is told is the processor time of Redis.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { createStores } from '../src/redis/stores.ts';
import { startPrivateCluster } from '../tests/support/private-cluster.ts';
import type { BenchContext } from './context.ts';

const seconds = 4;
/** What no subject keeps in one slot, what the shop has in one, and what has parts on request. */
const mixes = [
  ['spread', 'limits, cached values, events, sessions'],
  ['shop', 'carts and stock'],
  ['parts', 'a topic and a queue of 12 parts'],
  ['registry', 'heartbeats of 200 services and what is trending'],
] as const;
const run = promisify(execFile);
const worker = fileURLToPath(new URL('cluster-worker.ts', import.meta.url));

interface Work {
  readonly commands: number;
  readonly cpuSeconds: number;
}

export async function benchCluster({ report }: BenchContext): Promise<void> {
  const before = new Map<string, number>();
  for (const masters of [1, 3, 6]) {
    const cluster = await startPrivateCluster(masters);
    const url = `redis+cluster://127.0.0.1:${cluster.ports[0]}`;
    try {
      await prepare(url);
      for (const [mix, title] of mixes)
        for (const processes of [1, 2]) {
          const nodes = cluster.ports.map((port) => new Redis(port));
          const starts = await Promise.all(nodes.map(workOf));
          const outputs = await Promise.all(
            Array.from({ length: processes }, () =>
              run(process.execPath, ['--import', 'tsx', worker, url, mix, String(seconds)]),
            ),
          );
          const ends = await Promise.all(nodes.map(workOf));
          for (const node of nodes) node.disconnect();
          const done = outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0);
          const works = ends.map((end, index) => ({
            commands: end.commands - (starts[index] as Work).commands,
            cpuSeconds: end.cpuSeconds - (starts[index] as Work).cpuSeconds,
          }));
          const name = `${title}, ${masters} masters, ${processes} processes`;
          for (const [unit, hottest] of [
            ['of the even share of commands on the busiest master', hottestOf(works.map(({ commands }) => commands))],
            ['of the even share of its time', hottestOf(works.map(({ cpuSeconds }) => cpuSeconds))],
          ] as const)
            report({ ...row(name, unit, hottest, 1, 'even'), ratio: round(1 / hottest) });
          const most = Math.max(...works.map(({ cpuSeconds }) => cpuSeconds));
          const rate = done / most;
          const key = `${mix} ${processes}`;
          before.set(key, before.get(key) ?? rate);
          const one = before.get(key) as number;
          const unit = 'operations per processor second of the busiest master';
          report({ ...row(name, unit, rate, one, '1 master'), ratio: round(rate / one) });
        }
    } finally {
      await cluster.stop();
    }
  }
}

function row(name: string, unit: string, mortar: number, peer: number, peerName: string) {
  return { bench: 'cluster', case: name, unit, mortar: round(mortar), peer: round(peer), peerName };
}

const round = (value: number): number => Number(value.toPrecision(3));

/** How much more than an even share the busiest has. */
function hottestOf(shares: readonly number[]): number {
  return (Math.max(...shares) * shares.length) / shares.reduce((sum, share) => sum + share, 0);
}

async function workOf(node: Redis): Promise<Work> {
  const text = await node.info('everything');
  const cpu = [...text.matchAll(/^used_cpu_(?:user|sys):([\d.]+)/gm)].reduce((sum, [, each]) => sum + Number(each), 0);
  const commands = [...text.matchAll(/^cmdstat_(?!info|cluster|ping)[^:]+:calls=(\d+)/gm)];
  return { commands: commands.reduce((sum, [, calls]) => sum + Number(calls), 0), cpuSeconds: cpu };
}

async function prepare(url: string): Promise<void> {
  const redis = await RedisHandle.open(url, { prefix: 'bench' });
  try {
    const { catalogue, inventory, jobs, messages, rateLimits, services } = createStores(redis);
    await Promise.all([messages.create('parts', 12), jobs.create('parts', 12)]);
    await rateLimits.set({ name: 'calls', limit: 10_000_000, windowSeconds: 60 });
    for (let number = 0; number < 200; number++)
      await services.register({
        service: `service-${number}`,
        instanceId: 'i',
        address: '192.0.2.1',
        ttlSeconds: 3_600,
      });
    const skus = Array.from({ length: 100 }, (_each, number) => `SKU-${number}`);
    for (const sku of skus) {
      const price = { minor: 500n, currency: 'EUR' };
      await catalogue.set({ sku, name: sku, description: null, tags: [], price, active: true });
      await inventory.adjust([{ sku, delta: 1_000_000 }]);
    }
  } finally {
    redis.close();
  }
}
