// `mortar account create|reset EMAIL`: accounts from the machine itself, for the first administrator and for one who is locked out.

import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { Refusal } from '../redis/base/problem.ts';
import { allRoles, type Role } from '../redis/session/role.ts';
import { createStores, type Stores } from '../redis/stores.ts';
import { misuse, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { openRedis } from './open-redis.ts';

const passwordBytes = 18;

interface Change {
  readonly action: 'create' | 'reset';
  readonly email: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
}

export const accountCommand: Command = {
  name: 'account',
  usage: 'account create|reset EMAIL [--name NAME] [--roles ROLES]',
  about: [
    'Creates an account, or gives one back to its owner: reset replaces the password, removes passkeys, authenticator app and recovery',
    'codes, and ends all sessions. Prints the password, once. Works while Mortar runs and while it does not.',
  ].join(' '),
  options: `  --name NAME     create: the name to show for the account
  --roles ROLES   create: with commas between them, of ${allRoles.join(', ')} (CUSTOMER,ADMIN)

For example: npm run account -- create ada@example.com
             npm run account -- reset ada@example.com`,
  async run(args, config) {
    const change = readChange(args);
    await withStores(config, async (stores) => {
      const password = randomBytes(passwordBytes).toString('base64url');
      const done = await (change.action === 'create' ? create : reset)(stores, change, password);
      console.log(`${done}\n  Password  ${password}\nChange it after the first log-in.`);
    });
  },
};

function readChange(args: readonly string[]): Change {
  const options = { name: { type: 'string' }, roles: { type: 'string' } } as const;
  return readArguments(accountCommand, { args: [...args], options, allowPositionals: true }, (given) => {
    const [action, email, ...more] = given.positionals;
    const { name, roles } = given.values;
    if (action !== 'create' && action !== 'reset')
      throw new Error(action === undefined ? 'Give create or reset' : `Unknown action ${JSON.stringify(action)}`);
    if (email === undefined) throw new Error(`${action} needs an e-mail address`);
    if (more.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(more[0])}`);
    if (action === 'reset' && (name ?? roles) !== undefined)
      throw new Error(`reset takes no --${name === undefined ? 'roles' : 'name'}`);
    return { action, email, name: name ?? null, roles: rolesOf(roles ?? 'CUSTOMER,ADMIN') };
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

async function create({ accounts }: Stores, { email, name, roles }: Change, password: string): Promise<string> {
  const account = await accounts.create({ email, password, displayName: name, roles, verified: true });
  return `${account.email} has an account with the roles ${account.roles.join(', ')}.`;
}

async function reset({ accounts, accountRecovery }: Stores, { email }: Change, password: string): Promise<string> {
  const account = await accounts.findByEmail(email);
  if (!account) throw new CommandError(`account: There is no account with the address ${JSON.stringify(email)}`);
  const ended = await accountRecovery.reset(account.id, password);
  const blocked = account.disabled ? ' It is disabled: an administrator has to enable it before it can log in.' : '';
  return `${account.email} has a new password and no second factor; sessions that ended: ${ended}.${blocked}`;
}

async function withStores(config: Config, work: (stores: Stores) => Promise<void>): Promise<void> {
  const redis = await openRedis(config, 'account');
  try {
    const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
    const stores = createStores(handle, { sessions: config.sessions, passwords: config.passwords });
    try {
      await work(stores);
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
