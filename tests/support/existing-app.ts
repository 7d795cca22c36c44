// The Express app of docs/existing-app.md: what the page promises of it, asked over HTTP.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { createStores } from '../../src/redis/stores.ts';

export const existingAppPage = readFileSync(
  fileURLToPath(new URL('../../docs/existing-app.md', import.meta.url)),
  'utf8',
);

/** Writes the app into a folder that has its packages, runs it on a Redis of its own, and asks for each thing that it does. */
export async function tryExistingApp(folder: string): Promise<void> {
  const [, text = ''] = /^```js\n(\/\/ app\.mjs\n[\s\S]*?)^```$/m.exec(existingAppPage) ?? [];
  writeFileSync(join(folder, 'app.mjs'), text);
  const redis = await startMemoryRedis();
  const handle = await RedisHandle.open(redis.url);
  const app = spawn(process.execPath, ['app.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', REDIS_URL: redis.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  app.stdout.on('data', (part) => {
    said += part;
  });
  try {
    const port = await found(() => /Listening on (\d+)/.exec(said)?.[1]);
    const url = `http://127.0.0.1:${port}`;
    await limitsAndCaches(url);
    await checksSessions(url, handle);
    assert.equal((await fetch(`${url}/welcome/Ada`, { method: 'POST' })).status, 202);
    await found(() => said.includes('Welcome Ada') || undefined);
  } finally {
    app.kill();
    if (app.exitCode === null) await once(app, 'exit');
    handle.close();
    await redis.stop();
  }
}

async function limitsAndCaches(url: string): Promise<void> {
  const first = await fetch(`${url}/reports`);
  assert.deepEqual([first.status, first.headers.get('ratelimit-policy')], [200, '"reports";q=5;w=60']);
  const made = [await first.text()];
  for (let i = 0; i < 4; i += 1) made.push(await (await fetch(`${url}/reports`)).text());
  // On a busy machine a process may do without its cache, or decide about a limit by itself, for a moment.
  assert.ok(new Set(made).size < made.length, 'Nothing was cached');
  const retryAfter = await found(async () => (await fetch(`${url}/reports`)).headers.get('retry-after') ?? undefined);
  assert.match(retryAfter, /^\d+$/);
}

async function checksSessions(url: string, handle: RedisHandle): Promise<void> {
  const { accounts, sessions } = createStores(handle);
  const { id } = await accounts.create({ email: 'ada@example.com', password: 'a long enough password', roles: [] });
  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  const me = async (userId: string | null) => {
    const issued = await sessions.start({ userId, transport: 'BEARER', client });
    const response = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${issued?.token}` } });
    return [response.status, await response.json()];
  };
  assert.equal((await fetch(`${url}/me`)).status, 401);
  assert.deepEqual(await me(null), [401, { error: 'Log in first.' }]);
  assert.deepEqual(await me(id), [200, { userId: id }]);
}

/** What `read` gives as soon as it is not undefined. */
async function found<T>(read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    assert.ok(Date.now() < end, `Nothing came within a minute: ${read}`);
    await setTimeout(20);
  }
}
