// The cache as docs/cache.md shows it, in a program that has Mortar as a package.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { type LibraryProject, openLibraryProject } from '../support/library-project.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const server = await startMemoryRedis();
let project: LibraryProject;
beforeAll(() => {
  project = openLibraryProject('docs/cache.md', []);
});

afterAll(async () => {
  await server.stop();
  project?.remove();
});

test('a thousand callers load once, and once more after an invalidation', () => {
  const env = { PATH: process.env.PATH, REDIS_URL: server.url };
  const told = execFileSync(process.execPath, ['built/cache.js'], { cwd: project.folder, env, encoding: 'utf8' });
  expect(told.trim().split('\n')).toEqual(['a thousand callers, loads: 1', 'after the invalidation, loads: 2']);
});
