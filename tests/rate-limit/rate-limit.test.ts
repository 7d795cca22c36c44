// Rate limits through the API: what an administrator sees and changes, over HTTP and WebSocket.

import { gql } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const { rateLimits } = app.stores;
const token = await app.token('ADMIN');
const admin = app.client(token);
const customer = await app.token('CUSTOMER');

interface UserError {
  code: string;
  field: string[] | null;
  message: string;
}

async function set(input: Record<string, unknown>) {
  const { rateLimitPolicySet } = await admin.request<{
    rateLimitPolicySet: { policy: Record<string, unknown> | null; userErrors: UserError[] };
  }>(
    gql`mutation ($input: RateLimitPolicySetInput!) { rateLimitPolicySet(input: $input) {
      policy { id name description algorithm scope limit windowSeconds burst mode targets }
      userErrors { code field message } } }`,
    { input },
  );
  return rateLimitPolicySet;
}

async function unblock(policy: string, key: string) {
  const data = await admin.request<{
    rateLimitUnblock: { unblocked: boolean; policy: { name: string } | null; userErrors: UserError[] };
  }>(
    gql`mutation ($input: RateLimitUnblockInput!) { rateLimitUnblock(input: $input) {
      unblocked policy { name } userErrors { code field message } } }`,
    { input: { name: policy, key } },
  );
  return data.rateLimitUnblock;
}

describe('policies', () => {
  it('are made, changed a field at a time, found by their global id and deleted', async () => {
    const made = await set({
      name: 'search',
      limit: 30,
      burst: 10,
      targets: ['Query.products'],
      description: 'Search',
    });
    expect(made.userErrors).toEqual([]);
    expect(made.policy).toMatchObject({ algorithm: 'GCRA', scope: 'IP', windowSeconds: 60, mode: 'ENFORCE' });
    const changed = await set({ name: 'search', mode: 'SHADOW', scope: 'GLOBAL', description: '' });
    expect(changed.policy).toEqual({ ...made.policy, mode: 'SHADOW', scope: 'GLOBAL', description: null });
    const found = await admin.request(
      gql`query ($id: ID!) { node(id: $id) { ... on RateLimitPolicy { name limit } }
        rateLimitPolicy(name: "search") { mode } rateLimitPolicies { name } }`,
      { id: made.policy?.id },
    );
    expect(found).toEqual({
      node: { name: 'search', limit: 30 },
      rateLimitPolicy: { mode: 'SHADOW' },
      rateLimitPolicies: expect.arrayContaining([{ name: 'search' }]),
    });
    const remove = gql`mutation { rateLimitPolicyDelete(input: { name: "search" }) {
      policy { name } userErrors { code field } } }`;
    expect(await admin.request(remove)).toEqual({
      rateLimitPolicyDelete: { policy: { name: 'search' }, userErrors: [] },
    });
    expect(await admin.request(remove)).toEqual({
      rateLimitPolicyDelete: { policy: null, userErrors: [{ code: 'NOT_FOUND', field: ['name'] }] },
    });
    expect(await admin.request('{ rateLimitPolicy(name: "search") { name } }')).toEqual({ rateLimitPolicy: null });
  });

  it.each([
    [{ limit: 0, windowSeconds: 0 }, [['limit'], ['windowSeconds']], 'limit must be a whole number from 1 to'],
    [{ algorithm: 'SLIDING_WINDOW', limit: 5_000 }, [['limit']], 'from 1 to 1000 (SLIDING_WINDOW)'],
    [
      { targets: ['Mutation.sesionLogIn'] },
      [['targets']],
      'targets must be fields that the schema has; Mutation.sesionLogIn is none',
    ],
    [{ limit: -1, targets: ['Query.nothing', 'Mutation.*'] }, [['limit'], ['targets']], 'limit must be'],
    [{ targets: ['everything'] }, [['targets']], 'schema coordinates such as'],
  ])('%o is refused beside the fields that are wrong', async (wrong, fields, message) => {
    const { policy, userErrors } = await set({ name: 'wrong', ...wrong });
    expect(policy).toBeNull();
    expect(userErrors.map(({ field }) => field)).toEqual(fields);
    expect(userErrors[0]).toMatchObject({ code: 'INVALID', message: expect.stringContaining(message) });
  });

  it.each([[['*', 'Query.*', 'Mutation.track']], [['@cost']]])('may guard %j', async (targets) => {
    const { userErrors } = await set({ name: 'wide', mode: 'OFF', targets });
    expect(userErrors).toEqual([]);
  });
});

