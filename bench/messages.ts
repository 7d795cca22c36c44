// Topics between services: publishing against a pipelined XADD and PUBLISH a message, reading by many against the iterator of
// graphql-redis-subscriptions, and a group against the usual loop of XREADGROUP and XACK. Mortar's side also numbers, counts
// bytes, trims by number, age and size, keeps leases and attempts, and tells what is missed.

import { RedisPubSub } from 'graphql-redis-subscriptions';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, type RedisClient, untilReady } from '../src/redis/base/connect.ts';
import { MessageConsumer } from '../src/redis/message/consumer.ts';
import { messageKeys } from '../src/redis/message/keys.ts';
import { Messages } from '../src/redis/message/message.ts';
import { type Message, messageLimits } from '../src/redis/message/shapes.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';

const payload = (index: number) => ({
  order: `order-${index}`,
  total: { amount: '129.90', currency: 'EUR' },
  lines: 3,
});
const published = 40_000;
const delivered = 4_000;
/** Less than a topic keeps. */
const consumed = 9_000;

export async function benchMessages(context: BenchContext): Promise<void> {
  const open = async (role: 'commands' | 'subscriber' | 'blocking'): Promise<RedisClient> => {
    const client = connect(parseRedisUrl(context.redisUrl), role);
    await untilReady(client, 5_000);
    return client;
  };
  const clients = [await open('commands'), await open('subscriber'), await open('blocking')] as const;
  await benchPublish(context, clients[0]);
  await benchFanOut(context, clients[0], clients[1]);
  await benchGroup(context, clients[0], clients[2]);
  for (const client of clients) client.disconnect();
}

async function benchPublish({ redis, report }: BenchContext, peer: RedisClient): Promise<void> {
  const messages = new Messages(redis);
  for (const inFlight of [64, 512]) {
    report(
      await compare({
        bench: 'messages',
        case: `publish, ${inFlight} in flight`,
        unit: 'messages/s',
        peerName: 'XADD MAXLEN ~ and PUBLISH, pipelined',
        mortar: () => ratePerSecond(published, inFlight, (index) => messages.publish('published', payload(index))),
        peer: () => ratePerSecond(published, inFlight, (index) => addPlainly(peer, 'peer:published', index)),
      }),
    );
  }
}

async function addPlainly(client: RedisClient, topic: string, index: number): Promise<void> {
  const { messages } = messageLimits.kept;
  // Both go out in one write with those of the others in flight, which takes less than a pipeline each.
  await Promise.all([
    client.xadd(topic, 'MAXLEN', '~', messages, '*', 'payload', JSON.stringify(payload(index))),
    client.publish(topic, 'new'),
  ]);
}

/** Messages a second at all subscribers together. The peer's carry the message and cannot be taken up again. */
async function benchFanOut({ redis, report }: BenchContext, publisher: RedisClient, subscriber: RedisClient) {
  const messages = new Messages(redis);
  const pubsub = new RedisPubSub({ publisher, subscriber });
  let topics = 0;
  for (const subscribers of [1, 100]) {
    const total = delivered / (subscribers > 1 ? 4 : 1);
    report(
      await compare({
        bench: 'messages',
        case: `deliver to ${subscribers} subscribers, 64 in flight`,
        unit: 'deliveries/s',
        peerName: "graphql-redis-subscriptions' iterator",
        mortar: async () => {
          const topic = `fan-out-${topics++}`;
          const { cursor } = await messages.publish(topic, payload(0));
          const open = () => messages.subscribe(topic, { after: cursor });
          return rateOfDeliveries(subscribers, total, open, (index) => messages.publish(topic, payload(index)));
        },
        peer: async () => {
          const topic = `peer:fan-out-${topics++}`;
          const open = () => pubsub.asyncIterableIterator<Message>(topic);
          return rateOfDeliveries(subscribers, total, open, (index) => pubsub.publish(topic, payload(index)));
        },
      }),
    );
  }
}

async function rateOfDeliveries(
  subscribers: number,
  total: number,
  open: () => AsyncIterableIterator<unknown>,
  publish: (index: number) => Promise<unknown>,
): Promise<number> {
  const streams = Array.from({ length: subscribers }, open);
  const readAll = async (stream: AsyncIterableIterator<unknown>): Promise<void> => {
    for (let count = 0; count < total; count += 1) await stream.next();
    await stream.return?.();
  };
  const reading = streams.map(readAll);
  // Both sides have subscribed by then.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const startedAt = performance.now();
  await ratePerSecond(total, 64, publish);
  await Promise.all(reading);
  return (total * subscribers) / ((performance.now() - startedAt) / 1_000);
}

/** A topic that is full, done by one process, 100 messages at a time. */
async function benchGroup({ redis, report }: BenchContext, client: RedisClient, blocking: RedisClient): Promise<void> {
  const messages = new Messages(redis);
  const indexes = Array.from({ length: consumed }, (_unused, index) => index);
  let groups = 0;
  await Promise.all(indexes.map((index) => messages.publish('consumed', payload(index))));
  for (const index of indexes) await addPlainly(client, 'peer:consumed', index);
  for (const [peerName, acknowledge] of [
    ['XREADGROUP COUNT 100 and an XACK a message', acknowledgeEach],
    ['XREADGROUP COUNT 100 and one XACK', acknowledgeAll],
  ] as const) {
    report(
      await compare({
        bench: 'messages',
        case: `consume by a group, ${consumed} messages, 100 at a time`,
        unit: 'messages/s',
        peerName,
        mortar: () => consumeByMortar(redis, `group-${groups++}`),
        peer: () => consumePlainly(client, blocking, `group-${groups++}`, acknowledge),
      }),
    );
  }
}

async function consumeByMortar(redis: BenchContext['redis'], group: string): Promise<number> {
  let done = 0;
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const startedAt = performance.now();
  const consumer = new MessageConsumer(redis, {
    topic: 'consumed',
    group,
    from: 'OLDEST',
    concurrency: 100,
    handle: async () => {
      done += 1;
      if (done === consumed) finish();
    },
  });
  await finished;
  await consumer.close();
  const rate = consumed / ((performance.now() - startedAt) / 1_000);
  await redis.client.del(...(await redis.client.keys(`${messageKeys.topic(redis.prefix, 'consumed')}g*`)));
  return rate;
}

type Acknowledge = (client: RedisClient, group: string, ids: readonly string[]) => Promise<unknown>;

const acknowledgeEach: Acknowledge = (client, group, ids) =>
  Promise.all(ids.map((id) => client.xack('peer:consumed', group, id)));
const acknowledgeAll: Acknowledge = (client, group, ids) => client.xack('peer:consumed', group, ...ids);

async function consumePlainly(
  client: RedisClient,
  blocking: RedisClient,
  group: string,
  acknowledge: Acknowledge,
): Promise<number> {
  await client.xgroup('CREATE', 'peer:consumed', group, '0');
  const startedAt = performance.now();
  for (let done = 0; done < consumed; ) {
    const streams = await blocking.xreadgroup(
      'GROUP',
      group,
      'one',
      'COUNT',
      100,
      'BLOCK',
      1_000,
      'STREAMS',
      'peer:consumed',
      '>',
    );
    const [[, entries]] = streams as [[string, [string, string[]][]]];
    const handled = entries.map(async ([id, [, text]]) => {
      JSON.parse(text as string);
      return id;
    });
    await acknowledge(client, group, await Promise.all(handled));
    done += entries.length;
  }
  const rate = consumed / ((performance.now() - startedAt) / 1_000);
  await client.xgroup('DESTROY', 'peer:consumed', group);
  return rate;
}
