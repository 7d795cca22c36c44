// The library as docs/jobs.md shows it: its programs in a project of their own, which has Mortar as a package.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { type LibraryProject, openLibraryProject } from '../support/library-project.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);

let project: LibraryProject;
beforeAll(() => {
  project = openLibraryProject('docs/jobs.md', ['zod']);
});

function runNode(args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: project.folder, encoding: 'utf8', env: environment() });
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, REDIS_URL: server.url, ...more };
}

afterAll(async () => {
  redis.close();
  await server.stop();
  project?.remove();
});

test('WAIT tells whether a replica has the job', async () => {
  expect(runNode(['built/durable.js'])).toMatch(/^payouts:\d+ is on the master alone$/m);
  const replica = await startMemoryRedis();
  const follower = await RedisHandle.open(replica.url);
  try {
    await follower.client.replicaof('127.0.0.1', server.port);
    // The replica says that it is up before the master counts it, and a busy machine may take longer than WAIT waits.
    await expect.poll(() => redis.client.info('replication'), { timeout: 20_000 }).toContain('state=online');
    let id: string | undefined;
    const copied = () => {
      id = /^(\S+) is on a replica$/m.exec(runNode(['built/durable.js']))?.[1];
      return id;
    };
    await expect.poll(copied, { timeout: 30_000 }).toBeDefined();
    expect(await new Jobs(follower).get(id as string)).toMatchObject({ state: 'WAITING', payload: { order: 1001 } });
  } finally {
    follower.close();
    await replica.stop();
  }
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
  const worker = spawn(process.execPath, ['built/worker.js'], {
    cwd: project.folder,
    env: environment({ TRANSLATOR }),
  });
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
