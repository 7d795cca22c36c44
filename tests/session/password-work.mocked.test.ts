// What a log-in costs tells nothing about the account.

import argon2 from '@node-rs/argon2';
import { expect, it, vi } from 'vitest';
import { passwordDefaults } from '../../src/redis/account/password.ts';
import { openTestApp } from '../support/app.ts';
import { bearersOf, newEmail, rawId } from '../support/log-in.ts';

// Counted, and as they are.
vi.mock('@node-rs/argon2', async (original) => {
  const { hash, verify } = await original<typeof argon2>();
  const counted = { hash: vi.fn(hash), verify: vi.fn(verify) };
  return { ...counted, default: counted };
});

const app = await openTestApp();
const { signUp, bearerLogIn } = bearersOf(app);

it('costs the same work for an unknown address, a wrong password and a disabled account', async () => {
  const [wrong, disabled] = [await signUp(), await signUp()];
  await app.stores.accounts.setDisabled(rawId(disabled.userId), true);
  const { memoryKiB, iterations, parallelism } = passwordDefaults;
  const [hash, verify] = [vi.mocked(argon2.hash), vi.mocked(argon2.verify)];
  const tries: Record<string, () => Promise<unknown>> = {
    unknown: () => bearerLogIn(newEmail()),
    wrong: () => bearerLogIn(wrong.email, 'not the password'),
    disabled: () => bearerLogIn(disabled.email),
  };
  for (const [name, attempt] of Object.entries(tries)) {
    for (const spy of [hash, verify]) spy.mockClear();
    await attempt();
    const computed = [
      ...verify.mock.calls.map(([stored]) => stored),
      ...(await Promise.all(hash.mock.results.map(({ value }) => value))),
    ];
    // One hash is compared, an account's or a decoy, with the same parameters.
    expect(computed, name).toEqual([
      expect.stringContaining(`$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$`),
    ]);
  }
  expect(hash).not.toHaveBeenCalled();
});
