// The library as docs/jobs.md shows it: its programs in a project of their own, which has Mortar as a package.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/redis/embedded.ts';
import { RedisHandle } from '../../src/redis/handle.ts';
import { Jobs } from '../../src/redis/job.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'mortar-library-'));
const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);

/** The programs of the page, by the file name in their first line. */
function programs(): Map<string, string> {
  const page = readFileSync(join(root, 'docs/jobs.md'), 'utf8');
  const blocks = page.matchAll(/^```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)^```$/gm);
  return new Map(Array.from(blocks, ([, name, text]) => [name as string, text as string]));
}

function runNode(args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: environment() });
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, REDIS_URL: server.url, ...more };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'ignore' });
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, join(modules, 'mortar'));
  for (const name of ['zod', '@types']) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const [name, text] of programs()) writeFileSync(join(project, name), text);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'app', type: 'module' }));
  const compilerOptions = { target: 'es2023', module: 'nodenext', strict: true, outDir: 'built', types: ['node'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  try {
    runNode([join(root, 'node_modules/typescript/bin/tsc')]);
  } catch (error) {
    throw new Error(`The programs do not compile: ${(error as { stdout: string }).stdout}`);
  }
});

afterAll(async () => {
  redis.close();
  await server.stop();
  rmSync(project, { recursive: true, force: true });
});

test('a worker and a program that enqueues do what the page says', async () => {
  const asked: { url: string; key: unknown }[] = [];
  const translator = createServer((request, response) => {
    asked.push({ url: request.url ?? '', key: request.headers['idempotency-key'] });
    if (request.url?.includes('unreadable')) response.writeHead(400).end();
    else if (asked.length === 1) response.writeHead(429).end();
    else response.end('guten Morgen');
  });
  translator.listen(0, '127.0.0.1');
  await once(translator, 'listening');
  const TRANSLATOR = `http://127.0.0.1:${(translator.address() as AddressInfo).port}`;
  const worker = spawn(process.execPath, ['built/worker.js'], { cwd: project, env: environment({ TRANSLATOR }) });
  let complaints = '';
  worker.stderr.on('data', (text) => (complaints += text));
  const ended = once(worker, 'exit');
  try {
    const id = runNode(['built/enqueue.js']).trim();
    const jobs = new Jobs(redis);
    await expect.poll(async () => (await jobs.get(id))?.state, { timeout: 20_000 }).toBe('COMPLETED');
    const job = await jobs.get(id);
    expect(job).toMatchObject({ result: { text: 'guten Morgen' }, attempt: 2, priority: 7, maxAttempts: 3 });
    expect(job?.errors.map(({ message }) => message)).toEqual(['The translator is busy']);
    expect((await jobs.logs(id)).map(({ message }) => message)).toEqual(['translated 12 characters on attempt 2']);
    expect(asked).toEqual(Array(2).fill({ url: '/de?text=good%20morning', key: id }));
    expect(runNode(['built/enqueue.js']).trim(), 'the idempotency key is known').toBe(id);

    const wrong = { queue: 'translations', name: 'text.translate' };
    const misfit = await jobs.enqueue({ ...wrong, payload: { text: 'a', language: 'eo' } });
    const unreadable = await jobs.enqueue({ ...wrong, payload: { text: 'unreadable', language: 'fr' } });
    for (const { id } of [misfit, unreadable])
      await expect.poll(async () => (await jobs.get(id))?.state, { timeout: 20_000 }).toBe('DEAD');
    expect((await jobs.get(misfit.id))?.errors[0]?.message).toContain('The payload does not fit. language: ');
    expect((await jobs.get(unreadable.id))?.errors[0]?.message).toBe('The translator cannot read this text');

    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(complaints).toBe('');
  } finally {
    worker.kill('SIGKILL');
    translator.close();
  }
});
