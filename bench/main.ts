// `npm run bench -- [name] [--json]`: side by side with the peers, on a private Redis. The peers are installed into bench/ on
// first use; they are no dependencies of Mortar.

import '../tests/support/choose-server.ts';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { startMemoryRedis } from '../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { readArguments } from '../tests/support/arguments.ts';
import { benchAnalytics } from './analytics.ts';
import { benchBatch } from './batch.ts';
import { benchCache } from './cache.ts';
import { benchCatalogue } from './catalogue.ts';
import { benchCheckout } from './checkout.ts';
import { benchCluster } from './cluster.ts';
import { type BenchContext, reporter } from './context.ts';
import { benchDurable } from './durable.ts';
import { benchHttp } from './http.ts';
import { benchIngest } from './ingest.ts';
import { benchJobs } from './jobs.ts';
import { benchLive } from './live.ts';
import { benchMessages } from './messages.ts';
import { benchMetricRead } from './metric-read.ts';
import { benchRateLimits } from './rate-limits.ts';
import { benchRecommendations } from './recommendations.ts';
import { benchServices } from './services.ts';
import { benchSessions } from './sessions.ts';
import { benchStatistics } from './statistics.ts';

const benches: Record<string, (context: BenchContext) => Promise<void>> = {
  analytics: benchAnalytics,
  batch: benchBatch,
  cache: benchCache,
  catalogue: benchCatalogue,
  checkout: benchCheckout,
  cluster: benchCluster,
  durable: benchDurable,
  'rate-limits': benchRateLimits,
  recommendations: benchRecommendations,
  services: benchServices,
  sessions: benchSessions,
  http: benchHttp,
  ingest: benchIngest,
  live: benchLive,
  'metric-read': benchMetricRead,
  jobs: benchJobs,
  messages: benchMessages,
  statistics: benchStatistics,
};

const { names, json } = readArguments(
  `npm run bench -- [name ...] [--json]\n\nCompares with the peers: ${Object.keys(benches).join(', ')}.`,
  { allowPositionals: true, options: { json: { type: 'boolean', default: false } } },
  ({ values, positionals }) => {
    const unknown = positionals.find((name) => !(name in benches));
    if (unknown) throw new Error(`There is no bench named ${unknown}: choose from ${Object.keys(benches).join(', ')}`);
    return { names: positionals.length > 0 ? positionals : Object.keys(benches), json: values.json };
  },
);
const report = reporter(json);
installPeers();

const server = await startMemoryRedis();
const client = connect(parseRedisUrl(server.url), 'commands');
try {
  await untilReady(client, 5_000);
  for (const name of names) {
    await benches[name]?.({ redis: new RedisHandle(client, 'bench'), redisUrl: server.url, report });
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
