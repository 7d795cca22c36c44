// No policy keeps administrators from the policies: over the API, after a new log-in, and from the machine itself.

import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitsCommand } from '../../src/commands/limits.ts';
import { loadConfig } from '../../src/config.ts';
import type { RateLimitPolicyInput } from '../../src/redis/rate-limit/rate-limit.ts';
import { schema } from '../../src/schema/index.ts';
import { limitedFields } from '../../src/server/guard/administration.ts';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { testRedisUrl } from '../support/redis.ts';

const app = await openTestApp();
const { rateLimits, accounts } = app.stores;
await turnPoliciesOff(rateLimits);
const admin = await app.token('ADMIN');
const email = `${randomUUID()}@example.com`;
const password = 'a long enough sentence';
await accounts.create({ email, password, roles: ['ADMIN'] });

const everything = { limit: 1, windowSeconds: 2_592_000, targets: ['*'] };

const ask = (query: string, token?: string, variables?: object) =>
  postGraphql(app.endpoint, { query, variables }, token ? { authorization: `Bearer ${token}` } : {});

/** Sets a policy as an administrator does. */
async function set(input: object): Promise<string[]> {
  const reply = await ask(
    'mutation ($input: RateLimitPolicySetInput!) { rateLimitPolicySet(input: $input) { userErrors { code message } } }',
    admin,
    { input: { name: 'trap', ...input } },
  );
  const { userErrors } = (reply.body.data as { rateLimitPolicySet: { userErrors: { code: string }[] } })
    .rateLimitPolicySet;
  return userErrors.map(({ code }) => code);
}

afterEach(async () => {
  if (await rateLimits.policies.get('trap')) await rateLimits.policies.delete('trap');
  vi.restoreAllMocks();
});

describe('a policy that admits hardly anything', () => {
  const traps: [string, Partial<RateLimitPolicyInput>][] = [
    ['of everybody together on everything', { ...everything, scope: 'GLOBAL' }],
    ['of each address on everything', { ...everything, scope: 'IP' }],
    ['of each account on everything', { ...everything, scope: 'USER' }],
    [
      'of each session on all mutations and queries',
      { ...everything, scope: 'SESSION', targets: ['Query.*', 'Mutation.*'] },
    ],
    ['on log-ins by name', { ...everything, scope: 'GLOBAL', targets: ['Mutation.sessionLogIn'] }],
    ['on points', { ...everything, scope: 'IP', targets: ['@cost'] }],
  ];

  it.each(traps)('%s is set only if that is confirmed', async (_what, input) => {
    expect(await set(input)).toEqual(['CONFIRMATION_REQUIRED']);
    expect(await rateLimits.policies.get('trap')).toBeNull();
    expect(await set({ ...input, confirm: true })).toEqual([]);
    expect(await rateLimits.policies.get('trap')).not.toBeNull();
  });

  it('needs no confirmation while it only counts, or where few need what it guards', async () => {
    expect(await set({ ...everything, scope: 'GLOBAL', mode: 'SHADOW' })).toEqual([]);
    expect(await set({ ...everything, scope: 'IP', mode: 'ENFORCE', targets: ['Query.products'] })).toEqual([]);
  });

  it.each(traps)('%s never keeps an administrator from the policies', async (_what, input) => {
    await set({ ...input, confirm: true });
    for (let round = 0; round < 3; round++) {
      const seen = await ask('{ viewer { user { email } } rateLimitPolicies { name } }', admin);
      expect(seen.body.errors).toBeUndefined();
    }
    const socket = new RawSocket(app.endpoint, { token: admin });
    await socket.until('connection_ack');
    socket.subscribe('limits', '{ rateLimitState { redisAway } }');
    expect((await socket.until('next', 'limits')).payload).toEqual({ data: { rateLimitState: { redisAway: false } } });
    socket.close();
    const gone = await ask(
      'mutation { rateLimitPolicyDelete(input: { name: "trap" }) { userErrors { code } } }',
      admin,
    );
    expect(gone.body).toEqual({ data: { rateLimitPolicyDelete: { userErrors: [] } } });
  });

  it('lets an administrator log in, and refuses all else', async () => {
    await set({ ...everything, scope: 'GLOBAL', confirm: true });
    await ask('{ __typename }');
    expect(codeOf(await ask('{ __typename }'))).toBe('RATE_LIMITED');
    expect(codeOf(await ask('{ viewer { user { email } } }', await app.token('CUSTOMER')))).toBe('RATE_LIMITED');
    const input = { email, password, transport: 'BEARER' };
    const entered = await ask(
      'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { token userErrors { code } } }',
      undefined,
      { input },
    );
    const { token } = (entered.body.data as { sessionLogIn: { token: string } }).sessionLogIn;
    const off = await ask(
      'mutation { rateLimitPolicySet(input: { name: "trap", mode: OFF }) { userErrors { code } } }',
      token,
    );
    expect(off.body).toEqual({ data: { rateLimitPolicySet: { userErrors: [] } } });
    expect((await ask('{ __typename }')).status).toBe(200);
  });

  it('is turned off and on from the machine, in every process', async () => {
    await set({ ...everything, scope: 'GLOBAL', confirm: true });
    await ask('{ __typename }');
    expect(codeOf(await ask('{ __typename }'))).toBe('RATE_LIMITED');
    const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: app.stores.redis.prefix });
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    await limitsCommand.run(['off', 'trap'], config);
    await expect.poll(async () => (await ask('{ __typename }')).status).toBe(200);
    await limitsCommand.run(['on', 'trap'], config);
    await expect.poll(async () => codeOf(await ask('{ __typename }'))).toBe('RATE_LIMITED');
    await limitsCommand.run(['list'], config);
    expect(printed.mock.calls.flat()).toContainEqual(
      expect.stringMatching(/^trap +ENFORCE +GLOBAL +1 in 2592000 s +\*$/),
    );
    await expect(limitsCommand.run(['off', 'nope'], config)).rejects.toThrow('there is no policy "nope"');
    await expect(limitsCommand.run(['constructor', 'trap'], config)).rejects.toThrow('Unknown action "constructor"');
  });
});

it('every field of the administration of limits is exempt, and that of administrators alone', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) =>
    Object.keys(root?.getFields() ?? {})
      .filter((name) => name.startsWith('rateLimit'))
      .map((name) => `${root?.name}.${name}`),
  );
  expect(fields.length).toBeGreaterThan(6);
  const counts = new Map(fields.map((name) => [name, 1]));
  expect(limitedFields(counts, { roles: ['ADMIN'] }).size).toBe(0);
  expect(limitedFields(counts, { roles: ['CUSTOMER'] }).size).toBe(fields.length);
  expect(limitedFields(counts, null).size).toBe(fields.length);
});
