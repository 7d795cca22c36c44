// Topics over HTTP, WebSocket and server-sent events, by the clients that services use.

import { randomUUID } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const app = await openTestApp();
const token = await app.token('WORKER');
const worker = app.client(token);

interface Message {
  readonly cursor: string;
  readonly topic: string;
  readonly payload: unknown;
  readonly at: string;
  readonly missed: number;
}

const fields = '{ cursor topic payload at missed }';
const publishMutation = /* GraphQL */ `
  mutation ($input: MessagePublishInput!) {
    messagePublish(input: $input) { message ${fields} userErrors { code message field } }
  }
`;

async function publish(topic: string, payload: unknown): Promise<Message> {
  const { messagePublish } = await worker.request<{ messagePublish: { message: Message; userErrors: unknown[] } }>(
    publishMutation,
    { input: { topic, payload } },
  );
  expect(messagePublish.userErrors).toEqual([]);
  return messagePublish.message;
}

function subscriptionOf(topic: string, after?: string): string {
  return `subscription { messages(topic: "${topic}"${after === undefined ? '' : `, after: "${after}"`}) ${fields} }`;
}

async function takeFrom(stream: AsyncIterable<unknown>, count: number): Promise<Message[]> {
  const taken: Message[] = [];
  for await (const result of stream) {
    const { data, errors } = result as { data?: { messages: Message }; errors?: unknown };
    expect(errors).toBeUndefined();
    taken.push(data?.messages as Message);
    if (taken.length === count) break;
  }
  return taken;
}

const overSocket = (socket: Client, topic: string, after?: string) =>
  socket.iterate<{ messages: Message }>({ query: subscriptionOf(topic, after) });
const overEvents = (topic: string, after?: string) =>
  readEventStream(app.endpoint, token, subscriptionOf(topic, after));

