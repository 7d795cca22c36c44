// Counting events: against a bare pipelined script with the same eleven writes and nothing else (no journal, no sessions by
// neighbours, no caps), and against plain pipelines of INCR, PFADD and ZINCRBY.

import { createHash } from 'node:crypto';
import { type MetricEvent, Metrics } from '../src/redis/metric.ts';
import type { Script } from '../src/redis/scripts.ts';
import { compare, type Row } from './compare.ts';
import type { BenchContext } from './main.ts';

const total = 40_000;
const batch = 500;
const visitors = 5_000;
const inFlight = 4;

// What a hand-written ingestion does an event: dedupe, session, three counters, visitors, last seen, two top lists, journey.
const bareSource = `
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
const bare: Script = {
  name: 'bench-bare',
  source: bareSource,
  sha: createHash('sha1').update(bareSource).digest('hex'),
};

let round = 0;

function events(count: number): MetricEvent[] {
  round += 1;
  return Array.from({ length: count }, (_, index) => ({
    id: `${round}-${index}`,
    type: 'PAGE_VIEW' as const,
    visitorId: `visitor-${index % visitors}`,
    path: `/products/${index % 200}`,
    referrer: 'https://search.example/',
  }));
}

export async function benchIngest({ redis, report }: BenchContext): Promise<void> {
  const metrics = new Metrics(redis);
  const inBatches = async (send: (part: MetricEvent[]) => Promise<unknown>): Promise<number> => {
    const all = events(total);
    const parts = Array.from({ length: total / batch }, (_, index) => all.slice(index * batch, (index + 1) * batch));
    const started = performance.now();
    const lane = async (): Promise<void> => {
      for (let part = parts.shift(); part; part = parts.shift()) await send(part);
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    return total / ((performance.now() - started) / 1_000);
  };
  const peers: [string, (part: MetricEvent[]) => Promise<unknown>][] = [
    ['a bare script, pipelined', (part) => redis.runAll(part.map((event) => bareCall(event)))],
    ['INCR, PFADD and ZINCRBY, pipelined', (part) => plain(redis.client.pipeline(), part)],
  ];
  for (const [peerName, send] of peers) {
    const row: Row = await compare({
      bench: 'ingest',
      case: `page views, batches of ${batch}, ${inFlight} in flight`,
      unit: 'events/s',
      peerName,
      mortar: () => inBatches((part) => metrics.track('bench', part)),
      peer: () => inBatches(send),
    });
    report(row);
  }

  function bareCall(event: MetricEvent) {
    const now = Date.now();
    const key = (name: string): string => `bare:{site}:${name}`;
    const keys = [
      key(`id:${event.id}`),
      key(`session:${event.visitorId}`),
      key(`m:${Math.floor(now / 60_000)}`),
      key(`h:${Math.floor(now / 3_600_000)}`),
      key(`d:${Math.floor(now / 86_400_000)}`),
      key('visitors'),
      key('active'),
      key('pages'),
      key('referrers'),
      key('feed'),
    ];
    return { script: bare, keys, args: [now, event.visitorId, event.path ?? '', 'search.example', event.id] };
  }
}

function plain(pipeline: ReturnType<BenchContext['redis']['client']['pipeline']>, part: readonly MetricEvent[]) {
  for (const event of part) {
    pipeline
      .incr('plain:views')
      .pfadd('plain:visitors', event.visitorId)
      .zincrby('plain:pages', 1, event.path ?? '');
  }
  return pipeline.exec();
}