describe('what happened', () => {
  it('is told by minute and by key; who is blocked can be unblocked', async () => {
    await set({ name: 'calls', limit: 2, windowSeconds: 600 });
    for (let turn = 0; turn < 5; turn++) await rateLimits.take('calls', '203.0.113.9');
    await rateLimits.take('calls', '203.0.113.10');
    await rateLimits.flush();
    const report = gql`{ rateLimitPolicy(name: "calls") {
      allowed denied lastHours: allowed(lastMinutes: 2880) series(lastMinutes: 3) { at allowed denied local }
      topKeys(limit: 1) { key allowed denied } blocked { key denied retryAfterSeconds } } }`;
    const { rateLimitPolicy: told } = await admin.request<{ rateLimitPolicy: Record<string, unknown> }>(report);
    expect(told).toMatchObject({
      allowed: 3,
      denied: 3,
      lastHours: 3,
      topKeys: [{ key: '203.0.113.9', allowed: 2, denied: 3 }],
      blocked: [{ key: '203.0.113.9', denied: 3, retryAfterSeconds: expect.any(Number) }],
    });
    const series = told.series as { at: string; allowed: number; local: number }[];
    expect(series.map(({ at }) => Date.parse(at) % 60_000)).toEqual([0, 0, 0]);
    expect(series.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(3);
    expect(series.map(({ local }) => local)).toEqual([0, 0, 0]);

    expect(await unblock('calls', '203.0.113.9')).toEqual({
      unblocked: true,
      policy: { name: 'calls' },
      userErrors: [],
    });
    expect((await rateLimits.take('calls', '203.0.113.9')).allowed).toBe(true);
    const after = await admin.request<{ rateLimitPolicy: { blocked: unknown[] } }>(report);
    expect(after.rateLimitPolicy.blocked).toEqual([]);
    expect(await unblock('calls', 'never-seen')).toMatchObject({ unblocked: false, userErrors: [] });
    expect((await unblock('missing', 'x')).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['name'] }]);
  });

  it.each([
    ['series(lastMinutes: 2881) { at }', 'lastMinutes must be from 1 to 2880.'],
    ['allowed(lastMinutes: 0)', 'lastMinutes must be from 1 to 2880.'],
    ['topKeys(limit: 101) { key }', 'limit must be a whole number from 1 to 100, not 101.'],
    ['blocked(limit: 0) { key }', 'limit must be a whole number from 1 to 100, not 0.'],
  ])('%s is refused', async (field, message) => {
    await set({ name: 'bounds' });
    const { errors } = await admin
      .rawRequest(`{ rateLimitPolicy(name: "bounds") { ${field} } }`)
      .catch((error) => error.response);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('is seen live, of all policies or of one', async () => {
    await set({ name: 'seen', limit: 1, windowSeconds: 600 });
    await set({ name: 'other' });
    const query = gql`subscription ($policy: String) { rateLimitActivity(policy: $policy) {
      policy { name limit } at allowed denied } }`;
    const socket = app.socket(token);
    const one = socket.iterate({ query, variables: { policy: 'seen' } });
    const all = socket.iterate({ query });
    const next = async (stream: typeof one) => (await stream.next()).value.data.rateLimitActivity;
    const ofOne = (async () => [await next(one), await next(one)])();
    const ofAll = (async () => {
      const names = new Set<string>();
      while (!names.has('other') || !names.has('seen')) names.add((await next(all)).policy.name);
      return names;
    })();
    // A subscription says nothing when it stands, so the policies go on being used until it has heard enough.
    let heard = false;
    void Promise.all([ofOne, ofAll]).then(() => {
      heard = true;
    });
    while (!heard) {
      await rateLimits.take('other', 'a');
      for (let turn = 0; turn < 3; turn++) await rateLimits.take('seen', 'a');
      await rateLimits.flush();
    }
    const [first, later] = await ofOne;
    expect(first).toMatchObject({ policy: { name: 'seen', limit: 1 }, at: expect.any(String) });
    expect(later).toMatchObject({ policy: { name: 'seen' }, allowed: 0 });
    expect(later.denied).toBeGreaterThan(0);
    // Those that guard this test's own requests may be among them.
    expect([...(await ofAll)]).toEqual(expect.arrayContaining(['other', 'seen']));
    await one.return?.();
    await all.return?.();

    const unknown = socket.iterate({ query, variables: { policy: 'missing' } });
    expect((await unknown.next()).value.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('includes how the process decides', async () => {
    const { rateLimitState } = await admin.request<{ rateLimitState: Record<string, unknown> }>(
      '{ rateLimitState { redisAway localDecisions lastLocalDecisionAt localBlocks } }',
    );
    expect(rateLimitState).toMatchObject({ redisAway: false, localDecisions: 0, lastLocalDecisionAt: null });
  });
});

describe('who is no administrator', () => {
  it.each([
    ['a stranger', undefined, 'UNAUTHENTICATED'],
    ['a customer', customer, 'FORBIDDEN'],
  ])('%s sees and changes nothing', async (_who, other, code) => {
    const { policy } = await set({ name: 'guarded' });
    const operations = [
      '{ rateLimitPolicies { name } }',
      '{ rateLimitPolicy(name: "guarded") { topKeys { key } } }',
      '{ rateLimitState { redisAway } }',
      'mutation { rateLimitPolicySet(input: { name: "guarded", mode: OFF }) { userErrors { code } } }',
      'mutation { rateLimitPolicyDelete(input: { name: "guarded" }) { userErrors { code } } }',
      'mutation { rateLimitUnblock(input: { name: "guarded", key: "x" }) { unblocked } }',
    ];
    for (const operation of operations) {
      const { errors } = await app
        .client(other)
        .rawRequest(operation)
        .catch((error) => error.response);
      expect(errors, operation).toMatchObject([{ extensions: { code } }]);
    }
    const byId = `{ node(id: "${policy?.id}") { id } }`;
    expect(await app.client(other).request(byId)).toEqual({ node: null });
    const stream = app.socket(other).iterate({ query: 'subscription { rateLimitActivity { allowed } }' });
    expect((await stream.next()).value.errors).toMatchObject([{ extensions: { code } }]);
    expect(await rateLimits.policies.get('guarded')).toMatchObject({ mode: 'ENFORCE' });
  });
});