describe('messages', () => {
  it.each([
    ['a WebSocket', (topic: string, after?: string) => overSocket(app.socket(token), topic, after)],
    ['server-sent events', overEvents],
  ])('arrive in order over %s, and again from a cursor after a reconnect', async (_name, open) => {
    const topic = `orders.${randomUUID()}`;
    const first = await publish(topic, { number: 0 });
    const streams = [takeFrom(open(topic, first.cursor), 30), takeFrom(open(topic, first.cursor), 12)] as const;
    for (let number = 1; number <= 30; number += 1) await publish(topic, { number });
    const [all, some] = await Promise.all(streams);
    expect(all.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 30 }, (_each, index) => ({ number: index + 1 })),
    );
    expect(all[0]).toMatchObject({ topic, at: expect.stringMatching(/^\d{4}-.*Z$/), missed: 0 });
    // The second client was away after its twelfth.
    const rest = await takeFrom(open(topic, some.at(-1)?.cursor), 18);
    expect([...some, ...rest]).toEqual(all);
  });

  it('go on for a client of server-sent events behind the last that it names, and tell what is gone', async () => {
    const topic = `orders.${randomUUID()}`;
    const sent: Message[] = [];
    for (let number = 0; number < 4; number += 1) sent.push(await publish(topic, { number }));
    const query = `subscription { messages(topic: "${topic}", after: "${sent[0]?.cursor}") { payload missed } }`;
    const stream = readEventStream(app.endpoint, token, query);
    const { value: first } = await stream.next();
    expect(first).toEqual({ data: { messages: { payload: { number: 1 }, missed: 0 } }, id: sent[1]?.cursor });
    await stream.return(undefined);
    // It asks as it asked before, and says what it has seen.
    const again = readEventStream(app.endpoint, token, query, first?.id);
    expect((await again.next()).value).toMatchObject({ data: { messages: { payload: { number: 2 }, missed: 0 } } });
    await again.return(undefined);
    const { client, prefix } = app.stores.redis;
    await client.xtrim(messageKeys.part(prefix, topic, 'messages'), 'MAXLEN', 1);
    const late = readEventStream(app.endpoint, token, query, first?.id);
    expect((await late.next()).value).toMatchObject({ data: { messages: { payload: { number: 3 }, missed: 1 } } });
    await late.return(undefined);
    const unknown = await readEventStream(app.endpoint, token, query, 'yesterday').next();
    expect(unknown.value).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: ['after'] } }] });
  });

  it('are published once under an idempotency key, however often they are sent', async () => {
    const topic = `once.${randomUUID()}`;
    const send = (payload: unknown, idempotencyKey: string) =>
      worker
        .request<{ messagePublish: unknown }>(publishMutation, { input: { topic, payload, idempotencyKey } })
        .then(({ messagePublish }) => messagePublish);
    const first = await send({ number: 1 }, 'order-1');
    expect(first).toMatchObject({ message: { payload: { number: 1 } }, userErrors: [] });
    expect(await send({ number: 1 }, 'order-1')).toEqual(first);
    expect(await send({ number: 2 }, 'order-1')).toMatchObject({
      message: null,
      userErrors: [{ code: 'CONFLICT', field: ['idempotencyKey'] }],
    });
    expect(await send({ number: 2 }, '')).toMatchObject({
      message: null,
      userErrors: [{ code: 'INVALID', field: ['idempotencyKey'] }],
    });
    expect((await takeFrom(overEvents(topic, '0-0_0'), 1)).map(({ payload }) => payload)).toEqual([{ number: 1 }]);
  });

  it('are counted for administrators, by topic and group, a page at a time', async () => {
    const administrator = app.client(await app.token('ADMIN'));
    const prefix = `report.${randomUUID()}`;
    for (const name of ['a', 'b', 'c']) await publish(`${prefix}.${name}`, name);
    await publish(`${prefix}.b`, 'more');
    const groups = new MessageGroups(app.stores.redis);
    const address = { topic: `${prefix}.b`, group: 'mailer', leaseMs: 60_000, maxAttempts: 3, renewed: [], ended: [] };
    await groups.step({ ...address, from: 'OLDEST', want: 1 });
    await groups.step({ ...address, group: 'billing', from: 'NEWEST', want: 1 });
    const query = /* GraphQL */ `
      query ($first: Int, $after: String) {
        topics(first: $first, after: $after) {
          nodes { name messages bytes publishedAt oldestAt listeners groups { name lag pending dead missed seenAt } }
        }
      }
    `;
    const { topics } = await administrator.request<{ topics: { nodes: unknown[] } }>(query, {
      first: 2,
      after: `${prefix}.a`,
    });
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(topics.nodes).toEqual([
      {
        name: `${prefix}.b`,
        messages: 2,
        bytes: 9,
        publishedAt: at,
        oldestAt: at,
        listeners: 0,
        groups: [
          { name: 'billing', lag: 0, pending: 0, dead: 0, missed: 0, seenAt: at },
          { name: 'mailer', lag: 1, pending: 1, dead: 0, missed: 0, seenAt: at },
        ],
      },
      { name: `${prefix}.c`, messages: 1, bytes: 3, publishedAt: at, oldestAt: at, listeners: 0, groups: [] },
    ]);
    const pages = `query ($last: Int, $before: String) {
      topics(last: $last, before: $before) { totalCount nodes { name } pageInfo { hasPreviousPage hasNextPage startCursor } }
    }`;
    const earlier = await administrator.request(pages, { last: 1, before: `${prefix}.c` });
    expect(earlier).toEqual({
      topics: {
        totalCount: expect.any(Number),
        nodes: [{ name: `${prefix}.b` }],
        pageInfo: { hasPreviousPage: true, hasNextPage: true, startCursor: `${prefix}.b` },
      },
    });
    const one = `query ($name: String!) { topic(name: $name) { name } }`;
    expect(await administrator.request(one, { name: `${prefix}.a` })).toEqual({ topic: { name: `${prefix}.a` } });
    expect(await administrator.request(one, { name: `${prefix}.none` })).toEqual({ topic: null });
    const bearer = (held: string) => ({ authorization: `Bearer ${held}` });
    const asAdministrator = bearer(await app.token('ADMIN'));
    for (const body of [
      { query, variables: { first: 101 } },
      { query: one, variables: { name: 'a b' } },
    ])
      expect(codeOf(await postGraphql(app.endpoint, body, asAdministrator))).toBe('BAD_USER_INPUT');
    expect(codeOf(await postGraphql(app.endpoint, { query }, bearer(token)))).toBe('FORBIDDEN');
  });

  it('are heard from now on without a cursor', async () => {
    const topic = `now.${randomUUID()}`;
    await publish(topic, 'before');
    const heard = takeFrom(overSocket(app.socket(token), topic), 1);
    let done = false;
    void heard.then(() => {
      done = true;
    });
    while (!done) await publish(topic, 'now');
    expect(await heard).toMatchObject([{ payload: 'now', missed: 0 }]);
  });

  it('that were dropped are counted', async () => {
    const topic = `dropped.${randomUUID()}`;
    const first = await publish(topic, 0);
    const key = messageKeys.part(app.stores.redis.prefix, topic, 'messages');
    for (let number = 1; number <= 5; number += 1) await publish(topic, number);
    await app.stores.redis.client.xtrim(key, 'MAXLEN', 2);
    const heard = await takeFrom(overEvents(topic, first.cursor), 2);
    expect(heard.map(({ payload, missed }) => [payload, missed])).toEqual([
      [4, 3],
      [5, 0],
    ]);
  });
});

