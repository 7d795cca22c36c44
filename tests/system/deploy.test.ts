// What runs Mortar on a server: the steps of the image in bare folders, with the Redis of compose.yaml, and the unit of systemd.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { startBareRedis } from '../support/bare-redis.ts';
import { buildMortar } from '../support/build.ts';
import { carryOut, environmentOf, lastOf, readContainerfile, type Stage, wordsOf } from '../support/containerfile.ts';
import { debianProgram } from '../support/debian-program.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly command: string;
  readonly environment: Record<string, string>;
}

const { services } = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const password = 'a password of compose';
/** With what a person has set, and defaults for the rest. */
const filled = (text: string): string =>
  text.replace(/\$\{REDIS_PASSWORD:\?[^}]*\}/g, password).replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const settingsOf = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, filled(value)]));

describe('the image', () => {
  const stages = readContainerfile(read('Containerfile'));
  const stage = (name: string): Stage => stages.find((each) => each.name === name) as Stage;
  const image = stage('');
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mortar-image-'));
    chmodSync(folder, 0o755);
    const folders = { context: root, stage: (name: string) => join(folder, name) };
    // Another test builds from sources alone. What this build takes is compared with what the program that builds names.
    const dist = buildMortar();
    carryOut(stage('build'), { ...folders, work: join(folder, 'build'), runs: () => false });
    const isWanted = (path: string): boolean => !path.endsWith('.d.ts');
    cpSync(dist, join(folder, 'build/dist'), { recursive: true, filter: isWanted });
    carryOut(stage('packages'), { ...folders, work: join(folder, 'packages'), runs: () => true });
    carryOut(image, { ...folders, work: join(folder, 'app'), runs: () => true });
    return () => rmSync(folder, { recursive: true, force: true });
  }, 240_000);

  test('has copied whatever the build is made of', () => {
    const lists = read('scripts/build.mjs').matchAll(/(?:settings = |inputs: )\[([^\]]*)\]/g);
    const named = [...lists].flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, path = '']) => path));
    expect(named).toContain('dashboard');
    for (const path of named)
      expect(statSync(join(folder, 'build', path), { throwIfNoEntry: false }), path).toBeDefined();
  });

  test('has an application of less than 60 MB', () => {
    const app = execFileSync('sh', ['-c', 'tar --create node_modules dist package.json | wc -c'], {
      cwd: join(folder, 'app'),
      encoding: 'utf8',
    });
    expect(Number(app)).toBeLessThan(60e6);
  });

  test('serves as another user from a tree that nobody writes to, on the Redis of compose.yaml', {
    timeout: 180_000,
  }, async () => {
    const redisPort = await freePort();
    const [, ...words] = filled(services.valkey?.command ?? '')
      .replace(password, JSON.stringify(password))
      .trim()
      .split(' --');
    await startBareRedis([...words, `port ${redisPort}`]);
    const port = String(await freePort());
    const url = (settingsOf('mortar').REDIS_URL as string).replace('@valkey:6379', `@127.0.0.1:${redisPort}`);
    const env = { ...environmentOf(image), ...settingsOf('mortar'), MORTAR_DRAIN_SECONDS: '0' };
    const mortar = start((services.mortar as Service).command.split(' '), {
      ...env,
      HOST: '127.0.0.1',
      PORT: port,
      REDIS_URL: url.replace(password, encodeURIComponent(password)),
    });
    await expect.poll(() => mortar.said(), { timeout: 60_000 }).toContain('Mortar is running');

    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ products(first: 1) { nodes { name } } }"}',
    });
    expect(await answer.json()).toEqual({ data: { products: { nodes: [] } } });
    expect((await fetch(`http://127.0.0.1:${port}/dashboard`)).status).toBe(200);
    // No eviction, and nothing lost with the power.
    const ready = await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json();
    expect(ready).toMatchObject({ status: 'ready', risks: [] });

    const [program, ...args] = wordsOf(lastOf(image, 'HEALTHCHECK'));
    const check = (): number | null =>
      spawnSync(program as string, args, { env: { PATH: process.env.PATH, PORT: port } }).status;
    expect(check()).toBe(0);
    mortar.child.kill('SIGTERM');
    expect(await mortar.ended).toEqual([0, null]);
    expect(check()).toBe(1);
  });

  test('the programs of docs/library.md and docs/testing.md run with these packages alone', {
    timeout: 240_000,
  }, async () => {
    unpackMortar(join(folder, 'packages/node_modules/mortar'));
    const project = join(folder, 'packages/project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{}');
    for (const [page, name] of [
      ['library.md', 'library.mjs'],
      ['testing.md', 'mortar.mjs'],
    ] as const) {
      const [, code] = new RegExp(`^\`\`\`js\n(// ${name}\n[\\s\\S]*?)^\`\`\`$`, 'm').exec(read(`docs/${page}`)) ?? [];
      writeFileSync(join(project, name), code as string);
    }
    const redisPort = await freePort();
    await startBareRedis([`port ${redisPort}`]);
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, REDIS_URL: `redis://127.0.0.1:${redisPort}` };
    const run = (name: string) =>
      spawnSync(process.execPath, [name], { cwd: project, env, encoding: 'utf8', timeout: 100_000 });
    const [, printed] = /^```text\n(Hello[\s\S]*?)^```$/m.exec(read('docs/library.md')) ?? [];
    expect(run('library.mjs')).toMatchObject({ stdout: printed, stderr: '', status: 0 });

    writeFileSync(
      join(project, 'main.mjs'),
      `import { startMortar } from './mortar.mjs';
      const { url, admin, stop } = await startMortar('../node_modules/mortar');
      const logIn = 'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { viewer { user { email } } } }';
      const body = JSON.stringify({ query: logIn, variables: { input: admin } });
      const answer = await fetch(url + '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      console.log(await answer.text());
      await stop();`,
    );
    const { stdout, stderr } = run('main.mjs');
    expect(stdout, stderr).toBe('{"data":{"sessionLogIn":{"viewer":{"user":{"email":"admin@example.com"}}}}}\n');
  });

  /** As the user of the image where this process may become it, else as this user. */
  function start(command: readonly string[], env: NodeJS.ProcessEnv) {
    const user = process.getuid?.() === 0 ? Number(lastOf(image, 'USER').split(':')[0]) : undefined;
    const app = join(folder, 'app');
    execFileSync('chmod', ['-R', 'a-w', app]);
    onTestFinished(() => void execFileSync('chmod', ['-R', 'u+w', app]));
    const [program, ...args] = wordsOf(lastOf(image, 'ENTRYPOINT'));
    const child: ChildProcess = spawn(program as string, [...args, ...command], {
      cwd: app,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      uid: user,
      gid: user,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (text += part));
    return { child, ended: once(child, 'exit'), said: () => text };
  }
});

test('the services of compose.yaml have settings that Mortar takes', () => {
  for (const name of ['mortar', 'worker']) {
    const url = (settingsOf(name).REDIS_URL as string).replace(password, encodeURIComponent(password));
    expect(() => loadConfig({ ...settingsOf(name), NODE_ENV: 'production', REDIS_URL: url })).not.toThrow();
  }
  // The check of the image asks the port of the environment, which for a worker is that of its health.
  expect(settingsOf('worker').MORTAR_WORKER_HEALTH_PORT).toBe('4000');
});

test('systemd takes the unit as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { path, env } = await debianProgram('systemd-analyze', 'systemd');
  const file = join(folder, 'mortar.service');
  writeFileSync(file, read('deploy/mortar.service').replace('/usr/bin/node', process.execPath));
  const { status, stdout, stderr } = spawnSync(path, ['verify', '--man=no', file], { env, encoding: 'utf8' });
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('mortar.service'))).toEqual([]);
  expect(status).toBe(0);
  expect(readdirSync(folder)).toEqual(['mortar.service']);
});
