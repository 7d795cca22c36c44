// `mortar migrate` as an operator runs it on the data of a former layout: killed, run again, and run once more.

import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { formerEmailIdentity } from '../../src/redis/account/text.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { baseKeys } from '../../src/redis/base/keys.ts';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { ownerKey } from '../../src/redis/session/keys.ts';
import { runMortar } from '../support/mortar-process.ts';
import { openStoppableRedis } from '../support/redis-server.ts';
import { loadLayout } from './load.ts';

const accounts = 10_000;

test('it goes on after a kill, says what was adjusted, and then finds nothing', { timeout: 120_000 }, async () => {
  const server = await openStoppableRedis();
  const connection = connect(parseRedisUrl(server.url), 'commands');
  await untilReady(connection, 5_000);
  const redis = new RedisHandle(connection, undefined, new ShardPlan());
  onTestFinished(() => redis.close());
  await loadLayout(redis, '1');
  const { client, prefix } = redis;
  const keyOf = (identity: string) =>
    accountKeys.email(prefix, createHash('sha256').update(identity).digest('base64url'));
  for (let number = 0; number < accounts; number += 1_000) {
    const some = Array.from({ length: 1_000 }, (_unused, place) => number + place);
    await Promise.all(
      some.flatMap((each) => [
        client.hset(`${ownerKey(redis, `u${each}`)}:account`, { email: `weiß${each}@example.com`, createdAt: 1 }),
        client.set(keyOf(formerEmailIdentity(`weiß${each}@example.com`)), String(each)),
      ]),
    );
  }
  const migrate = () => runMortar(['migrate'], { REDIS_URL: server.url });
  const adopted = async () =>
    Number(
      await client.exists(...Array.from({ length: accounts }, (_unused, each) => keyOf(`weiss${each}@example.com`))),
    );

  const killed = migrate();
  // The first step of a walk over many is written down.
  await expect.poll(() => client.hlen(baseKeys.migration(prefix)), { interval: 5, timeout: 60_000 }).toBe(2);
  killed.signal('SIGKILL');
  await killed.ended();
  expect(await adopted()).toBeLessThan(accounts);

  const ended = await migrate().ended();
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/^addresses: [1-9]\d* changed$/m);
  expect(await adopted()).toBe(accounts);
  expect(await migrate().ended()).toMatchObject({
    code: 0,
    stdout:
      'addresses: 0 changed\ndirectory: 0 changed\nadministrators: 0 changed\norders: 0 changed\nholds: 0 changed\nregistrations: 0 changed\nsearch: 0 changed\nstock: 0 changed\n',
  });
  expect(await client.hget(baseKeys.migration(prefix), 'addresses')).toBe('done');
});
