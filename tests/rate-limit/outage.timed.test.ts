// Redis is slow, or gone: nobody waits for it, nobody is refused who would not be, and passwords cannot be guessed
// meanwhile. Then it is back, and so is everything.

import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';
import { openStoppableRedis } from '../support/redis-server.ts';

const redis = await openStoppableRedis(afterAll);
const logged: { readonly msg: string; readonly err?: { readonly message: string } }[] = [];
const app = await openTestApp({
  redis: parseRedisUrl(redis.url),
  rateLimits: undefined,
  log: pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line)) }),
});
const { rateLimits, redis: handle } = app.stores;

const ask = (query = '{ __typename }'): Promise<Reply> =>
  postGraphql(app.endpoint, { query }, { accept: 'application/graphql-response+json' });
const logIn = (): Promise<Reply> =>
  ask('mutation { sessionLogIn(input: { email: "a@example.com", password: "guess" }) { userErrors { code } } }');

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

beforeEach(() => turnPoliciesOff(rateLimits));

test('a Redis that is slow is not waited for, and decides again when it answers', async () => {
  await rateLimits.set({ name: 'slow', mode: 'ENFORCE', limit: 1_000, windowSeconds: 3600, targets: ['Query.*'] });
  const before = await metric('mortar_rate_limit_local_decisions_total');
  const patient = connect(parseRedisUrl(redis.url), 'blocking');
  await untilReady(patient, 5_000);
  let paused = true;
  await handle.client.call('CLIENT', 'PAUSE', '3000', 'ALL');
  const pong = patient.ping().then(() => {
    paused = false;
  });
  for (let request = 0; request < 5; request++) expect((await ask()).status).toBe(200);
  expect(paused).toBe(true);
  expect(await metric('mortar_rate_limit_breaker_open')).toBe(1);
  expect(await metric('mortar_rate_limit_local_decisions_total')).toBe(before + 5);
  await pong;
  patient.disconnect();
  await expect
    .poll(async () => {
      await ask();
      return metric('mortar_rate_limit_breaker_open');
    })
    .toBe(0);
  expect(logged.filter(({ msg }) => msg.startsWith('rate limits'))).toMatchObject([
    {
      msg: 'rate limits: Redis does not answer in time, so this process decides by itself',
      err: { message: 'Redis gave no answer within 100 ms' },
    },
    { msg: 'rate limits: Redis decides again' },
  ]);
});

test('a Redis that is gone: reads go on under half the limit, log-ins under a fifth; nothing is refused that is not over it', async () => {
  await rateLimits.set({ name: 'reads', limit: 8, windowSeconds: 3600, targets: ['Query.*'] });
  const guesses = { name: 'guesses', algorithm: 'SLIDING_WINDOW', limit: 10, windowSeconds: 3600 } as const;
  await rateLimits.set({ ...guesses, targets: ['Mutation.sessionLogIn'] });
  expect((await ask()).headers.get('ratelimit')).toMatch(/"reads";r=7/);
  await redis.stop();
  const reads = [];
  for (let turn = 0; turn < 5; turn++) reads.push((await ask()).status);
  expect(reads).toEqual([200, 200, 200, 200, 429]);
  const guessed = [];
  for (let turn = 0; turn < 3; turn++) guessed.push(codeOf(await logIn()));
  expect(guessed).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED']);
  expect(rateLimits.state.redisAway).toBe(true);
  expect(await metric('mortar_rate_limit_breaker_open')).toBe(1);

  await redis.start();
  await expect.poll(() => handle.client.ping().catch(() => 'away')).toBe('PONG');
  // Redis remembers what was taken before; what was decided meanwhile is not held against anybody.
  await expect.poll(async () => (await ask()).headers.get('ratelimit'), { interval: 100 }).toMatch(/"reads";r=[3-6]/);
  expect(await metric('mortar_rate_limit_breaker_open')).toBe(0);
});

test('who has used up an allowance stays refused by Redis; the local limit is for outages alone', async () => {
  await rateLimits.set({ name: 'spent', limit: 2, windowSeconds: 3600, targets: ['Query.*'] });
  const before = rateLimits.state.localDecisions;
  const statuses = [];
  for (let turn = 0; turn < 6; turn++) statuses.push((await ask()).status);
  expect(statuses).toEqual([200, 200, 429, 429, 429, 429]);
  expect(rateLimits.state.localDecisions).toBe(before);
});
