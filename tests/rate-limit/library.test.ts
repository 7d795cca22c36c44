// The limiter as docs/rate-limits.md shows it: an Express server that has Mortar as a package.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort, startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { type LibraryProject, openLibraryProject } from '../support/library-project.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);
let project: LibraryProject;
beforeAll(() => {
  project = openLibraryProject('docs/rate-limits.md', ['express']);
});

afterAll(async () => {
  redis.close();
  await server.stop();
  project?.remove();
});

test('a server of ones own limits its routes, and its policy is changed while it runs', async () => {
  const port = await freePort();
  const program = spawn(process.execPath, ['built/server.js'], {
    cwd: project.folder,
    env: { PATH: process.env.PATH, REDIS_URL: server.url, PORT: String(port) },
  });
  let complaints = '';
  program.stderr.on('data', (text) => (complaints += text));
  const ended = once(program, 'exit');
  const ask = (key: string) =>
    fetch(`http://127.0.0.1:${port}/api/reports`, { headers: { 'x-api-key': key } }).catch(() => undefined);
  try {
    await expect.poll(async () => (await ask('somebody'))?.status, { timeout: 20_000 }).toBe(200);
    const answers = [];
    for (let turn = 0; turn < 6; turn++) answers.push(await ask('ann'));
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = answers[5];
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused?.json()).toEqual({ error: 'Too many calls with this key' });
    expect((await ask('bob'))?.status).toBe(200);

    const limits = new RateLimits(redis);
    expect(await limits.policies.get('reports')).toMatchObject({ limit: 60, burst: 5, targets: [] });
    await limits.unblock('reports', 'ann');
    await expect.poll(async () => (await ask('ann'))?.status, { timeout: 20_000 }).toBe(200);
    await limits.set({ name: 'reports', limit: 100_000, burst: 100_000 });
    await expect
      .poll(
        async () => {
          const all = await Promise.all(Array.from({ length: 20 }, () => ask('bob')));
          return all.every((answer) => answer?.status === 200);
        },
        { timeout: 20_000 },
      )
      .toBe(true);

    expect((await ask('the last one'))?.status).toBe(200);
    program.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(complaints).toBe('');
    // It told what it had counted before it went.
    expect((await limits.reports.topKeys('reports', 10)).map(({ key }) => key)).toContain('the last one');
  } finally {
    program.kill('SIGKILL');
  }
});
