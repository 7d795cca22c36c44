// Subscribers whose connections are cut, over each transport, while their server and Redis are killed: each must have every message once,
// or be told exactly how many it has missed.

import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { createStores } from '../../src/redis/library.ts';
import {
  CursorFollower,
  EventSourceFollower,
  type FollowedTopic,
  type Follower,
  OwnSocketFollower,
  OwnStreamFollower,
  SingleConnectionFollower,
  SocketFollower,
} from '../../tests/support/followers.ts';
import { bundle } from './bundle.ts';
import { Line } from './live-line.ts';
import { MortarProcess } from './mortar-process.ts';
import { issueToken } from './restart.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';

const settings = {
  topic: 'live.numbers',
  followersOfEachKind: 6,
  /** Milliseconds between two messages. */
  publishMs: 10,
  /** What is published until all have begun. */
  noNumber: -1,
  beginMs: 250,
  cutMs: 4,
  killMs: 8_000,
  comeBackMs: 40,
  /** After the last fault: so long may it take until all have everything. */
  catchUpMs: 60_000,
} as const;

const kinds: readonly (new (followed: FollowedTopic) => Follower)[] = [
  EventSourceFollower,
  SingleConnectionFollower,
  SocketFollower,
  CursorFollower,
  OwnStreamFollower,
  OwnSocketFollower,
];

export const chaosLive: Chaos = {
  about:
    'Cuts the connections of subscribers over server-sent events, shared streams and WebSocket, and kills their server and Redis; each must have every message once, or be told of a gap.',
  seconds: 60,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, faults, random, seconds, tell } = context;
  tell('building the server');
  const program = await bundle(new URL('./restart-server.ts', import.meta.url), folder, ['@node-rs/argon2']);
  const token = await issueToken(createStores(handle));
  const port = await freePort();
  const server = new MortarProcess(program, { port, redisUrl: redis.url, drainSeconds: 1 });
  const line = await Line.open(port, random);
  const followers: Follower[] = [];
  try {
    tell('starting the server');
    await server.start();
    const followed = { endpoint: line.endpoint, token, topic: settings.topic, pauseMs: settings.comeBackMs };
    for (const Kind of kinds)
      for (let number = 0; number < settings.followersOfEachKind; number += 1) followers.push(new Kind(followed));
    await begin(context, followers);
    await context.ready();
    const over = new AbortController();
    const publishing = publish(context, over.signal);
    faults.every(settings.cutMs, 'cuts', () => line.cut());
    faults.every(settings.killMs, 'killed servers', async () => {
      await server.kill();
      await startAgain(server);
    });
    const showing = setInterval(() => tell(`${line.cuts} cuts, ${followers[0]?.numbers.length} delivered`), 500);
    await wait(seconds * 1_000);
    clearInterval(showing);
    await faults.stop();
    over.abort();
    const published = await publishing;
    await untilCaughtUp(followers, published);
    return judge(followers, published);
  } finally {
    for (const follower of followers) follower.leave();
    line.close();
    await server.kill();
  }
}

/** A server does not start while Redis is away: whoever runs it starts it again. */
async function startAgain(server: MortarProcess): Promise<void> {
  const start = (): Promise<boolean> =>
    server.start().then(
      () => true,
      () => false,
    );
  while (!(await start())) await wait(settings.comeBackMs);
}

/** Some know where they are only once they have had a message. */
async function begin({ handle }: ChaosContext, followers: readonly Follower[]): Promise<void> {
  const { messages } = createStores(handle);
  const publishing = setInterval(() => void messages.publish(settings.topic, settings.noNumber), settings.beginMs);
  try {
    await Promise.all(followers.map(({ begun }) => begun));
  } finally {
    clearInterval(publishing);
  }
}

/** Publishes numbers, each until it is accepted. Returns how many. */
async function publish({ handle }: ChaosContext, over: AbortSignal): Promise<number> {
  const { messages } = createStores(handle);
  let number = 0;
  while (!over.aborted) {
    const accepted = await messages.publish(settings.topic, number, { idempotencyKey: `number-${number}` }).then(
      () => true,
      () => false,
    );
    if (accepted) number += 1;
    await wait(settings.publishMs);
  }
  return number;
}

async function untilCaughtUp(followers: readonly Follower[], published: number): Promise<void> {
  const until = Date.now() + settings.catchUpMs;
  const isBehind = ({ numbers, gap }: Follower): boolean => numbers.length + gap < published;
  while (Date.now() < until && followers.some(isBehind)) await wait(100);
}

function judge(followers: readonly Follower[], published: number): Verdict {
  let [lost, duplicated] = [0, 0];
  const violations: string[] = [];
  for (const { kind, numbers, gap, comebacks, failure } of followers) {
    if (failure) violations.push(`A follower by ${kind} ended: ${failure}`);
    const seen = new Set(numbers);
    const missing = published - seen.size;
    duplicated += numbers.length - seen.size;
    lost += Math.max(0, missing - gap);
    if (missing !== gap) violations.push(`A follower by ${kind} has ${missing} missing, and was told of ${gap}`);
    if (numbers.length > seen.size) violations.push(`A follower by ${kind} got ${numbers.length - seen.size} twice`);
    if (comebacks === 0) violations.push(`A follower by ${kind} never had to come back`);
  }
  return { accepted: published, lost, duplicated, stuck: 0, violations };
}
