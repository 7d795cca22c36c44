// The API to measure over HTTP: on a free port of loopback, without workers and without a log.

import { pino } from 'pino';
import { startApp } from '../src/app.ts';
import { parseRedisUrl } from '../src/redis/connect.ts';
import type { BenchContext } from './main.ts';

export function startBenchApp({
  redis,
  redisUrl,
}: Pick<BenchContext, 'redis' | 'redisUrl'>): ReturnType<typeof startApp> {
  return startApp({
    redis: parseRedisUrl(redisUrl),
    keyPrefix: redis.keys.prefix,
    host: '127.0.0.1',
    port: 0,
    secureCookies: false,
    allowedOrigins: [],
    trustedProxies: [],
    graphiql: false,
    workQueues: [],
    log: pino({ level: 'silent' }),
  });
}
