// `mortar/client` against a Mortar whose connections are cut.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { accepted, createClient, type Delivery, MortarError, MortarRefusal } from '../../src/client/index.ts';
import { resume } from '../../src/client/resume.ts';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { topicChannel } from '../../src/redis/message/topic.ts';
import { openTestApp } from '../support/app.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

const app = await openTestApp();
const token = await app.token('WORKER');
const client = createClient({ url: app.endpoint, token });

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a request', () => {
  it('has the data, for variables and a token', async () => {
    const document = 'query ($sku: String!) { product(sku: $sku) { id } viewer { user { roles } } }';
    expect(await client.request(document, { sku: 'none' })).toEqual({
      product: null,
      viewer: { user: { roles: ['WORKER'] } },
    });
    const later = createClient({ url: app.endpoint, token: async () => token });
    expect(await later.request('{ viewer { user { roles } } }')).toEqual({ viewer: { user: { roles: ['WORKER'] } } });
  });

  it('fails with what is wrong, where', async () => {
    const error = (await failureOf(client.request('{ metrics { id } product(sku: "none") { id } }'))) as MortarError;
    expect(error).toBeInstanceOf(MortarError);
    expect(error).toMatchObject({ code: 'FORBIDDEN', problems: [{ code: 'FORBIDDEN', path: ['metrics'] }] });
    expect(error.data).toMatchObject({ product: null });
    expect(await failureOf(client.request('{ products(first: -1) { nodes { id } } }'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ field: ['first'] }],
    });
  });

  it('tells a mutation that was refused', async () => {
    const logIn = `mutation ($input: SessionLogInInput!) {
      sessionLogIn(input: $input) { token userErrors { code field message } }
    }`;
    const input = { email: 'nobody@example.com', password: 'wrong', transport: 'BEARER' };
    const { sessionLogIn } = await client.request<{
      sessionLogIn: { token: string | null; userErrors: { code: string; field: string[] | null }[] };
    }>(logIn, { input });
    expect(() => accepted(sessionLogIn)).toThrow(MortarRefusal);
    expect(await failureOf(Promise.resolve().then(() => accepted(sessionLogIn)))).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      problems: [{ code: 'INVALID_CREDENTIALS' }],
    });
    expect(accepted({ userErrors: [], token: 'a' }).token).toBe('a');
  });

  it('tells a server that is away, and one that is no Mortar', async () => {
    const away = createClient({ url: `http://127.0.0.1:${await freePort()}/graphql` });
    expect(await failureOf(away.request('{ a }'))).toMatchObject({ code: 'UNREACHABLE' });
    const server = createServer((_request, response) => response.writeHead(502).end('<html>Bad gateway'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => server.close());
    const other = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const error = (await failureOf(other.request('{ a }'))) as Error;
    expect([(error as MortarError).code, error.message]).toEqual(['BAD_ANSWER', expect.stringContaining('502')]);
  });

  it('is aborted', async () => {
    const reason = new Error('no longer needed');
    const signal = AbortSignal.abort(reason);
    expect(await failureOf(client.request('{ viewer { user { id } } }', {}, { signal }))).toBe(reason);
  });

  it('takes texts only, and says so', async () => {
    const parsed = { kind: 'Document', toString: () => '' } as const;
    expect(await failureOf(Promise.resolve().then(() => client.request(parsed)))).toBeInstanceOf(TypeError);
  });
});

const feed = `subscription ($topic: String!, $after: String) {
  messages(topic: $topic, after: $after) { payload cursor missed }
}`;

type Messages = { readonly messages: { readonly payload: unknown; readonly missed: number } };

