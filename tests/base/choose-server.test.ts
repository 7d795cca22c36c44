// MORTAR_TEST_REDIS: every server of a run of tests is the one that it names, or there is no run.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { findServer } from '../../src/embedded-redis/find.ts';
import { newFolder, startBareRedis } from '../support/bare-redis.ts';

const chooser = fileURLToPath(new URL('../support/choose-server.ts', import.meta.url));
const finder = fileURLToPath(new URL('../../src/embedded-redis/find.ts', import.meta.url));

/** What a run with this setting finds. */
async function findWith(program: string): Promise<string> {
  const text = `await import(${JSON.stringify(chooser)});
    const { findServer } = await import(${JSON.stringify(finder)});
    console.log((await findServer()).path);`;
  const env = { ...process.env, MORTAR_TEST_REDIS: program };
  const args = ['--import', 'tsx', '--input-type=module', '--eval', text];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

test('names a server by its path, whatever the file is called', async () => {
  const { path, env } = await findServer();
  // A package in a cache folder needs its libraries.
  Object.assign(process.env, env);
  const folder = mkdtempSync(join(tmpdir(), 'mortar-any-name-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'server-of-tomorrow');
  symlinkSync(path, program);
  expect(await findWith(program)).toMatch(/mortar-test-redis-\w+\/redis-server$/);
});

test.each(['/bin/false', '/bin/cat', '/no/such/redis-server'])('ends the run for %s', async (program) => {
  const ended = await findWith(program).catch((error: Error) => error);
  expect(String(ended)).toContain(`MORTAR_TEST_REDIS is ${program}, which is no redis-server or valkey-server`);
});

test('the server of a test, the nodes of the cluster and a Sentinel are of one version', async () => {
  const version = async (port: string | number): Promise<string | undefined> => {
    const client = new Redis({ host: '127.0.0.1', port: Number(port), enableReadyCheck: false });
    onTestFinished(() => client.disconnect());
    const info = await client.info('server');
    return (/^valkey_version:(\S+)/m.exec(info) ?? /^redis_version:(\S+)/m.exec(info))?.[1];
  };
  const port = await freePort();
  await startBareRedis([`port ${port}`], 'sentinel', newFolder());
  const nodes = inject('clusterRedisUrl').matchAll(/:(\d+)/g);
  const ports = [new URL(inject('singleRedisUrl')).port, ...[...nodes].map(([, each]) => each as string), port];
  const versions = await Promise.all(ports.map(version));
  expect(new Set(versions)).toEqual(new Set([(await findServer()).version]));
});
