// One of several processes that press against the same limit at once, with a wall clock that is set forward and back all
// the while. Told where and for how long, it tells its parent how often it was admitted, until it is killed.

import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';

export interface Pressing {
  /** Of the keys; the policy is named `shared`. */
  readonly prefix: string;
  readonly forMs: number;
  /** Of each call (1). */
  readonly cost?: number;
  /** Of twenty calls at once, at least (20). */
  readonly rounds?: number;
}

let offsetMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + offsetMs;

const client = connect(parseRedisUrl(String(process.env.MORTAR_TEST_REDIS_URL)), 'commands');
await untilReady(client, 10_000);

async function press({ prefix, forMs, cost = 1, rounds = 20 }: Pressing): Promise<number> {
  const limits = new RateLimits(new RedisHandle(client, prefix), { timeoutMs: 5_000 });
  const untilMs = performance.now() + forMs;
  let admitted = 0;
  for (let round = 0; round < rounds || performance.now() < untilMs; round++) {
    offsetMs = (round % 3) * 86_400_000 - 86_400_000;
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => limits.take('shared', 'one', cost)));
    admitted += verdicts.filter((verdict) => verdict.allowed).length;
  }
  await limits.flush();
  return admitted;
}

process.on('message', (pressing: Pressing) => {
  void press(pressing).then((admitted) => process.send?.(admitted));
});
process.send?.('ready');
