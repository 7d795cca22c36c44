// `npm run bench -- [name] [--json] [--save] [--only TEXT] [--sockets N]`: side by side with the peers, on a private Redis. The peers are installed into bench/ on
// first use; they are no dependencies of Mortar. `--save` keeps the rows in bench/results/, for `npm run docs:benchmarks`.

import '../tests/support/choose-server.ts';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { startMemoryRedis } from '../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { readArguments, wholeNumber } from '../tests/support/arguments.ts';
import type { Row } from './compare.ts';
import { type BenchContext, reporter } from './context.ts';
import { loadNow, saveRun } from './saved-run.ts';

/** Each is loaded when it is run: the peers are heavy. */
const benches: Record<string, () => Promise<(context: BenchContext) => Promise<void>>> = {
  analytics: async () => (await import('./analytics.ts')).benchAnalytics,
  batch: async () => (await import('./batch.ts')).benchBatch,
  cache: async () => (await import('./cache.ts')).benchCache,
  catalogue: async () => (await import('./catalogue.ts')).benchCatalogue,
  checkout: async () => (await import('./checkout.ts')).benchCheckout,
  cluster: async () => (await import('./cluster.ts')).benchCluster,
  durable: async () => (await import('./durable.ts')).benchDurable,
  flood: async () => (await import('./flood.ts')).benchFlood,
  'rate-limits': async () => (await import('./rate-limits.ts')).benchRateLimits,
  recommendations: async () => (await import('./recommendations.ts')).benchRecommendations,
  services: async () => (await import('./services.ts')).benchServices,
  sessions: async () => (await import('./sessions.ts')).benchSessions,
  http: async () => (await import('./http.ts')).benchHttp,
  ingest: async () => (await import('./ingest.ts')).benchIngest,
  live: async () => (await import('./live.ts')).benchLive,
  'metric-read': async () => (await import('./metric-read.ts')).benchMetricRead,
  jobs: async () => (await import('./jobs.ts')).benchJobs,
  messages: async () => (await import('./messages.ts')).benchMessages,
  statistics: async () => (await import('./statistics.ts')).benchStatistics,
};

const { names, json, save, only, sockets } = readArguments(
  `npm run bench -- [name ...] [--json] [--save] [--only TEXT] [--sockets N]\n\nCompares with the peers: ${Object.keys(benches).join(', ')}. live --sockets 10000 measures so many connections, live --only "to 1 over" the cases that are named so.`,
  {
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      only: { type: 'string' },
      sockets: { type: 'string' },
    },
  },
  ({ values, positionals }) => {
    const unknown = positionals.find((name) => !(name in benches));
    if (unknown) throw new Error(`There is no bench named ${unknown}: choose from ${Object.keys(benches).join(', ')}`);
    const sockets = values.sockets === undefined ? undefined : wholeNumber('sockets', values.sockets, 1, 100_000);
    const chosen = positionals.length > 0 ? positionals : Object.keys(benches);
    const { json, save, only } = values;
    if (save && only !== undefined) throw new Error('--save keeps whole runs: leave --only out');
    return { names: chosen, json, save, only, sockets };
  },
);
const print = reporter(json);
installPeers();

const server = await startMemoryRedis();
const client = connect(parseRedisUrl(server.url), 'commands');
try {
  await untilReady(client, 5_000);
  for (const name of names) {
    const bench = await benches[name]?.();
    const [rows, loadBefore]: [Row[], number] = [[], loadNow()];
    const report = (row: Row): void => {
      rows.push(row);
      print(row);
    };
    await bench?.({ redis: new RedisHandle(client, 'bench'), redisUrl: server.url, sockets, only, report });
    if (save) await saveRun(client, { bench: sockets ? `${name}-sockets` : name, rows, loadBefore });
    // In the background: freeing millions of keys takes longer than a command may.
    await client.flushall('ASYNC');
  }
} finally {
  client.disconnect();
  await server.stop();
}

function installPeers(): void {
  const folder = new URL('.', import.meta.url);
  const changedAt = (name: string): number =>
    statSync(new URL(name, folder), { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
  // npm notes there what it has installed.
  if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return;
  if (!json) console.error('Installing the peers to measure against; this is done once, and again when they change.');
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: folder,
    stdio: json ? 'ignore' : 'inherit',
  });
  if (status !== 0) process.exit(1);
}
