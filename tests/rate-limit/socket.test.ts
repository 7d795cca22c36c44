// Limits on an open socket: each operation counts, a refusal ends that operation and nothing else.

import { EventEmitter } from 'node:events';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Client } from 'graphql-ws';
import { afterEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { readAtMost } from '../../src/server/socket/pace.ts';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff, withPolicy } from '../support/policy.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp({ metrics: { operations: ['OnSocket'] } });
const { rateLimits } = app.stores;
await turnPoliciesOff(rateLimits);

/** The first result, or the errors of the `error` message that came instead. */
function run(socket: Client, query: string): Promise<ExecutionResult | readonly GraphQLError[]> {
  return new Promise((resolve, reject) => {
    const stop = socket.subscribe(
      { query },
      {
        next: (result) => {
          resolve(result as ExecutionResult);
          stop();
        },
        error: (problem) => (Array.isArray(problem) ? resolve(problem) : reject(problem)),
        complete: () => reject(new Error('completed without a result')),
      },
    );
  });
}

test('an operation is refused by an error of its own; streams of the socket and other operations go on', () =>
  withPolicy(rateLimits, { limit: 2, targets: ['Query.product'] }, async (name) => {
    const socket = app.socket(await app.token('ADMIN'));
    const live: unknown[] = [];
    const stop = socket.subscribe(
      { query: 'subscription { liveMetrics(everyMs: 100) { pageViews } }' },
      { next: (value) => live.push(value), error: (problem) => live.push(problem), complete: () => {} },
    );
    await expect.poll(() => live.length).toBe(1);
    const query = 'query OnSocket { a: product(sku: "none") { sku } b: product(sku: "none") { sku } }';
    expect(await run(socket, query)).toEqual({ data: { a: null, b: null } });
    expect(await run(socket, query)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(`the policy ${name} admits 2 in 3600 seconds`),
        extensions: {
          code: 'RATE_LIMITED',
          policy: name,
          retryAfterSeconds: expect.any(Number),
          limit: 2,
          remaining: 0,
        },
      }),
    ]);
    expect(await run(socket, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    await app.stores.metrics.track('default', [{ eventId: 'one', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }]);
    await expect.poll(() => live.length).toBe(2);
    expect(live).toEqual(Array(2).fill({ data: { liveMetrics: { pageViews: expect.anything() } } }));
    stop();
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain('{operation="OnSocket",kind="query",result="RATE_LIMITED"} 1');
  }));

test('messages of a socket and requests over HTTP take from one allowance', () =>
  withPolicy(rateLimits, { limit: 3, targets: ['*'] }, async () => {
    const socket = app.socket();
    expect(await run(socket, '{ __typename }')).toHaveProperty('data');
    expect((await postGraphql(app.endpoint, { query: '{ __typename }' })).status).toBe(200);
    expect(await run(app.socket(), '{ __typename }')).toHaveProperty('data');
    expect(await run(socket, '{ __typename }')).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect((await postGraphql(app.endpoint, { query: '{ __typename }' })).status).toBe(429);
  }));

test('an operation that is too large is refused by an error of its own as well', async () => {
  const fields = Array.from({ length: 30 }, (_, index) => `a${index}: products(first: 100) { nodes { sku name } }`);
  const refused = await run(
    app.socket(),
    `{ ${fields.slice(0, 29).join(' ')} ...More } fragment More on Query {
    more: products(first: 100) { nodes { sku name description tags price { amount currency } inventory { available }
      recommendations(limit: 50) { sku name price { amount currency } } } } }`,
  );
  expect(refused).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }]);
});

afterEach(() => {
  vi.useRealTimers();
});

test('a socket that floods is read no faster than is allowed, and loses nothing', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  const socket = Object.assign(new EventEmitter(), {
    isPaused: false,
    pause() {
      socket.isPaused = true;
    },
    resume() {
      socket.isPaused = false;
    },
  });
  let mayRead = true;
  readAtMost(socket as unknown as WebSocket, { burst: 5, perSecond: 10 }, () => mayRead);
  let sent = 0;
  let read = 0;
  const flood = (): void => {
    for (; sent < 1_000 && !socket.isPaused; sent++) {
      socket.emit('message');
      read++;
    }
  };
  flood();
  expect(read).toBe(6);
  for (let tick = 0; tick < 100; tick++) {
    vi.advanceTimersByTime(100);
    flood();
  }
  expect(read).toBeGreaterThan(95);
  expect(read).toBeLessThanOrEqual(5 + 100 + 1);
  vi.advanceTimersByTime(100);
  const before = read;
  mayRead = false;
  for (let tick = 0; tick < 100; tick++) {
    flood();
    vi.advanceTimersByTime(100);
  }
  expect(read).toBeLessThanOrEqual(before + 1);
  mayRead = true;
  vi.advanceTimersByTime(1_000);
  flood();
  expect(read).toBeGreaterThan(before + 1);
});
