// Messages as docs/messages.md shows them: its programs in a project of their own, its GraphQL over HTTP and WebSocket.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { openTestApp } from '../support/app.ts';
import { type LibraryProject, openLibraryProject } from '../support/library-project.ts';

// Building takes its time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const server = await startMemoryRedis();
const app = await openTestApp();
let project: LibraryProject;
beforeAll(() => {
  project = openLibraryProject('docs/messages.md', []);
});
afterAll(async () => {
  await server.stop();
  project?.remove();
});

const env = { PATH: process.env.PATH, REDIS_URL: server.url };

async function runProgram(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.folder, env });
  return stdout.trim().split('\n');
}

test('the programs publish, read from a cursor, share the work and look at what died', async () => {
  expect(await runProgram('built/publish.js')).toEqual(['published 3']);
  const read = await runProgram('built/read.js', '0-0_0');
  expect(read.map((line) => line.split(' ')[0])).toEqual([
    '{"number":"1001"}',
    '{"number":"1002"}',
    '{"number":"unreadable"}',
  ]);
  const [, cursor = ''] = read[0]?.split(' ') ?? [];
  expect(await runProgram('built/read.js', cursor)).toEqual(read.slice(1));

  const service = spawn(process.execPath, ['built/service.js'], { cwd: project.folder, env });
  let mailed = '';
  let complaints = '';
  service.stdout.on('data', (text) => (mailed += text));
  service.stderr.on('data', (text) => (complaints += text));
  const ended = once(service, 'exit');
  try {
    await expect
      .poll(() => runProgram('built/dead.js'), { timeout: 30_000 })
      .toEqual(['{"number":"unreadable"} attempt 1: There is no such order']);
    expect((await runProgram('built/dead.js', 'replay')).at(-1)).toBe('given out again: 1');
    await expect.poll(() => complaints.match(/no such order/g)?.length, { timeout: 20_000 }).toBe(2);
    service.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(mailed.trim().split('\n').sort()).toEqual(['mailed 1001 on attempt 1', 'mailed 1002 on attempt 1']);
  } finally {
    service.kill('SIGKILL');
  }
});

test('the operations publish a message and hear it from a cursor on', async () => {
  const page = readFileSync(new URL('../../docs/messages.md', import.meta.url), 'utf8');
  const [publish = '', subscribe = ''] = [...page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => text ?? '',
  );
  const token = await app.token('WORKER');
  const worker = app.client(token);
  const first = await worker.request<{ messagePublish: { message: { cursor: string } } }>(publish);
  await worker.request(publish);
  const query = subscribe.replace('CURSOR', first.messagePublish.message.cursor);
  const stream = app.socket(token).iterate({ query });
  expect((await stream.next()).value).toMatchObject({ data: { messages: { payload: { number: '1001' }, missed: 0 } } });
  await stream.return?.();
});
