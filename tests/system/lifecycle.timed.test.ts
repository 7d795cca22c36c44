// Starting and stopping, as the person at the keyboard sees it.

import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Services } from '../../src/redis/service/service.ts';
import { dataFolder, expectRefusal, processesOf, runMortar } from '../support/mortar-process.ts';

test.each(['SIGINT', 'SIGTERM'] as const)('%s: ends with code 0 and leaves no process behind', async (signal) => {
  const folder = dataFolder();
  const mortar = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const url = await mortar.url();
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  expect(processesOf(folder)).toHaveLength(1);
  mortar.signal(signal);
  expect((await mortar.ended()).code).toBe(0);
  expect(processesOf(folder)).toEqual([]);
});

test('two signals at a time, as npm and a terminal send them, are one wish', async () => {
  const mortar = runMortar(['start'], { MORTAR_DATA_DIR: dataFolder() });
  await mortar.url();
  mortar.signal('SIGINT');
  mortar.signal('SIGINT');
  expect((await mortar.ended()).code).toBe(0);
});

test('a signal before it serves ends it as well', async () => {
  const folder = dataFolder();
  const mortar = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  await expect.poll(() => processesOf(folder).length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
  mortar.signal('SIGTERM');
  expect((await mortar.ended()).code).toBe(0);
  expect(processesOf(folder)).toEqual([]);
});

test('tells where everything is, also of an API alone, which runs no jobs', async () => {
  const folder = dataFolder();
  const mortar = runMortar(['start', '--no-workers'], { MORTAR_DATA_DIR: folder });
  await mortar.says(/GraphiQL +http:\/\/127\.0\.0\.1:\d+\/graphql/);
  await mortar.says(new RegExp(`Redis +unix://${folder}/redis.sock .*data in ${folder}`));
  const redis = await RedisHandle.open(`unix://${folder}/redis.sock`);
  onTestFinished(() => redis.close());
  // Workers register before the API does.
  await expect.poll(() => new Services(redis).names()).toEqual(['mortar-api']);

  // What systemd sends to reload a service: there is nothing to replace, and nothing ends.
  const worker = runMortar(['worker'], { REDIS_URL: `unix://${folder}/redis.sock` });
  await worker.says(/Working on/);
  for (const process of [mortar, worker]) {
    process.signal('SIGUSR2');
    await expect.poll(() => process.stderr).toMatch(/SIGUSR2 replaces .* restart it instead/);
  }
  expect((await fetch(`${await mortar.url()}/health/ready`)).status).toBe(200);
  worker.signal('SIGTERM');
  expect((await worker.ended()).code).toBe(0);
});

test('a port in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const folder = dataFolder();
  const ended = await runMortar(['start'], { PORT: String(port), MORTAR_DATA_DIR: folder }).ended();
  expectRefusal(ended, new RegExp(`^Port ${port} on 127.0.0.1 is in use: .*PORT=${port + 1}$`));
  expect(processesOf(folder)).toEqual([]);
});

test('a data folder in use', async () => {
  const folder = dataFolder();
  const first = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  await first.url();
  const second = await runMortar(['start'], { MORTAR_DATA_DIR: folder }).ended();
  expectRefusal(
    second,
    new RegExp(`^The data folder ${folder} is in use by \`mortar start\` \\(process ${first.pid}\\)`),
  );
});

test('data that another version of Mortar has written', async () => {
  const redis = await startMemoryRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.port);
  await client.set('mortar:layout', '99');
  const ended = await runMortar(['start'], { REDIS_URL: redis.url }).ended();
  expectRefusal(
    ended,
    /^The data at redis:\/\/127\.0\.0\.1:\d+ has layout 99, of a newer version .*install that version, or set MORTAR_KEY_PREFIX/,
  );
  // From before layouts had numbers; another prefix is another's data.
  await client.del('mortar:layout');
  await client.hset('mortar:demo', 'accounts', 'done');
  expectRefusal(await runMortar(['worker'], { REDIS_URL: redis.url }).ended(), /of an older version/);
  client.disconnect();
  const beside = runMortar(['start'], { REDIS_URL: redis.url, MORTAR_KEY_PREFIX: 'beside' });
  await beside.url();
});

test('a Redis that does not answer', async () => {
  const ended = await runMortar(['start'], { REDIS_URL: 'redis://127.0.0.1:1' }).ended();
  expectRefusal(ended, /^Redis at redis:\/\/127\.0\.0\.1:1 does not answer: /);
});

test('a Redis that wants a password, and one that refuses it', async () => {
  const redis = await startMemoryRedis();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.port);
  await client.config('SET', 'requirepass', 'right');
  client.disconnect();
  const without = await runMortar(['start'], { REDIS_URL: redis.url }).ended();
  expectRefusal(without, /wants a password: put it in REDIS_URL/);
  const wrong = await runMortar(['start'], { REDIS_URL: `redis://:wr0ng@127.0.0.1:${redis.port}` }).ended();
  expectRefusal(wrong, /refuses the user or password/);
  expect(wrong.stderr).not.toContain('wr0ng');
  const right = runMortar(['start'], { REDIS_URL: `redis://:right@127.0.0.1:${redis.port}` });
  expect((await fetch(`${await right.url()}/health/ready`)).status).toBe(200);
});

test.each([
  ['start', { PORT: 'many' }, /^PORT is "many", but must be a whole number from 0 to 65535$/],
  ['start', { HOST: '192.0.2.1' }, /^HOST is "192.0.2.1", but this machine has no such address$/],
  ['frobnicate', {}, /^Unknown command "frobnicate"\. Commands: start, /],
] as const)('mortar %s with %o', async (command, env, line) => {
  expectRefusal(await runMortar([command], { MORTAR_DATA_DIR: dataFolder(), ...env }).ended(), line);
});

test('--help names every command and variable', async () => {
  const { code, stdout } = await runMortar(['--help']).ended();
  expect(code).toBe(0);
  for (const word of ['start', 'PORT', 'REDIS_URL', 'MORTAR_DATA_DIR', 'LOG_LEVEL']) expect(stdout).toContain(word);
});
