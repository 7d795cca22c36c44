// Selling a cart of three lines: reserve and commit through the data layer, against two bare scripts that check and count
// the same stock and remember nothing: no holds, no expiry, no repetition.

import { createHash } from 'node:crypto';
import { Inventory } from '../src/redis/inventory.ts';
import type { Script } from '../src/redis/scripts.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './main.ts';

const total = 10_000;
const inFlight = 64;
const lines = ['a', 'b', 'c'].map((sku) => ({ sku, quantity: 1 }));

const bare = (name: string, source: string): Script => ({
  name,
  source,
  sha: createHash('sha1').update(source).digest('hex'),
});
const reserve = bare(
  'bench-reserve',
  `for at = 1, #ARGV, 2 do
     local free = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or 0) - tonumber(redis.call('HGET', KEYS[2], ARGV[at]) or 0)
     if free < tonumber(ARGV[at + 1]) then return 0 end
   end
   for at = 1, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[at], ARGV[at + 1]) end
   return 1`,
);
const commit = bare(
  'bench-commit',
  `for at = 1, #ARGV, 2 do
     redis.call('HINCRBY', KEYS[1], ARGV[at], -ARGV[at + 1])
     redis.call('HINCRBY', KEYS[2], ARGV[at], -ARGV[at + 1])
   end
   return 1`,
);

export async function benchCheckout({ redis, report }: BenchContext): Promise<void> {
  const inventory = new Inventory(redis);
  await inventory.adjust(lines.map(({ sku }) => ({ sku, delta: 1_000_000 })));
  const keys = ['bench:{bare}:on-hand', 'bench:{bare}:reserved'];
  for (const { sku } of lines) await redis.client.hset(keys[0] as string, sku, 1_000_000);
  const args = lines.flatMap(({ sku, quantity }) => [sku, quantity]);
  let hold = 0;
  report(
    await compare({
      bench: 'checkout',
      case: `reserve and commit 3 lines, ${inFlight} in flight`,
      unit: 'carts/s',
      peerName: 'bare scripts',
      mortar: () =>
        ratePerSecond(total, inFlight, async () => {
          hold += 1;
          const id = String(hold);
          await inventory.reserve(id, lines);
          await inventory.commit(id);
        }),
      peer: () =>
        ratePerSecond(total, inFlight, async () => {
          await redis.run(reserve, keys, args);
          await redis.run(commit, keys, args);
        }),
    }),
  );
}
