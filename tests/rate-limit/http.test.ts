// What clients meet over HTTP when they ask for too much: what counts, and who shares an allowance. What they are told: see
// refusal.test.ts.

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { RateLimitPolicyInput } from '../../src/redis/rate-limit/rate-limit.ts';
import { openTestApp } from '../support/app.ts';
import { startOwnTime } from '../support/own-time.ts';
import { turnPoliciesOff, withPolicy as usePolicy } from '../support/policy.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

const app = await openTestApp();
const otherProcess = await openTestApp({ keyPrefix: app.stores.redis.prefix });
const { rateLimits, metrics } = app.stores;
await turnPoliciesOff(rateLimits);

const modern = { accept: 'application/graphql-response+json' };
const post = (body: unknown, headers: Record<string, string> = modern): Promise<Reply> =>
  postGraphql(app.endpoint, body, headers);

const withPolicy = (input: Partial<RateLimitPolicyInput>, work: (name: string) => Promise<void>): Promise<void> =>
  usePolicy(rateLimits, input, work);

const product = (alias: string): string => `${alias}: product(sku: "none") { sku }`;

describe('what counts', () => {
  test('each alias of a field, and nothing is taken by an operation that is refused', () =>
    withPolicy({ limit: 3, targets: ['Query.product'] }, async (name) => {
      expect((await post({ query: `{ ${product('a')} ${product('b')} }` })).status).toBe(200);
      const refused = await post({ query: `{ ${product('a')} ${product('b')} }` });
      expect(refused.status).toBe(429);
      expect(refused.body.data).toBeUndefined();
      expect(refused.body.errors?.[0]?.extensions).toMatchObject({ policy: name, limit: 3, remaining: 1 });
      expect((await post({ query: `{ ${product('a')} }` })).status).toBe(200);
      expect((await post({ query: `{ ${product('a')} }` })).status).toBe(429);
    }));

  test('an operation that asks for more than is ever admitted is told so', () =>
    withPolicy({ limit: 2, targets: ['Query.product'] }, async () => {
      const refused = await post({ query: `{ ${product('a')} ${product('b')} ${product('c')} }` });
      expect(codeOf(refused)).toBe('RATE_LIMITED');
      expect(refused.body.errors?.[0]?.message).toContain('never admits more than 2 at once, and this asks for 3');
    }));

  test('each operation of a batch: those that are refused leave the others be', () =>
    withPolicy({ limit: 2, targets: ['Query.product'] }, async () => {
      const one = { query: `{ ${product('a')} }` };
      const some = await post([one, one, one]);
      expect(some.status).toBe(200);
      const answers = some.body as unknown as Reply['body'][];
      expect(answers.map(({ errors }) => errors?.[0]?.extensions?.code)).toEqual([
        undefined,
        undefined,
        'RATE_LIMITED',
      ]);
      expect(some.headers.get('ratelimit')).toMatch(/;r=0;t=\d+$/);
      const none = await post([one, one]);
      expect(none.status).toBe(429);
      expect(none.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(JSON.parse(none.text)).toMatchObject([{ errors: [{}] }, { errors: [{}] }]);
    }));

  test('what runs, and not what @skip and @include leave out', () =>
    withPolicy({ limit: 10, targets: ['Query.product'] }, async (name) => {
      const query = `query ($yes: Boolean!, $no: Boolean = false) {
        ...Two @include(if: $yes)
        ... @skip(if: $yes) { ${product('skipped')} }
        ... on Query @include(if: $no) { ${product('excluded')} }
        never: product(sku: "none") @skip(if: true) { sku }
        ${product('a')} ${product('a')}
      }
      fragment Two on Query { ${product('b')} ...One ...One }
      fragment One on Query { ${product('c')} }`;
      const left = async (variables: object): Promise<string | undefined> =>
        new RegExp(`"${name}";r=(\\d+)`).exec((await post({ query, variables })).headers.get('ratelimit') ?? '')?.[1];
      expect(await left({ yes: true })).toBe('7');
      expect(await left({ yes: false, no: true })).toBe('4');
    }));

  test('the operation that is named, in a document of several', () =>
    withPolicy({ limit: 1, targets: ['Query.product'] }, async () => {
      const query = `query Cheap { __typename } query Counted { ${product('a')} }`;
      for (let turn = 0; turn < 3; turn++) expect((await post({ query, operationName: 'Cheap' })).status).toBe(200);
      expect((await post({ query, operationName: 'Counted' })).status).toBe(200);
      expect((await post({ query, operationName: 'Counted' })).status).toBe(429);
      expect((await post({ query, operationName: 'Cheap' })).status).toBe(200);
    }));

  test.each([
    ['*', 1],
    ['Query.*', 1],
    ['Mutation.*', 3],
    ['Query.products', 3],
  ])('the target %s lets %i of three product queries through', (target, admitted) =>
    withPolicy({ limit: 1, targets: [target] }, async () => {
      const replies = [];
      for (let turn = 0; turn < 3; turn++) replies.push(await post({ query: `{ ${product('a')} }` }));
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(admitted);
    }),
  );

  test('a GET like a POST', () =>
    withPolicy({ limit: 1, targets: ['Query.product'] }, async () => {
      const url = `${app.endpoint}?query=${encodeURIComponent(`{ ${product('a')} }`)}`;
      const get = async (): Promise<number> =>
        (await fetch(url, { headers: { ...modern, 'x-mortar-csrf': '1' } })).status;
      expect([await get(), await get()]).toEqual([200, 429]);
    }));

  test('/collect like the mutation track', () =>
    withPolicy({ limit: 2, targets: ['Mutation.track'] }, async () => {
      const site = randomUUID();
      await app.stores.sites.set(site);
      const event = (id: string) => ({ eventId: id, type: 'PAGE_VIEW', visitorId: 'v', path: '/' });
      const collect = (id: string) =>
        fetch(`${app.url}/collect`, { method: 'POST', body: JSON.stringify({ site, events: [event(id)] }) });
      const query = 'mutation ($input: TrackInput!) { track(input: $input) { accepted } }';
      expect((await post({ query, variables: { input: { site, events: [event('a')] } } })).status).toBe(200);
      expect((await collect('b')).headers.get('ratelimit')).toMatch(/r=0/);
      const refused = await collect('c');
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
      expect(((await refused.json()) as { error: string }).error).toContain('Too many requests');
      const hour = (offset: number) => new Date(Date.now() + offset * 3_600_000);
      expect(await metrics.totals(site, hour(-1), hour(1))).toMatchObject({ pageViews: 2 });
    }));
});

describe('several policies', () => {
  test('are decided together: what one refuses takes nothing from the other', () =>
    withPolicy({ limit: 1, targets: ['Query.product'] }, (tight) =>
      withPolicy({ limit: 5, targets: ['Query.*'] }, async (wide) => {
        await post({ query: `{ ${product('a')} }` });
        for (let turn = 0; turn < 4; turn++) {
          const refused = await post({ query: `{ ${product('a')} }` });
          expect(refused.body.errors?.[0]?.extensions).toMatchObject({ policy: tight });
        }
        const passed = await post({ query: '{ __typename }' });
        expect(passed.headers.get('ratelimit')).toMatch(new RegExp(`^"${wide}";r=3;t=\\d+$`));
      }),
    ));

  test('a SHADOW policy counts, refuses nobody and is not told of', () =>
    withPolicy({ limit: 1, targets: ['Query.product'], mode: 'SHADOW' }, async (name) => {
      for (let turn = 0; turn < 3; turn++) {
        const reply = await post({ query: `{ ${product('a')} }` });
        expect([reply.status, reply.headers.get('ratelimit')]).toEqual([200, null]);
      }
      expect(rateLimits.totals.get(name)).toEqual({ allowed: 1, denied: 2 });
    }));

  test('a change is in force in another process within a second', () =>
    withPolicy({ limit: 1, targets: ['Query.product'], algorithm: 'SLIDING_WINDOW' }, async (name) => {
      const ask = async (): Promise<number> =>
        (await postGraphql(otherProcess.endpoint, { query: `{ ${product('a')} }` }, modern)).status;
      expect([await ask(), await ask()]).toEqual([200, 429]);
      expect((await post({ query: `{ ${product('a')} }` })).status).toBe(429);
      const unlimited = async () => [await ask(), await ask(), await ask()];
      for (const change of [{ limit: 100 }, { limit: 1, mode: 'OFF' }] as const) {
        await rateLimits.set({ name, ...change });
        const sinceMs = startOwnTime();
        await expect.poll(unlimited).toEqual([200, 200, 200]);
        expect(sinceMs()).toBeLessThan(1_000);
      }
    }));
});

describe('who shares an allowance', () => {
  const ask = async (token?: string): Promise<number> =>
    (
      await post(
        { query: `{ ${product('a')} }` },
        token ? { ...modern, authorization: `Bearer ${token}` } : { ...modern },
      )
    ).status;

  async function sessions(): Promise<{ first: string; second: string; other: string }> {
    const other = await app.token('CUSTOMER');
    const { id } = await app.stores.accounts.create({
      email: `${randomUUID()}@example.com`,
      password: 'a long enough password',
      roles: ['CUSTOMER'],
    });
    const start = async (): Promise<string> => {
      const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
      const issued = await app.stores.sessions.start({ userId: id, transport: 'BEARER', client });
      return issued?.token ?? '';
    };
    return { first: await start(), second: await start(), other };
  }

  test.each([
    ['IP', { first: 200, second: 429, other: 429, nobody: 429 }],
    ['SESSION', { first: 200, second: 200, other: 200, nobody: 200 }],
    ['USER', { first: 200, second: 429, other: 200, nobody: 200 }],
    ['GLOBAL', { first: 200, second: 429, other: 429, nobody: 429 }],
  ] as const)('by %s', (scope, expected) =>
    withPolicy({ limit: 1, targets: ['Query.product'], scope }, async () => {
      const { first, second, other } = await sessions();
      const seen = {
        first: await ask(first),
        second: await ask(second),
        other: await ask(other),
        nobody: await ask(),
      };
      expect(seen).toEqual(expected);
      expect(await ask(first)).toBe(429);
    }),
  );

  test('callers without a session are told apart by address alone, also by a policy for sessions', () =>
    withPolicy({ limit: 1, targets: ['Query.product'], scope: 'SESSION' }, async () => {
      expect([await ask(), await ask()]).toEqual([200, 429]);
    }));
});

test('by default guesses of passwords from one address are limited, however they are packed', async () => {
  await rateLimits.set({ name: 'log-in', mode: 'ENFORCE' });
  await rateLimits.take('log-in', '127.0.0.1', 98);
  const guess = (alias: string): string =>
    `${alias}: sessionLogIn(input: { email: "${alias}@example.com", password: "guess" }) { userErrors { code } }`;
  expect(codeOf(await post({ query: `mutation { ${guess('a')} ${guess('b')} ${guess('c')} }` }))).toBe('RATE_LIMITED');
  expect((await post({ query: `mutation { ${guess('a')} ${guess('b')} }` })).status).toBe(200);
  const refused = await post({ query: `mutation { ${guess('d')} }` });
  expect(refused.body.errors?.[0]?.extensions).toMatchObject({ policy: 'log-in', limit: 100 });
});