describe.each(['sse', 'websocket'] as const)('a subscription over %s', (live) => {
  let topics = 0;

  async function watch(stop?: AbortSignal) {
    const topic = `${live}-${++topics}`;
    const target = Number(new URL(app.url).port);
    const proxy = await openTcpProxy(target);
    const own = createClient({ url: `http://127.0.0.1:${proxy.port}/graphql`, token, live, webSocket: WebSocket });
    const got: [unknown, boolean][] = [];
    let lost = 0;
    const onLost = () => {
      lost += 1;
    };
    const deliveries = own.subscribe<Messages>(feed, { topic }, { onLost, ...(stop && { signal: stop }) });
    const ended = (async () => {
      for await (const { data, gap } of deliveries as AsyncIterable<Delivery<Messages>>)
        if (got.push([data.messages.payload, gap]) && data.messages.payload === 'last') break;
      await own.close();
    })();
    const { redis, messages } = app.stores;
    const listening = () =>
      expect.poll(() => redis.client.pubsub('NUMSUB', topicChannel(redis, topic))).toEqual([expect.any(String), 1]);
    const say = (payload: unknown) => messages.publish(topic, payload);
    return { topic, proxy, target, got, ended, listening, lost: () => lost, say };
  }

  it('goes on behind the last delivery after each cut, with nothing lost or twice', async () => {
    const { proxy, target, got, ended, listening, lost, say } = await watch();
    await listening();
    await say(1);
    await expect.poll(() => got).toEqual([[1, false]]);
    const nobody = await freePort();
    for (const round of [2, 4]) {
      const before = lost();
      proxy.pointTo(nobody);
      proxy.cut();
      for (const number of [round, round + 1]) await say(number);
      await expect.poll(lost).toBeGreaterThan(before);
      proxy.pointTo(target);
      await expect.poll(() => got.length).toBe(round + 1);
    }
    await say('last');
    await ended;
    expect(got).toEqual([1, 2, 3, 4, 5, 'last'].map((payload) => [payload, false]));
  });

  it('loses nothing unsaid if it was lost before the first delivery', async () => {
    const { proxy, target, got, ended, listening, lost, say } = await watch();
    await listening();
    proxy.pointTo(await freePort());
    proxy.cut();
    await expect.poll(lost).toBeGreaterThan(0);
    await say('unheard');
    proxy.pointTo(target);
    // It takes up what is said once it listens again.
    const saying = setInterval(() => void say(1), 100);
    await expect.poll(() => got.length).toBeGreaterThan(1);
    clearInterval(saying);
    await say('last');
    await ended;
    // Whether it knew by then where it had begun.
    const begun = got[0]?.[0] === 'unheard';
    expect(got[0]).toEqual(begun ? ['unheard', false] : [1, true]);
    expect(got.slice(1).map(([, gap]) => gap)).not.toContain(true);
  });

  it('says a gap if the server no longer has what came behind the last delivery', async () => {
    const { topic, proxy, target, got, ended, listening, lost, say } = await watch();
    await listening();
    await say(1);
    await expect.poll(() => got.length).toBe(1);
    proxy.pointTo(await freePort());
    proxy.cut();
    await expect.poll(lost).toBeGreaterThan(0);
    const { client: redis, prefix } = app.stores.redis;
    await say(2);
    for (const key of await redis.keys(`${prefix}:{topic:${topic}*`)) await redis.del(key);
    await say('last');
    proxy.pointTo(target);
    await ended;
    expect(got).toEqual([
      [1, false],
      ['last', true],
    ]);
  });

  it('goes on when a server says that it is away for a while only', async () => {
    const begun: string[] = [];
    const away = { message: 'Away.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 0.01 } };
    const open = async function* ({ lastEventId }: { lastEventId: string }) {
      begun.push(lastEventId);
      if (begun.length === 2) yield { errors: [away] };
      else yield { data: begun.length, extensions: { eventId: `${begun.length}-0` } };
      if (begun.length < 3) throw new MortarError({ code: 'SERVICE_UNAVAILABLE', message: 'Away.' });
    };
    const seen: unknown[] = [];
    for await (const { data, gap } of resume(open, {})) seen.push([data, gap]);
    expect(seen).toEqual([
      [1, false],
      [3, false],
    ]);
    expect(begun).toEqual(['', '1-0', '1-0']);
  });

  it('is refused, and not tried again', async () => {
    const own = createClient({ url: app.endpoint, token, live, webSocket: WebSocket });
    const refused = own.subscribe('subscription { queueStats(name: "default") { name } }');
    expect(await failureOf(refused.next())).toMatchObject({ code: 'FORBIDDEN', problems: [{ code: 'FORBIDDEN' }] });
    const stranger = createClient({ url: app.endpoint, token: 'nonsense', live, webSocket: WebSocket });
    expect(await failureOf(stranger.subscribe(feed, { topic: 'a' }).next())).toBeInstanceOf(MortarError);
    await Promise.all([own.close(), stranger.close()]);
  });

  it('ends by its signal', async () => {
    const stop = new AbortController();
    const { ended, listening } = await watch(stop.signal);
    await listening();
    const reason = new Error('no longer needed');
    stop.abort(reason);
    expect(await failureOf(ended)).toBe(reason);
  });
});
