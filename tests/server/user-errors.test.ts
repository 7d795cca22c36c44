// What a program needs to correct an input, or to remove from its cache what is gone: the allowed values, and the ids of what a mutation
// deleted or touched.

import { getNamedType, isInputObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { sessionOf } from '../support/log-in.ts';
import { postGraphql } from '../support/post.ts';
import { letTimePass } from '../support/session-clock.ts';
import { askerOf } from '../support/shopper.ts';
import { isPath, withOneWrong } from '../support/wrong-input.ts';

const app = await openTestApp();
const ask = askerOf(app);
const globalId = (text: string): string => Buffer.from(text).toString('base64');

let admin: string;

beforeAll(async () => {
  admin = await app.token('ADMIN');
  const price = { minor: 100n, currency: 'EUR' };
  await app.stores.catalogue.setMany([{ sku: 'mug', name: 'Mug', description: null, tags: [], price, active: true }]);
  const variants = [{ key: 'red' }, { key: 'blue' }];
  await app.stores.experiments.set({ key: 'idle', variants, goal: 'x' });
  await app.stores.experiments.set({ key: 'runs', variants, goal: 'x' });
  await app.stores.experiments.start('runs');
});

async function problemsOf(mutation: string) {
  const answer = await ask(admin, `mutation { it: ${mutation} { userErrors { code field allowed } } }`);
  return answer.it.userErrors;
}

const policy = (field: string) => `rateLimitPolicySet(input: { name: "p", ${field} })`;
const schedule = (field: string) => `jobScheduleSet(input: { queue: "q", key: "k", jobName: "n", ${field} })`;

describe('allowed', () => {
  const job = (field: string) => `jobEnqueue(input: { queue: "q", name: "n", ${field} })`;
  const claim = (field: string) => `jobsClaim(input: { queue: "q", workerId: "w", ${field} })`;
  const arms = 'variants: [{ key: "a" }, { key: "b" }], goal: "x"';
  it.each([
    [job('priority: -1'), 'priority', '0..'],
    [job('maxAttempts: 0'), 'maxAttempts', '1..'],
    [job('delayMs: -1'), 'delayMs', '0..'],
    [job('timeoutMs: 0'), 'timeoutMs', '1..'],
    [claim('count: 0'), 'count', '1..'],
    [claim('leaseSeconds: 0'), 'leaseSeconds', '..'],
    [claim('waitSeconds: -1'), 'waitSeconds', '0..'],
    ['deadJobsPurge(input: { queue: "known", limit: 0 })', 'limit', '1..10000'],
    ['quarantinedJobsPurge(input: { queue: "known", limit: 0 })', 'limit', '1..10000'],
    [policy('limit: 0'), 'limit', '1..'],
    [policy('windowSeconds: 0'), 'windowSeconds', '1..'],
    [job('backoff: { kind: FIXED, delayMs: -1 }'), 'delayMs', '0..'],
    [job('backoff: { kind: FIXED, delayMs: 1, maxDelayMs: -1 }'), 'maxDelayMs', '0..'],
    [policy('burst: -1'), 'burst', '0..'],
    ['cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 0 }] })', 'quantity', '1..'],
    ['inventoryAdjust(input: { sku: "mug", delta: 2000000000, idempotencyKey: "k" })', 'delta', '..'],
    ['serviceRegister(input: { service: "s", instanceId: "i", address: "h:1", ttlSeconds: 0 })', 'ttlSeconds', '..'],
    [`experimentSet(input: { key: "new", ${arms}, coverage: 2 })`, 'coverage', '0..1'],
    ['productSet(input: { sku: "x", name: "X", price: { amount: "1", currency: "XXY" } })', 'currency', 'EUR'],
  ])('%s names what is allowed', async (mutation, field, allowed) => {
    await ask(admin, 'mutation { jobEnqueue(input: { queue: "known", name: "n" }) { job { id } } }');
    const problems = await problemsOf(mutation);
    const problem = problems.find((one: { field: string[] }) => one.field.at(-1) === field);
    expect(problem, JSON.stringify(problems)).toMatchObject({ code: expect.stringMatching(/INVALID|LIMIT_EXCEEDED/) });
    expect(problem.allowed).toContainEqual(expect.stringContaining(allowed));
  });

  it('names the states of what is in another', async () => {
    const { jobEnqueue } = await ask(
      admin,
      'mutation { jobEnqueue(input: { queue: "known", name: "n" }) { job { id } } }',
    );
    const { id } = jobEnqueue.job;
    expect(await problemsOf(`jobRetry(input: { id: "${id}" })`)).toEqual([
      { code: 'ILLEGAL_STATE', field: ['id'], allowed: ['DEAD', 'CANCELLED'] },
    ]);
    await ask(admin, `mutation { jobCancel(input: { id: "${id}" }) { job { state } } }`);
    expect(await problemsOf(`jobCancel(input: { id: "${id}" })`)).toEqual([
      { code: 'ILLEGAL_STATE', field: ['id'], allowed: ['WAITING', 'DELAYED', 'ACTIVE'] },
    ]);
    expect(await problemsOf('experimentStop(input: { key: "idle" })')).toMatchObject([
      { allowed: ['RUNNING', 'ROLLED_OUT'] },
    ]);
    expect(await problemsOf('experimentStart(input: { key: "runs" })')).toMatchObject([
      { code: 'ILLEGAL_STATE', allowed: ['DRAFT', 'STOPPED', 'ROLLED_OUT'] },
    ]);
  });
});

describe('a mutation that deletes', () => {
  it('a policy or an instance gives its id, and none where nothing was deleted', async () => {
    await ask(admin, 'mutation { rateLimitPolicySet(input: { name: "gone", limit: 5, mode: OFF }) { policy { id } } }');
    const remove = 'mutation { it: rateLimitPolicyDelete(input: { name: "gone" }) { deletedId policy { id } } }';
    const id = globalId('RateLimitPolicy:gone');
    expect(await ask(admin, remove)).toEqual({ it: { deletedId: id, policy: { id } } });
    expect((await ask(admin, remove)).it.deletedId).toBeNull();
    const instance = 'service: "s", instanceId: "i"';
    const registered = await ask(
      admin,
      `mutation { it: serviceRegister(input: { ${instance}, address: "h:1" }) { deletedId instance { id } } }`,
    );
    expect(registered.it.deletedId).toBeNull();
    const deregister = `mutation { it: serviceDeregister(input: { ${instance} }) { deletedId } }`;
    expect(await ask(admin, deregister)).toEqual({ it: { deletedId: registered.it.instance.id } });
    expect((await ask(admin, deregister)).it.deletedId).toBeNull();
  });

  it('dead jobs gives their ids, as one that runs them again', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => {
        const { id } = await app.stores.jobs.enqueue({ queue: 'dying', name: 'n', maxAttempts: 1 });
        return globalId(`Job:${id}`);
      }),
    );
    const die = async () => {
      const claim =
        'mutation { jobsClaim(input: { queue: "dying", workerId: "w", count: 3 }) { leases { job { id } leaseToken } } }';
      for (const { job, leaseToken } of (await ask(admin, claim)).jobsClaim.leases)
        await ask(
          admin,
          `mutation { jobFail(input: { id: "${job.id}", leaseToken: "${leaseToken}", message: "no" }) { job { state } } }`,
        );
    };
    await die();
    const each = (name: string) =>
      ask(admin, `mutation { it: ${name}(input: { queue: "dying", limit: 10 }) { count ids } }`);
    const all = {
      count: 3,
      ids: expect.toSatisfy((got: string[]) => [...got].sort().join() === [...ids].sort().join()),
    };
    expect((await each('deadJobsReplay')).it).toEqual(all);
    expect((await each('deadJobsReplay')).it).toEqual({ count: 0, ids: [] });
    await die();
    expect((await each('deadJobsPurge')).it).toEqual(all);
  });
});

