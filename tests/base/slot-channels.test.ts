// Channels of slots on a cluster: messages stay with the master of the slot, and those who listen hear them wherever the slot goes.

import calculateSlot from 'cluster-key-slot';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { Live } from '../../src/live/live.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connectBeside, isCluster, type RedisCluster, type RedisNode } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { Messages } from '../../src/redis/message/message.ts';
import type { Message } from '../../src/redis/message/shapes.ts';
import { topicChannel } from '../../src/redis/message/topic.ts';
import { type PrivateCluster, startPrivateCluster } from '../support/private-cluster.ts';
import { ReplicatedRedis } from '../support/replicated-redis.ts';

let cluster: PrivateCluster;
let redis: RedisHandle;
let live: Live;
let client: RedisCluster;

beforeAll(async () => {
  cluster = await startPrivateCluster();
  redis = await RedisHandle.open(`redis+cluster://127.0.0.1:${cluster.ports[0]}`);
  if (!isCluster(redis.client)) throw new Error('This is no cluster');
  client = redis.client;
  live = new Live({ publisher: client, subscriber: connectBeside(client, 'subscriber') });
});
afterAll(async () => {
  live.close();
  redis.close();
  await cluster.stop();
});

const portOf = (node: RedisNode): number => node.options.port as number;
const masters = (): RedisNode[] => client.nodes('master');
const ownerOf = (channel: string): RedisNode =>
  masters().find((node) => `127.0.0.1:${portOf(node)}` === client.slots[calculateSlot(channel)]?.[0]) as RedisNode;
const listenersAt = async (node: RedisNode, channel: string): Promise<number> =>
  Number(((await node.call('PUBSUB', 'SHARDNUMSUB', channel)) as [string, number])[1]);
/** Valkey counts those alone that were received. */
const busMessages = async (): Promise<number> => {
  const infos = await Promise.all(masters().map((node) => node.call('CLUSTER', 'INFO') as Promise<string>));
  const counts = infos.flatMap((info) => [...info.matchAll(/cluster_stats_messages_publish_(?:sent|received):(\d+)/g)]);
  return counts.reduce((sum, [, each]) => sum + Number(each), 0);
};

/** Moves a slot that holds nothing to another master. */
async function move(slot: number, to: RedisNode): Promise<void> {
  const id = (await to.call('CLUSTER', 'MYID')) as string;
  for (const node of masters()) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', id);
}

it('are those of which all scripts are in one slot: what they tell does not leave its master', async () => {
  const jobs = new Jobs(redis);
  const heard: string[] = [];
  const stop = redis.listen(jobs.changedChannel('told'), (text) => void heard.push(text));
  await expect.poll(() => heard).toEqual(['']);
  const before = await busMessages();
  const { id } = await jobs.enqueue({ queue: 'told', name: 'n' });
  await expect.poll(() => heard).toEqual(['', `w ${id.split(':')[1]}`]);
  expect(await busMessages()).toBe(before);
  await client.publish(`${redis.channelPrefix}:plain`, 'to all');
  await expect.poll(busMessages).toBeGreaterThan(before);
  stop();
  await expect.poll(() => listenersAt(ownerOf(jobs.changedChannel('told')), jobs.changedChannel('told'))).toBe(0);
});

describe.each([
  ['a process', (channel: string, hear: (text: string) => void) => redis.listen(channel, hear)],
  ['subscribers', (channel: string, hear: (text: string) => void) => live.listen(channel, hear)],
])('the channels that %s listens to', (who, listen) => {
  const channel = (name: string): string => `${redis.channelPrefixAt(`{${name}}`)}:${who.replace(' ', '-')}`;

  it('are subscribed to again where their slot has moved', async () => {
    const [name, slot] = [channel('moved'), calculateSlot(channel('moved'))];
    const heard: string[] = [];
    const stop = listen(name, (text) => heard.push(text));
    await expect.poll(() => heard).toContain('');
    const before = ownerOf(name);
    const after = masters().find((node) => node !== before) as RedisNode;
    heard.length = 0;
    await move(slot, after);
    // Told to look, since something may have been missed.
    await expect.poll(() => heard, { timeout: 20_000 }).toContain('');
    expect(await listenersAt(after, name)).toBe(1);
    await expect.poll(() => after.call('SPUBLISH', name, 'there')).toBe(1);
    await expect.poll(() => heard).toContain('there');
    stop();
    await expect.poll(() => listenersAt(after, name)).toBe(0);
  });

  it('are subscribed to again where the connection was lost', async () => {
    const name = channel('lost');
    const heard: string[] = [];
    const stop = listen(name, (text) => heard.push(text));
    await expect.poll(() => heard).toContain('');
    heard.length = 0;
    await ownerOf(name).call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expect.poll(() => heard, { timeout: 20_000 }).toContain('');
    await ownerOf(name).call('SPUBLISH', name, 'again');
    await expect.poll(() => heard).toContain('again');
    stop();
  });
});