describe('a mistake', () => {
  it('in a message is a user error that names the field', async () => {
    const attempt = (input: unknown) =>
      worker
        .request<{ messagePublish: unknown }>(publishMutation, { input })
        .then(({ messagePublish }) => messagePublish);
    expect(await attempt({ topic: 'no spaces', payload: 1 })).toEqual({
      message: null,
      userErrors: [
        {
          code: 'INVALID',
          field: ['topic'],
          message: 'topic must be 1 to 100 letters, digits, dots, dashes or underscores',
        },
      ],
    });
    expect(await attempt({ topic: 'long', payload: 'x'.repeat(262_144) })).toMatchObject({
      message: null,
      userErrors: [{ code: 'LIMIT_EXCEEDED', field: ['payload'] }],
    });
  });

  it.each([
    ['topic', subscriptionOf('no spaces')],
    ['after', subscriptionOf('fine', 'yesterday')],
    ['after', subscriptionOf('fine', '99999999999999-0_1')],
  ])('in the %s of a subscription is told at once', async (field, query) => {
    const expected = { extensions: { code: 'BAD_USER_INPUT', field: [field] } };
    for await (const { errors } of readEventStream(app.endpoint, token, query))
      expect(errors).toMatchObject([expected]);
    const results: unknown[] = [];
    for await (const result of app.socket(token).iterate({ query })) results.push(result);
    expect(results).toMatchObject([{ errors: [expected] }]);
  });
});

describe('topics', () => {
  it('are for services and administrators', async () => {
    const input = { topic: 'private', payload: 1 };
    const ask = async (who: string | null) => {
      const headers: Record<string, string> = who ? { authorization: `Bearer ${who}` } : {};
      return codeOf(await postGraphql(app.endpoint, { query: publishMutation, variables: { input } }, headers));
    };
    expect(await ask(null)).toBe('UNAUTHENTICATED');
    const customer = await app.token('CUSTOMER');
    expect(await ask(customer)).toBe('FORBIDDEN');
    expect(await ask(await app.token('ADMIN'))).toBeUndefined();
    for await (const { data, errors } of readEventStream(app.endpoint, customer, subscriptionOf('private'))) {
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });
});
