// The demo's two log-ins. Their passwords are drawn at random once and kept readable in Redis, beside the sample
// catalogue, so that every start can show them: they guard nothing but the demo.

import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Accounts } from '../redis/account/account.ts';
import type { RedisHandle } from '../redis/base/handle.ts';
import { baseKeys } from '../redis/base/keys.ts';
import { Overloaded, Refusal } from '../redis/base/problem.ts';
import type { Role } from '../redis/session/role.ts';

export interface LogIn {
  /** What the account is for: `Customer`, `Administrator`. */
  readonly title: string;
  readonly email: string;
  readonly password: string;
}

/** What judges passwords takes long to start where much else does. */
const limits = { tries: 60 } as const;

const people: readonly { title: string; email: string; displayName: string; roles: readonly Role[] }[] = [
  { title: 'Customer', email: 'customer@example.com', displayName: 'Casey Customer', roles: ['CUSTOMER'] },
  { title: 'Administrator', email: 'admin@example.com', displayName: 'Ada Admin', roles: ['CUSTOMER', 'ADMIN'] },
];

/**
 * Makes the accounts that are missing. Several processes that do it at once agree on the passwords. An account that somebody
 * else has made under such an address has a password that the demo does not know, and is not shown.
 */
export async function createLogIns(redis: RedisHandle, accounts: Accounts): Promise<LogIn[]> {
  const key = baseKeys.demo(redis.prefix);
  for (const { email, displayName, roles } of people) {
    if (!(await redis.client.hexists(key, email)) && (await accounts.findByEmail(email))) continue;
    await redis.client.hsetnx(key, email, randomBytes(12).toString('base64url'));
    const password = (await redis.client.hget(key, email)) as string;
    await createAccount(accounts, { email, password, displayName, roles, verified: true });
  }
  return readLogIns(redis);
}

/** The log-ins that were made; none where the demo was never set up. */
export async function readLogIns(redis: RedisHandle): Promise<LogIn[]> {
  const passwords = await redis.client.hgetall(baseKeys.demo(redis.prefix));
  return people.flatMap(({ title, email }) => {
    const password = passwords[email];
    return password === undefined ? [] : [{ title, email, password }];
  });
}

/** Makes an account unless there is one with this address, which is left as it is. Waits while the machine is too busy to. */
export async function createAccount(accounts: Accounts, account: Parameters<Accounts['create']>[0]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await accounts.create(account);
      return;
    } catch (error) {
      if (error instanceof Refusal && error.problems[0]?.code === 'EMAIL_TAKEN') return;
      if (!(error instanceof Overloaded) || tries === limits.tries) throw error;
      await wait(error.retryAfterSeconds * 1_000);
    }
  }
}