describe('a refused mutation', () => {
  it.each([
    ['queuePause(input: { name: "never was" })', ['name']],
    [policy('windowSeconds: 0'), ['windowSeconds']],
    [policy('windowSeconds: -1'), ['windowSeconds']],
    [schedule('cron: "a:b"'), ['cron']],
    [schedule('cron: "nonsense"'), ['cron']],
    [schedule('cron: "* * * * *", timezone: "Nowhere/City"'), ['timezone']],
  ])('%s names just what is wrong', async (mutation, field) => {
    expect((await problemsOf(mutation)).map((problem: { field: string[] }) => problem.field)).toEqual([field]);
  });

  const inputs = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args }) => {
    const type = getNamedType(args.find((arg) => arg.name === 'input')?.type);
    return isInputObjectType(type) ? [{ name, type }] : [];
  });

  it.each(inputs)('$name names a field of its own input', async ({ name, type }) => {
    // Text that is no name, no id and no address.
    for (const input of withOneWrong(type, ' ')) {
      const { body } = await postGraphql(
        app.endpoint,
        {
          query: `mutation ($input: ${type.name}!) { it: ${name}(input: $input) { userErrors { field } } }`,
          variables: { input },
        },
        { authorization: `Bearer ${admin}` },
      );
      for (const { field } of (body.data as { it?: { userErrors: { field: string[] | null }[] } } | null)?.it
        ?.userErrors ?? [])
        expect(field === null || isPath(field, type), `${field} of ${JSON.stringify(input)}`).toBe(true);
    }
  });

  it('gives the object as it is', async () => {
    const it = async (mutation: string) => (await ask(admin, `mutation { it: ${mutation} }`)).it;
    await it('siteSet(input: { name: "kept", allowedHosts: ["a.example"] }) { site { id } }');
    expect(
      await it(
        'siteSet(input: { name: "kept", allowedHosts: ["no host"] }) { site { allowedHosts } userErrors { field } }',
      ),
    ).toEqual({ site: { allowedHosts: ['a.example'] }, userErrors: [{ field: ['allowedHosts', '0'] }] });
    const instance = 'service: "kept", instanceId: "one"';
    await it(`serviceRegister(input: { ${instance}, address: "h:1" }) { instance { id } }`);
    const conflict = { instance: { address: 'h:1' }, userErrors: [{ code: 'CONFLICT' }] };
    for (const name of ['serviceHeartbeat', 'serviceDeregister'])
      expect(
        await it(
          `${name}(input: { ${instance}, token: "of another" }) { instance { address } userErrors { code } deletedId }`,
        ),
      ).toEqual({ ...conflict, deletedId: null });
  });

  it('gives the account whose sessions it did not end', async () => {
    const [stale, other] = [await app.token('ADMIN'), await app.token()];
    const revocable = '{ viewer { user { id } session { id } } }';
    const { viewer } = await ask(other, revocable);
    const own = (await ask(stale, revocable)).viewer;
    const rest = '{ user { id } revoked userErrors { code } }';
    // A customer is not told whose session it is.
    const foreign = `mutation { it: sessionRevoke(input: { id: "${viewer.session.id}" }) ${rest} }`;
    expect((await ask(await app.token(), foreign)).it).toMatchObject({ user: null, revoked: 0 });
    await letTimePass(app.stores.redis, [sessionOf(stale)], 11 * 60_000);
    const refused = (user: unknown) => ({
      it: { user, revoked: 0, userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] },
    });
    for (const [mutation, user] of [
      [`userSessionsRevoke(input: { id: "${viewer.user.id}" })`, viewer.user],
      [`sessionRevoke(input: { id: "${viewer.session.id}" })`, viewer.user],
      ['sessionsRevokeOthers', own.user],
    ])
      expect(await ask(stale, `mutation { it: ${mutation} ${rest} }`), mutation).toEqual(refused(user));
  });

  it('over a WebSocket says which transport it can have', async () => {
    const start = 'mutation { sessionStart { token userErrors { code field allowed } } }';
    const { value } = await app.socket().iterate({ query: start }).next();
    const userErrors = [{ code: 'INVALID', field: ['transport'], allowed: ['BEARER'] }];
    expect(value).toEqual({ data: { sessionStart: { token: null, userErrors } } });
  });
});
