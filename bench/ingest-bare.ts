// What a hand-written ingestion does an event, in one script: dedupe, session, three counters, visitors, last seen, two top
// lists, feed: eleven writes. It is what ours is measured against, called once an event and pipelined.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import type { Script, ScriptCall } from '../src/redis/base/scripts.ts';
import type { MetricEvent } from '../src/redis/metric/metric.ts';

const source = `
if redis.call('SET', KEYS[1], 1, 'NX', 'EX', 86400) == false then return 0 end
redis.call('HSET', KEYS[2], 'last', ARGV[1])
redis.call('EXPIRE', KEYS[2], 1800)
redis.call('HINCRBY', KEYS[3], 'p', 1)
redis.call('HINCRBY', KEYS[4], 'p', 1)
redis.call('HINCRBY', KEYS[5], 'p', 1)
redis.call('PFADD', KEYS[6], ARGV[2])
redis.call('ZADD', KEYS[7], 'GT', ARGV[1], ARGV[2])
redis.call('ZINCRBY', KEYS[8], 1, ARGV[3])
redis.call('ZINCRBY', KEYS[9], 1, ARGV[4])
redis.call('XADD', KEYS[10], 'MAXLEN', '~', 10000, '*', 'id', ARGV[5], 'path', ARGV[3])
return 1`;
const bare: Script = { name: 'bench-bare', source, sha: createHash('sha1').update(source).digest('hex') };

export function ingestBare(redis: RedisHandle, events: readonly MetricEvent[]): Promise<unknown[]> {
  return redis.runAll(events.map(bareCall));
}

function bareCall(event: MetricEvent): ScriptCall {
  const now = Date.now();
  const keys = [
    `id:${event.eventId}`,
    `session:${event.visitorId}`,
    `m:${Math.floor(now / 60_000)}`,
    `h:${Math.floor(now / 3_600_000)}`,
    `d:${Math.floor(now / 86_400_000)}`,
    'visitors',
    'active',
    'pages',
    'referrers',
    'feed',
  ].map((name) => `bare:{site}:${name}`);
  return { script: bare, keys, args: [now, event.visitorId, event.path ?? '', 'search.example', event.eventId] };
}
