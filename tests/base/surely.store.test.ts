// A key that holds something of another type, as only a stranger to Mortar writes it, stops no script half-way: it is set aside.

import { expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys, type QueuePart } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { Services } from '../../src/redis/service/service.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { client, prefix } = redis;
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

it.each<QueuePart>(['p:5', 'jobs', 'done', 'results'])('a queue goes on though %s is no part of it', async (part) => {
  const queue = `foreign-${part.replace(':', '')}`;
  await jobs.enqueue({ queue, name: 'before' });
  const step = { queue, workerId: 'w', want: 5, leaseMs: 30_000 } as const;
  const { claimed } = await leases.step({ ...step, finished: [] });
  const key = jobKeys.part(prefix, queue, part);
  await client.del(key);
  await client.set(key, 'foreign');
  const outcome = { kind: 'COMPLETED', result: 1 } as const;
  const handed = claimed.map(({ id, fence }) => ({ id, fence, outcome }));
  expect((await leases.step({ ...step, finished: handed })).accepted).toEqual([true]);
  const { id } = await jobs.enqueue({ queue, name: 'after' });
  expect((await leases.step({ ...step, finished: [] })).claimed.map((job) => job.id)).toEqual([id]);
  expect(await client.get(`${key}:foreign`)).toBe('foreign');
});

it('a topic and the registry go on, too', async () => {
  await client.set(messageKeys.part(prefix, 'foreign', 'keys'), 'foreign');
  const messages = new Messages(redis);
  const { cursor } = await messages.publish('foreign', 1, { idempotencyKey: 'a' });
  expect((await messages.publish('foreign', 1, { idempotencyKey: 'a' })).cursor).toBe(cursor);
  await client.set(serviceKeys.changes(prefix, serviceShards(redis).of('foreign')), 'foreign');
  const services = new Services(redis);
  await services.register({ service: 'foreign', instanceId: 'a', address: '10.0.0.1:80' });
  expect(await services.instances('foreign')).toHaveLength(1);
});
