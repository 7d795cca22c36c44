// The Batch primitive against the same script called once a call: what one variadic script a tick saves.

import { createHash } from 'node:crypto';
import { Batch } from '../src/redis/base/batch.ts';
import type { Script } from '../src/redis/base/scripts.ts';
import { compare, type Row, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';

const source = `local answers = {}
for at = 1, #KEYS do answers[at] = redis.call('INCRBY', KEYS[at], ARGV[at]) end
return answers`;
const script: Script = { name: 'bench-incr', source, sha: createHash('sha1').update(source).digest('hex') };

export async function benchBatch({ redis, report }: BenchContext): Promise<void> {
  const batch = new Batch<string, number>({
    group: () => 0,
    maxCalls: 500,
    run: async (keys) =>
      (await redis.run(
        script,
        keys,
        keys.map(() => 1),
      )) as number[],
  });
  const key = (index: number): string => `${redis.prefix}:bench:${index % 1_000}`;
  for (const inFlight of [64, 512]) {
    const row: Row = await compare({
      bench: 'batch',
      case: `count, ${inFlight} in flight`,
      unit: 'calls/s',
      peerName: 'one EVALSHA a call',
      mortar: () => ratePerSecond(40_000, inFlight, (index) => batch.add(key(index))),
      peer: () => ratePerSecond(40_000, inFlight, (index) => redis.run(script, [key(index)], [1])),
    });
    report(row);
  }
}
