// What a person types, and what is wrong with it.

import { expect, test } from 'vitest';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { dataFolder, expectRefusal, runMortar } from '../support/mortar-process.ts';

test('start --help lists its options and the settings', async () => {
  const { code, stdout } = await runMortar(['start', '--help']).ended();
  expect(code).toBe(0);
  for (const word of ['--processes', '--port', 'REDIS_URL', 'MORTAR_DRAIN_SECONDS']) expect(stdout).toContain(word);
});

test.each([
  [['start', 'foo'], /^start: Unexpected argument 'foo'.*Usage: start \[--port N\]/],
  [['start', '--prot', '5000'], /^start: Unknown option '--prot'.*Usage: start/],
  [['start', '--port', 'many'], /^PORT is "many", but must be a whole number/],
  [['start', '--processes', '0'], /^MORTAR_PROCESSES is "0", but must be a whole number from 1 to 64$/],
])('%j is refused', async (args, line) => {
  expectRefusal(await runMortar(args, { MORTAR_DATA_DIR: dataFolder() }).ended(), line);
});

test('--check prints the settings without secrets, warns of names that are none, and starts nothing', async () => {
  const env = {
    REDIS_URL: 'redis://ada:s3cret@127.0.0.1:1',
    MORTAR_ADMIN_EMAIL: 'ada@example.com',
    MORTAR_ADMIN_PASSWORD: 'a long enough one',
    MORTAR_DRAIN_SECOND: '5',
  };
  const { code, stdout, stderr } = await runMortar(['start', '--check', '--port', '4321'], env).ended();
  expect(code).toBe(0);
  expect(stdout).toContain('The settings are valid.\n');
  expect(stdout).toContain('PORT=4321\n');
  expect(stdout).toContain('REDIS_URL=redis://ada:***@127.0.0.1:1\n');
  expect(stdout).toContain('MORTAR_ADMIN_PASSWORD=***\n');
  expect(stdout + stderr).not.toMatch(/s3cret|long enough/);
  expect(stderr).toBe(
    'Warning: MORTAR_DRAIN_SECOND is not a setting of Mortar, and has no effect. Did you mean MORTAR_DRAIN_SECONDS?\n',
  );
});

test('--port chooses the port', async () => {
  const port = String(await freePort());
  const mortar = runMortar(['start', '--port', port], { MORTAR_DATA_DIR: dataFolder() });
  expect(new URL(await mortar.url()).port).toBe(port);
});
