// The server that is attacked, in a process of its own with the default limits. It tells its parent how it does.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { surviveUncaughtErrors } from '../../src/commands/last-resort.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';

export interface ServerState {
  readonly heapMaxMB: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly uncaught: number;
}

const sampleMs = 50;
const megabyte = 2 ** 20;
const goods = { products: 10, pieces: 1_000 } as const;

const [redisUrl = ''] = process.argv.slice(2);
const log = pino({ level: 'fatal' });
const uncaught = surviveUncaughtErrors(log);
const app = await startApp({
  redis: parseRedisUrl(redisUrl),
  keyPrefix: 'attack',
  host: '127.0.0.1',
  port: 0,
  secureCookies: true,
  allowedOrigins: [],
  trustedProxies: ['127.0.0.1'],
  graphiql: false,
  suggestions: false,
  workQueues: [],
  uncaught,
  log,
});

// Goods to attack: ten products of a thousand pieces.
for (let index = 0; index < goods.products; index++) {
  const sku = `goods-${index}`;
  const price = { minor: 1000n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku, name: sku, description: null, tags: [], price, active: true });
  await app.stores.inventory.adjust([{ sku, delta: goods.pieces }]);
}

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let heapMax = 0;
const sampling = setInterval(() => {
  heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
}, sampleMs);

process.on('message', () => {
  const state: ServerState = {
    heapMaxMB: Math.round(heapMax / megabyte),
    loopDelayP99Ms: Math.round(delay.percentile(99) / 1e6),
    loopDelayMaxMs: Math.round(delay.max / 1e6),
    uncaught: uncaught.count,
  };
  heapMax = 0;
  delay.reset();
  process.send?.(state);
});
process.once('disconnect', () => {
  clearInterval(sampling);
  void app.close().then(() => process.exit(0));
});
process.send?.(app.url);
