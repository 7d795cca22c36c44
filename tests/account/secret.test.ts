// Where the secrets of accounts come from, and which an account does not have.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { newDeviceSecret } from '../../src/redis/account/device.ts';
import { newRecoveryCodes } from '../../src/redis/account/recovery-code.ts';
import { newTotpSecret } from '../../src/redis/account/totp.ts';
import { newOwnerId, newToken } from '../../src/redis/session/token.ts';
import { schema } from '../../src/schema/index.ts';

test('secrets and codes come from the generator of node:crypto, and none repeats while Math.random stands still', () => {
  const folders = ['../../src/redis/account/', '../../src/redis/session/'].map(
    (each) => new URL(each, import.meta.url),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => new URL(name, folder)),
  );
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) expect(readFileSync(file, 'utf8'), file.pathname).not.toContain('Math.random');
  const still = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const made = Array.from({ length: 200 }, () => [
    ...[newTotpSecret(), newDeviceSecret(), newOwnerId(), newToken({ owner: 'u', name: 'n' }).text],
    ...newRecoveryCodes(),
  ]).flat();
  still.mockRestore();
  expect(new Set(made).size).toBe(made.length);
});

test('no account has a secret question, a hint of its password, or a telephone', () => {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !/^__|^PostalAddress/.test(name));
  const names = types.flatMap((type) => {
    if ('getValues' in type) return type.getValues().map(({ name }) => name);
    return 'getFields' in type ? Object.keys(type.getFields()) : [];
  });
  expect(names.length).toBeGreaterThan(1_000);
  expect(names.filter((name) => /hint|question|phone|\bsms\b/i.test(name))).toEqual([]);
});
