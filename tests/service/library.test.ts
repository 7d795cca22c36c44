// The registry as docs/services.md shows it: a server that registers, and a program that finds it.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Services } from '../../src/redis/service/service.ts';
import { type LibraryProject, openLibraryProject } from '../support/library-project.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);
const services = new Services(redis);
let project: LibraryProject;
beforeAll(() => {
  project = openLibraryProject('docs/services.md', []);
});

afterAll(async () => {
  redis.close();
  await server.stop();
  project?.remove();
});

test('a server registers, is found and called, drains and leaves', async () => {
  const env = { PATH: process.env.PATH, REDIS_URL: server.url };
  const billing = spawn(process.execPath, ['built/billing.js'], { cwd: project.folder, env });
  let complaints = '';
  billing.stderr.on('data', (text) => (complaints += text));
  const ended = once(billing, 'exit');
  const status = async () => (await services.instances('billing')).map((instance) => instance.status);
  try {
    await expect.poll(status, { timeout: 20_000 }).toEqual(['UP']);
    const printed = execFileSync(process.execPath, ['built/caller.js'], { cwd: project.folder, env, encoding: 'utf8' });
    expect(printed).toBe('paid\nUP 1.4.2\n');
    billing.kill('SIGTERM');
    await expect.poll(status, { interval: 20 }).toEqual(['DRAINING']);
    expect(await ended).toEqual([0, null]);
    expect(await status()).toEqual([]);
    expect(complaints).toBe('');
  } finally {
    billing.kill('SIGKILL');
  }
});
