// What a database has to hold before Mortar is of use: an administrator and, where it is wanted, the demo.

import type { Config } from '../config.ts';
import { createAccount, type LogIn } from '../demo/log-ins.ts';
import { seedDemo } from '../demo/seed.ts';
import type { Accounts } from '../redis/account/account.ts';
import { Refusal } from '../redis/base/problem.ts';
import type { Stores } from '../redis/stores.ts';
import { CommandError } from './command.ts';

/** Makes what is missing and returns the demo's log-ins. */
export async function prepare(stores: Stores, config: Config): Promise<LogIn[]> {
  if (config.admin) await createAdministrator(stores.accounts, config.admin);
  return config.demo ? seedDemo(stores) : [];
}

async function createAdministrator(accounts: Accounts, admin: { email: string; password: string }): Promise<void> {
  try {
    await createAccount(accounts, {
      ...admin,
      displayName: 'Administrator',
      roles: ['CUSTOMER', 'ADMIN'],
      verified: true,
    });
  } catch (error) {
    if (error instanceof Refusal) throw new CommandError(`MORTAR_ADMIN_PASSWORD is refused: ${error.message}`);
    throw error;
  }
}
