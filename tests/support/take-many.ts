// One of several processes that press against the same limit at once; tells its parent how often it was admitted.

import { connect, parseRedisUrl, untilReady } from '../../src/redis/connect.ts';
import { RedisHandle } from '../../src/redis/handle.ts';
import { RateLimits } from '../../src/redis/rate-limit.ts';

const offsetMs = Number(process.env.CLOCK);
const realNow = Date.now;
Date.now = () => realNow() + offsetMs;

const client = connect(parseRedisUrl(String(process.env.MORTAR_TEST_REDIS_URL)), 'commands');
await untilReady(client, 5_000);
const limits = new RateLimits(new RedisHandle(client, process.env.PREFIX), { timeoutMs: 5_000 });
let admitted = 0;
for (let round = 0; round < 20; round++) {
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => limits.take('shared', 'one')));
  admitted += verdicts.filter((verdict) => verdict.allowed).length;
}
await limits.flush();
process.send?.(admitted, () => client.disconnect());
