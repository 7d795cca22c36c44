// Makes the data of this layout with the release that wrote it, and writes it down. See ../README.md.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dump } from './dump.mjs';
import { makeReports } from './reports.mjs';
import { makeShop } from './shop.mjs';
import { makeWork } from './work.mjs';

const [checkout] = process.argv.slice(2);
if (!checkout) throw new Error('Usage: node tests/layout/layout-1/make/main.mjs <checkout of the release, built>');
const prefix = 'old';
const part = (name) => import(join(resolve(checkout), 'dist/redis', name));

const folder = mkdtempSync(join(tmpdir(), 'mortar-layout-'));
const { findServer } = await part('embedded/find.js');
const { startRedisProcess } = await part('embedded/process.js');
const { freePort } = await part('embedded.js');
const { parseRedisUrl } = await part('connect.js');
const url = `redis://127.0.0.1:${await freePort()}`;
const server = await startRedisProcess({
  program: await findServer(),
  address: parseRedisUrl(url),
  logFile: join(folder, 'redis.log'),
  config: [
    ['bind', '127.0.0.1'],
    ['port', url.split(':').at(-1)],
    ['dir', folder],
    ['save', ''],
  ],
});
try {
  const { RedisHandle } = await part('handle.js');
  const { createStores } = await part('stores.js');
  const { claimLayout } = await part('layout.js');
  const redis = await RedisHandle.open(url, { prefix });
  const stores = createStores(redis);
  const layout = await claimLayout(redis);
  const facts = {};
  // Each subject's answers are the next release's to give again.
  Object.assign(facts, await makeShop(stores, part));
  Object.assign(facts, await makeWork(stores, part));
  Object.assign(facts, await makeReports(stores));
  facts.queues = {};
  for (const name of await stores.jobs.queueNames()) facts.queues[name] = (await stores.jobs.queue(name)).counts;
  await stores.rateLimits.close();
  await stores.cache.close();
  await stores.metrics.close();
  const { head, keys } = await dump(redis.client, prefix);
  const lines = [{ layout, ...head, facts }, ...keys].map((line) =>
    JSON.stringify(line, (_key, value) =>
      typeof value === 'bigint' ? String(value) : value instanceof Map ? [...value] : value,
    ),
  );
  writeFileSync(new URL('../data.jsonl', import.meta.url), `${lines.join('\n')}\n`);
  console.log(`${keys.length} keys, ${lines.join('\n').length} bytes`);
  redis.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
