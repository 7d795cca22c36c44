// What a program needs to correct an input, or to remove from its cache what is gone: the allowed values, and the ids of what a mutation
// deleted or touched.

import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { askerOf } from '../support/shopper.ts';

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

describe('allowed', () => {
  const job = (field: string) => `jobEnqueue(input: { queue: "q", name: "n", ${field} })`;
  const claim = (field: string) => `jobsClaim(input: { queue: "q", workerId: "w", ${field} })`;
  const policy = (field: string) => `rateLimitPolicySet(input: { name: "p", ${field} })`;
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
    expect(await problemsOf('experimentStop(input: { key: "idle" })')).toMatchObject([{ allowed: ['RUNNING'] }]);
    expect(await problemsOf('experimentStart(input: { key: "runs" })')).toMatchObject([
      { code: 'ILLEGAL_STATE', allowed: ['DRAFT', 'STOPPED'] },
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
