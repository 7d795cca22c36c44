// The embedded Redis as `npm start` uses it: its data folder, its lock, and what is left after a killed parent.

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type EmbeddedRedis,
  FolderInUse,
  joinEmbeddedRedis,
  startEmbeddedRedis,
} from '../../src/embedded-redis/embedded-redis.ts';
import { findServer } from '../../src/embedded-redis/find.ts';
import { beganAt } from '../../src/embedded-redis/process-began.ts';

const maxBytes = 256 * 1_024 * 1_024;

let folder: string;
let opened: EmbeddedRedis[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortar test ü '));
  opened = [];
});

afterEach(async () => {
  for (const redis of opened) await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(command = 'start', dataDir = folder): Promise<EmbeddedRedis> {
  const redis = await startEmbeddedRedis({ dataDir, maxBytes, command });
  opened.push(redis);
  return redis;
}

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ path: url.slice('unix://'.length), retryStrategy: null });
  client.on('error', () => {});
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

function pidOf(url: string): Promise<number> {
  return ask(url, async (client) => Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]));
}

const isAlive = (pid: number): boolean => beganAt(pid) !== undefined;

/** A process of its own that opens the folder and then does nothing, to be killed. */
async function openElsewhere(): Promise<ChildProcess> {
  const child = fork(new URL('./hold-folder.ts', import.meta.url), [folder], {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'message');
  return child;
}

test('a second start finds the data of the first', async () => {
  const first = await open();
  await ask(first.url, (client) => client.set('kept', 'yes'));
  await first.stop();
  const second = await open();
  expect(await ask(second.url, (client) => client.get('kept'))).toBe('yes');
});

test('it is append-only, never evicts, and only this user reaches it', async () => {
  const { url } = await open();
  const settings = await ask(url, async (client) => [
    ...((await client.config('GET', 'append*')) as string[]),
    ...((await client.config('GET', 'maxmemory-policy')) as string[]),
    ...((await client.config('GET', 'port')) as string[]),
  ]);
  const value = (name: string): string | undefined => settings[settings.indexOf(name) + 1];
  expect(value('appendonly')).toBe('yes');
  expect(value('appendfsync')).toBe('everysec');
  expect(value('maxmemory-policy')).toBe('noeviction');
  expect(value('port')).toBe('0');
  expect(statSync(url.slice('unix://'.length)).mode & 0o077).toBe(0);
});

test('a second start on the same folder is refused and names the first', async () => {
  await open();
  const refusal = await startEmbeddedRedis({ dataDir: folder, maxBytes, command: 'start' }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FolderInUse);
  expect((refusal as Error).message).toBe(
    `The data folder ${folder} is in use by \`mortar start\` (process ${process.pid})`,
  );
});

test('another command joins the running Redis, and its end leaves that running', async () => {
  const { url } = await open('start');
  const joined = await joinEmbeddedRedis({ dataDir: folder, maxBytes, command: 'import' });
  expect(joined.url).toBe(url);
  await joined.stop();
  expect(await ask(url, (client) => client.ping())).toBe('PONG');
});

test('another command starts a Redis for itself where none runs, and ends it', async () => {
  const own = await joinEmbeddedRedis({ dataDir: folder, maxBytes, command: 'import' });
  const pid = await pidOf(own.url);
  await own.stop();
  expect(isAlive(pid)).toBe(false);
});

test('after SIGKILL of the process that held the folder, Redis ends too and the next start has every write', async () => {
  const holder = await openElsewhere();
  const url = `unix://${join(folder, 'redis.sock')}`;
  const orphan = await pidOf(url);
  await ask(url, (client) => client.set('acknowledged', 'before'));
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  const { url: again } = await open();
  expect(await ask(again, (client) => client.get('acknowledged'))).toBe('before');
  // It lets go of its socket, with everything written, a moment before it is gone.
  await expect.poll(() => isAlive(orphan)).toBe(false);
});

test('a Redis on its way out, which closes connections that it still takes, is waited for', async () => {
  const socket = join(folder, 'redis.sock');
  let taken = 0;
  const ending = createServer((connection) => {
    taken += 1;
    connection.destroy();
    if (taken === 3) ending.close();
  });
  await new Promise<void>((resolve) => ending.listen(socket, resolve));
  const { url } = await open();
  expect(taken).toBe(3);
  expect(await ask(url, (client) => client.ping())).toBe('PONG');
});

test('a Redis whose guard was killed too is ended by the next start, and nothing is lost', async () => {
  const { path, env } = await findServer();
  const socket = join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--appendonly', 'yes', '--save', ''];
  const orphan = spawn(path, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  await expect.poll(() => existsSync(socket)).toBe(true);
  await ask(`unix://${socket}`, (client) => client.set('left', 'over'));
  const { url } = await open();
  expect(isAlive(orphan.pid as number)).toBe(false);
  expect(await ask(url, (client) => client.get('left'))).toBe('over');
});

test.each([
  ['a dead process', '{"pid":999999999,"began":"1","command":"start","url":"unix:///nowhere"}'],
  [
    'a number that another process has by now',
    `{"pid":${process.ppid},"began":"1","command":"start","url":"unix:///x"}`,
  ],
  ['a half-written file', '{"pid":'],
])('the lock of %s does not keep anybody out', async (_name, content) => {
  writeFileSync(join(folder, 'owner.json'), content);
  const { url } = await open();
  expect(await ask(url, (client) => client.ping())).toBe('PONG');
});

test('a Redis that dies is started again with its data', async () => {
  const { url } = await open();
  await ask(url, (client) => client.set('kept', 'yes'));
  const pid = await pidOf(url);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => pidOf(url).catch(() => pid)).not.toBe(pid);
  expect(await ask(url, (client) => client.get('kept'))).toBe('yes');
});

test('a folder with a long name works, though sockets have short ones', async () => {
  const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  mkdirSync(deep, { recursive: true });
  const { url } = await open('start', deep);
  expect(await ask(url, (client) => client.ping())).toBe('PONG');
});

test('a spoilt append-only file is told in one line, with the words of Redis', async () => {
  const first = await open();
  await ask(first.url, (client) => client.set('a', '1'));
  await first.stop();
  writeFileSync(join(folder, 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense\n');
  const failure = await startEmbeddedRedis({ dataDir: folder, maxBytes, command: 'start' }).catch(
    (error: Error) => error.message,
  );
  expect(failure).toMatch(/^Redis did not start: .*manifest/i);
  expect(failure).not.toContain('\n');
  expect(readFileSync(join(folder, 'redis.log'), 'utf8')).not.toBe('');
});
