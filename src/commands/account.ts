// `mortar account create EMAIL`: accounts from the machine itself, for the first administrator.

import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Accounts } from '../redis/account/account.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import { allRoles, type Role } from '../redis/session/role.ts';
import { createStores } from '../redis/stores.ts';
import { misuse, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { openRedis } from './open-redis.ts';

const passwordBytes = 18;

interface Change {
  readonly email: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
}

export const accountCommand: Command = {
  name: 'account',
  usage: 'account create EMAIL [--name NAME] [--roles ROLES]',
  about: 'Creates an account and prints a password for it, once. Works while Mortar runs and while it does not.',
  options: `  --name NAME     the name to show for the account
  --roles ROLES   with commas between them, of ${allRoles.join(', ')} (CUSTOMER,ADMIN)

For example: npm run account -- create ada@example.com`,
  async run(args, config) {
    const change = readChange(args);
    await withAccounts(config, async (accounts) => {
      const password = randomBytes(passwordBytes).toString('base64url');
      const done = await create(accounts, change, password);
      console.log(`${done}\n  Password  ${password}\nChange it after the first log-in.`);
    });
  },
};

function readChange(args: readonly string[]): Change {
  const options = { name: { type: 'string' }, roles: { type: 'string' } } as const;
  return readArguments(accountCommand, { args: [...args], options, allowPositionals: true }, (given) => {
    const [action, email, ...more] = given.positionals;
    const { name, roles = 'CUSTOMER,ADMIN' } = given.values;
    if (action !== 'create')
      throw new Error(action === undefined ? 'Give create' : `Unknown action ${JSON.stringify(action)}`);
    if (email === undefined) throw new Error('create needs an e-mail address');
    if (more.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(more[0])}`);
    return { email, name: name ?? null, roles: rolesOf(roles) };
  });
}

function rolesOf(text: string): Role[] {
  return text.split(',').map((name) => {
    const role = allRoles.find((one) => one === name.trim().toUpperCase());
    if (!role)
      throw misuse(accountCommand, `There is no role ${JSON.stringify(name)}: roles are ${allRoles.join(', ')}`);
    return role;
  });
}

async function create(accounts: Accounts, { email, name, roles }: Change, password: string): Promise<string> {
  const account = await accounts.create({ email, password, displayName: name, roles, verified: true });
  return `${account.email} has an account with the roles ${account.roles.join(', ')}.`;
}

async function withAccounts(config: Config, work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const redis = await openRedis(config, 'account');
  try {
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    const stores = createStores(handle, { sessions: config.sessions, passwords: config.passwords });
    try {
      await work(stores.accounts);
    } catch (error) {
      throw error instanceof Refusal ? new CommandError(`account: ${error.message}`) : error;
    } finally {
      for (const each of [stores.rateLimits, stores.cache, stores.accounts]) await each.close();
      handle.close();
    }
  } finally {
    await redis.stop();
  }
}
