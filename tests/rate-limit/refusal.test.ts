// How clients are told over HTTP what is left of an allowance, and that it is used up.

import { describe, expect, test } from 'vitest';
import type { RateLimitPolicyInput } from '../../src/redis/rate-limit/rate-limit.ts';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff, withPolicy as usePolicy } from '../support/policy.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

const app = await openTestApp({ allowedOrigins: ['https://shop.example'], metrics: { operations: ['Limited'] } });
const { rateLimits } = app.stores;
await turnPoliciesOff(rateLimits);

const modern = { accept: 'application/graphql-response+json' };
const post = (body: unknown, headers: Record<string, string> = modern): Promise<Reply> =>
  postGraphql(app.endpoint, body, headers);

const withPolicy = (input: Partial<RateLimitPolicyInput>, work: (name: string) => Promise<void>): Promise<void> =>
  usePolicy(rateLimits, input, work);

const product = (alias: string): string => `${alias}: product(sku: "none") { sku }`;

describe('how clients are told', () => {
  // An item of a structured field's list: a quoted string with integer or string parameters.
  const list = (parameters: string): RegExp =>
    new RegExp(`^("[a-z0-9-]+"(;${parameters}=(\\d+|"[a-z]+"))+)(, "[a-z0-9-]+"(;${parameters}=(\\d+|"[a-z]+"))+)*$`);

  test('an answer that went well says what is left, and by which policy', () =>
    withPolicy({ limit: 60, windowSeconds: 120, burst: 10, targets: ['Query.*'] }, async (name) => {
      const { headers } = await post({ query: `{ ${product('a')} }` });
      expect(headers.get('ratelimit-policy')).toMatch(list('[a-z-]+'));
      expect(headers.get('ratelimit-policy')).toBe(`"${name}";q=60;w=120;mortar-burst=10`);
      expect(headers.get('ratelimit')).toMatch(list('[rt]'));
      expect(headers.get('ratelimit')).toBe(`"${name}";r=9;t=2`);
      expect(headers.get('retry-after')).toBeNull();
    }));

  test('a refusal says which policy, when to come back, and the same in header fields', () =>
    withPolicy({ limit: 1, targets: ['Query.*'], algorithm: 'SLIDING_WINDOW' }, async (name) => {
      await post({ query: `{ ${product('a')} }` });
      const { status, headers, body } = await post({ query: `{ ${product('a')} }` });
      expect(status).toBe(429);
      expect(headers.get('content-type')).toContain('application/graphql-response+json');
      const extensions = body.errors?.[0]?.extensions;
      expect(extensions).toEqual({
        code: 'RATE_LIMITED',
        policy: name,
        retryAfterSeconds: expect.any(Number),
        limit: 1,
        remaining: 0,
      });
      const seconds = Number(extensions?.retryAfterSeconds);
      expect(seconds).toBeGreaterThan(3_590);
      expect(headers.get('retry-after')).toBe(String(seconds));
      expect(headers.get('ratelimit')).toBe(`"${name}";r=0;t=${seconds}`);
      expect(body.errors?.[0]?.message).toContain(`the policy ${name} admits 1 in 3600 seconds. Try again in`);
    }));

  test.each([
    ['application/graphql-response+json', 429],
    ['application/graphql-response+json, application/json', 429],
    ['application/json, text/plain, */*', 429],
    ['*/*', 429],
    ['application/json', 200],
  ])('whoever takes %s gets %i', (accept, status) =>
    withPolicy({ limit: 1, targets: ['Query.*'] }, async () => {
      await post({ query: '{ __typename }' });
      const refused = await post({ query: '{ __typename }' }, { accept });
      expect(refused.status).toBe(status);
      expect(codeOf(refused)).toBe('RATE_LIMITED');
      expect(refused.body).not.toHaveProperty('data');
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    }),
  );

  test('a subscription over server-sent events is refused like any other operation', () =>
    withPolicy({ limit: 1, targets: ['Subscription.liveMetrics'] }, async () => {
      const token = await app.token('ADMIN');
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
      const query = 'subscription { liveMetrics { pageViews } }';
      const body = JSON.stringify({ query });
      const stream = await fetch(app.endpoint, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      });
      expect(stream.status).toBe(200);
      await stream.body?.cancel();
      const refused = await post({ query }, headers);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('content-type')).toContain('text/event-stream');
      expect(refused.text).toMatch(/event: next\ndata: .*"code":"RATE_LIMITED"/);
      expect(refused.text).toContain('event: complete');
    }));

  test('graphql-request finds the facts in the error', () =>
    withPolicy({ limit: 1, targets: ['Query.*'] }, async (policy) => {
      const ask = () => app.client().request('{ __typename }');
      await ask();
      await expect(ask()).rejects.toMatchObject({
        response: { status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', policy } }] },
      });
    }));

  test('pages of an allowed origin may read the fields', async () => {
    const { headers } = await post({ query: '{ __typename }' }, { ...modern, origin: 'https://shop.example' });
    expect(headers.get('access-control-expose-headers')).toMatch(/RateLimit.*RateLimit-Policy.*Retry-After/);
  });

  test('Prometheus sees what was allowed and denied', () =>
    withPolicy({ limit: 1, targets: ['Query.*'] }, async (name) => {
      for (let turn = 0; turn < 3; turn++) await post({ query: 'query Limited { __typename }' });
      const text = await (await fetch(`${app.url}/metrics`)).text();
      expect(text).toContain(`mortar_rate_limit_units_total{policy="${name}",result="allowed"} 1`);
      expect(text).toContain(`mortar_rate_limit_units_total{policy="${name}",result="denied"} 2`);
      expect(text).toContain('mortar_rate_limit_breaker_open 0');
      expect(text).toContain('mortar_rate_limit_local_decisions_total 0');
      expect(text).toContain('{operation="Limited",kind="query",result="RATE_LIMITED"} 2');
    }));
});
