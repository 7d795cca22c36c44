// The examples, as somebody has them who copies one and installs the package.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedRedis, startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { compileProject, openPackageProject, runProject } from '../support/package-project.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const { folder } = openPackageProject();
cpSync(examples, folder, { recursive: true });

it.each(readdirSync(examples))('%s compiles', (name) => {
  expect(compileProject(join(folder, name))).toBe('');
});

it('plugin-loyalty passes its own test', () => {
  expect(runProject(join(folder, 'plugin-loyalty'), [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'])).toContain(
    '1 passed',
  );
});

describe('express-app', () => {
  let redis: EmbeddedRedis;
  let app: { readonly url: string; readonly said: () => string; stop(): Promise<void> };
  let cookie = '';

  beforeAll(async () => {
    redis = await startMemoryRedis();
    app = await start();
  });
  afterAll(async () => {
    await app.stop();
    await redis.stop();
  });

  async function start() {
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'main.ts'], {
      cwd: join(folder, 'express-app'),
      env: { PATH: process.env.PATH, PORT: '0', REDIS_URL: redis.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout?.on('data', (text) => {
      said += text;
    });
    await vi.waitUntil(() => said.includes('Listening on'), { timeout: 60_000 });
    const stop = async (): Promise<void> => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    };
    return { url: `http://127.0.0.1:${/Listening on (\d+)/.exec(said)?.[1]}`, said: () => said, stop };
  }

  async function call(path: string, body?: object) {
    const response = await fetch(`${app.url}${path}`, {
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  it('adds notes of who is logged in, by a job that makes the list anew', async () => {
    expect((await call('/notes', { text: 'Too soon' })).status).toBe(401);
    expect((await call('/log-in', { name: 'Ada' })).body).toEqual({ name: 'Ada' });
    expect((await call('/notes')).body).toEqual([]);
    expect((await call('/notes', { text: 'Hello' })).body).toEqual({ id: 1 });
    await expect.poll(app.said).toContain('Note 1 by Ada');
    await expect.poll(async () => (await call('/notes')).body).toEqual([{ by: 'Ada', text: 'Hello' }]);
  });

  it('limits notes by a policy of Mortar, and log-ins by express-rate-limit', async () => {
    const { headers } = await call('/notes', { text: 'Again' });
    expect(headers.get('ratelimit-policy')).toBe('"notes";q=10;w=60');
    await expect.poll(async () => (await call('/notes', { text: 'Again' })).status).toBe(429);
    await expect.poll(async () => (await call('/log-in', { name: 'Ada' })).status).toBe(429);
  });

  it('knows its sessions after a restart', async () => {
    await app.stop();
    app = await start();
    expect((await call('/me')).body).toEqual({ name: 'Ada' });
  });
});