/** Until it is accepted. */
async function publishThrough(messages: Messages, topic: string, number: number): Promise<void> {
  for (;;) {
    const settings = { idempotencyKey: `${number}`, partKey: `${number}` };
    const error = await messages.publish(topic, number, settings).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    if (!isUnavailable(error)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('whose master is killed are listened to at the replica that follows it, and subscribers miss nothing that they are not told of', {
  timeout: 120_000,
}, async () => {
  const replicated = await ReplicatedRedis.open('cluster');
  onTestFinished(() => replicated.close());
  const handle = await RedisHandle.open(parseRedisUrl(replicated.url), { readyTimeoutMs: 10_000 });
  const subscribers = new Live({ publisher: handle.client, subscriber: connectBeside(handle.client, 'subscriber') });
  const abort = new AbortController();
  onTestFinished(() => {
    abort.abort();
    subscribers.close();
    handle.close();
  });
  const messages = new Messages(handle);
  await messages.create('parts', 3);
  const told: { readonly topic: string; readonly seen: Message[] }[] = [];
  for (const topic of ['one', 'parts'])
    for (const stream of [
      messages.subscribe(topic, { after: '0-0_0', signal: abort.signal }),
      subscribers.feed({ ...messages.feed(topic), after: '0-0_0', shareKey: topic }),
    ]) {
      const seen: Message[] = [];
      told.push({ topic, seen });
      void (async () => {
        for await (const message of stream) seen.push(message);
      })();
    }
  const accepted = { one: [] as number[], parts: [] as number[] };
  const publish = async (number: number): Promise<void> => {
    for (const topic of ['one', 'parts'] as const) {
      await publishThrough(messages, topic, number);
      accepted[topic].push(number);
    }
  };
  const allGot = (number: number) =>
    expect
      .poll(() => told.every(({ seen }) => seen.some(({ payload }) => payload === number)), { timeout: 60_000 })
      .toBe(true);
  for (let number = 0; number < 30; number += 1) await publish(number);
  await allGot(29);
  const channel = topicChannel(handle, 'one');
  const slot = calculateSlot(channel);
  const [, port] = (handle.client as RedisCluster).slots[slot]?.[0]?.split(':') ?? [];
  await replicated.members.find((member) => member.port === Number(port))?.kill();
  for (let number = 30; number < 60; number += 1) await publish(number);
  await allGot(59);
  for (const { topic, seen } of told) {
    const got = seen.map(({ payload }) => payload as number);
    const missing = accepted[topic as 'one' | 'parts'].filter((number) => !got.includes(number));
    // What a master has acknowledged last may be lost with it: then it is told.
    if (seen.every(({ missed }) => missed === 0)) expect(missing).toEqual([]);
    expect(new Set(seen.map(({ cursor }) => cursor)).size).toBe(seen.length);
  }
  // They are told by the channel again, and do not only look from time to time.
  const listeners = async (): Promise<number> => {
    const counts = (await replicated.masters()).map(({ client: node }) => node.call('PUBSUB', 'SHARDNUMSUB', channel));
    return (await Promise.all(counts)).reduce<number>((sum, reply) => sum + Number((reply as [string, number])[1]), 0);
  };
  await expect.poll(listeners, { timeout: 20_000 }).toBe(2);
});
