// Each error that a Redis in trouble answers with, put in front of everything that reads on and on: a subscription over WebSocket
// and as server-sent events, a reader and a consumer of messages, a worker. All of them go on, and miss nothing.

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/index.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { type LyingProxy, openLyingProxy } from '../support/lying-proxy.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { uniquePrefix } from '../support/redis.ts';

/** As Redis 7 and 8 and Valkey word them. */
const errors = [
  "OOM command not allowed when used memory > 'maxmemory'. script: 9f6, on @user_script:1.",
  "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
  'NOREPLICAS Not enough good replicas to write.',
  'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
  'UNKILLABLE Sorry the script already executed write commands against the dataset.',
  'LOADING Redis is loading the dataset in memory',
  "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  'CLUSTERDOWN The cluster is down',
  'TRYAGAIN Multiple keys request during rehashing of slot',
  'MOVED 3999 127.0.0.1:6381',
  'ASK 3999 127.0.0.1:6381',
  "CROSSSLOT Keys in request don't hash to the same slot",
  "READONLY You can't write against a read only replica. script: 9f6, on @user_script:1.",
  'NOPERM User mortar has no permissions to run the "evalsha" command',
  'NOAUTH Authentication required.',
  "ERR ACL failure in script: User mortar has no permissions to run the 'hset' command",
  'ERR max number of clients reached',
  'ERR Unknown Redis command called from script script: 9f6, on @user_script:1.',
  "EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.",
  'UNBLOCKED client unblocked, instance state changed (master -> replica?)',
  'WRONGTYPE Operation against a key holding the wrong kind of value',
] as const;

/** What a connection says when it is opened. */
const ofConnecting = new Set(['info', 'hello', 'auth', 'select', 'client', 'subscribe', 'unsubscribe', 'punsubscribe']);
const isWork = ([name = '']: readonly string[]): boolean => !ofConnecting.has(name.toLowerCase());
const isListening = ([name = '']: readonly string[]): boolean => name.toLowerCase() === 'subscribe';

let proxy: LyingProxy;
let straight: Stores;
let throughProxy: RedisHandle;
let app: TestApp;
let token: string;

beforeAll(async () => {
  const server = await startMemoryRedis();
  afterAll(() => server.stop());
  const prefix = uniquePrefix();
  const redis = await RedisHandle.open(server.url, { prefix });
  proxy = await openLyingProxy(server.port, afterAll);
  throughProxy = await RedisHandle.open(`redis://127.0.0.1:${proxy.port}`, { prefix });
  afterAll(() => {
    throughProxy.close();
    redis.close();
  });
  straight = createStores(redis);
  app = await openTestApp({ redis: parseRedisUrl(`redis://127.0.0.1:${proxy.port}`), keyPrefix: prefix });
  token = await app.token('ADMIN');
});

/** What each reader has got. */
const got: Record<string, Set<number>> = {};

function note(reader: string, number: unknown): void {
  got[reader] ??= new Set();
  got[reader].add(number as number);
}

async function tell(number: number): Promise<void> {
  await straight.messages.publish('news', number);
  await straight.jobs.enqueue({ queue: 'news', name: 'note', payload: number });
}

const everybodyGot = (number: number) =>
  expect.poll(() => Object.entries(got).filter(([, numbers]) => !numbers.has(number)), { timeout: 30_000 }).toEqual([]);

it('goes on for all who read when Redis answers with errors', { timeout: 180_000 }, async () => {
  const query = 'subscription { messages(topic: "news") { payload } }';
  const socket = new RawSocket(app.endpoint, { token });
  await socket.until('connection_ack');
  socket.subscribe('messages', query);
  socket.subscribe('live', 'subscription { liveMetrics(everyMs: 100) { pageViews } }');
  await socket.until('next', 'live');
  const ended: string[] = [];
  void (async () => {
    for await (const { data } of readEventStream(app.endpoint, token, query))
      note('events', (data as { messages: { payload: number } }).messages.payload);
    ended.push('events');
  })();
  void (async () => {
    for await (const { payload } of createStores(throughProxy).messages.subscribe('news')) note('reader', payload);
    ended.push('reader');
  })().catch((error: unknown) => ended.push(String(error)));
  const consumer = new MessageConsumer(throughProxy, {
    topic: 'news',
    group: 'all',
    leaseMs: 2_000,
    handle: async ({ payload }) => note('consumer', payload),
  });
  onTestFinished(() => consumer.close());
  const run = async (number: number) => note('worker', number);
  const worker = new Worker(throughProxy, {
    queue: 'news',
    leaseMs: 2_000,
    handlers: [defineHandler({ name: 'note', payload: z.number(), run })],
  });
  onTestFinished(() => worker.close());
  await consumer.ready;
  // Readers begin with what is new: until all of them read.
  await expect
    .poll(async () => {
      await tell(-1);
      return Object.keys(got).sort();
    })
    .toEqual(['consumer', 'events', 'reader', 'worker']);
  for (const [place, error] of errors.entries()) {
    proxy.lie(error, isWork);
    await tell(place);
    await expect.poll(() => proxy.told, { timeout: 30_000 }).toBeGreaterThan(4);
    proxy.lie(undefined);
    await tell(place + 0.5);
    await everybodyGot(place);
    await everybodyGot(place + 0.5);
    expect(ended).toEqual([]);
  }
  const payloads = socket.results('messages').map((one) => (one as { data: { messages: { payload: number } } }).data);
  expect(payloads.map(({ messages }) => messages.payload)).toEqual(
    expect.arrayContaining(errors.flatMap((_error, place) => [place, place + 0.5])),
  );
  await straight.metrics.track('default', [{ eventId: 'one', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }]);
  await expect.poll(() => socket.results('live').at(-1)).toEqual({ data: { liveMetrics: { pageViews: 1 } } });
  expect(socket.messages.filter(({ type }) => type === 'error' || type === 'complete')).toEqual([]);
});

it('listens once Redis lets it, when that refused a subscription', async () => {
  for (const [place, error] of ['BUSY Redis is busy running a script.', 'NOPERM No permissions'].entries()) {
    // Of the two channels that are listened to here; a heartbeat leaves a channel, too.
    const refused = new Set<string>();
    proxy.lie(error, (command) => {
      const channels = isListening(command) ? command.filter((word) => word.endsWith(`late-${place}`)) : [];
      for (const channel of channels) refused.add(channel);
      return channels.length > 0;
    });
    const heard: string[] = [];
    const stop = throughProxy.listen(`late-${place}`, (text) => void heard.push(text));
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    socket.subscribe('late', `subscription { messages(topic: "late-${place}") { payload } }`);
    await expect.poll(() => refused.size).toBe(2);
    proxy.lie(undefined);
    await expect.poll(() => heard).toContain('');
    await straight.redis.client.publish(`late-${place}`, 'now');
    // To look once more costs a moment, and is right after any outage.
    await expect.poll(() => heard.filter((text) => text !== '')).toEqual(['now']);
    stop();
    const topic = `${straight.redis.channelPrefix}:topic-changed:late-${place}`;
    await expect.poll(() => straight.redis.client.pubsub('NUMSUB', topic)).toEqual([topic, 1]);
    await straight.messages.publish(`late-${place}`, place);
    await expect.poll(() => socket.results('late')).toEqual([{ data: { messages: { payload: place } } }]);
  }
});

it.each([...errors])('%s has a class of its own, if it is no bug', (error) => {
  const isBug = error.startsWith('WRONGTYPE');
  expect(redisFault(new Error(error)) === undefined).toBe(isBug);
});
