// What `mortar init` makes, out of the package as `npm pack` makes it: it compiles, its test passes, and it runs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { initCommand } from '../../src/commands/init.ts';
import { loadConfig } from '../../src/config.ts';
import { compileProject, openPackageProject, runProject } from '../support/package-project.ts';
import { packMortar } from '../support/packed-mortar.ts';
import { testRedisUrl, uniquePrefix } from '../support/redis.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { folder, installed } = openPackageProject();
const program = join(installed, 'dist/main.js');
const project = join(folder, 'my-app');
const tarball = packMortar();
const config = loadConfig({});
let said: string;

const init = (...args: readonly string[]): string => runProject(folder, [program, 'init', ...args]);

function refused(...args: readonly string[]): string {
  try {
    init(...args);
  } catch (error) {
    return (error as { readonly stderr: string }).stderr;
  }
  throw new Error('It is not refused');
}

beforeAll(() => {
  said = init('my-app', '--package', tarball);
});

describe('mortar init', () => {
  it('makes a project with a copy of the package, and says what to do next', () => {
    expect(readdirSync(project).sort()).toEqual([
      ...['.gitignore', 'README.md', 'compose.yaml', 'mortar-0.1.0.tgz', 'mortar.config.ts', 'package.json', 'plugins'],
      ...['tests', 'tsconfig.json'],
    ]);
    const { name, scripts, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(project, 'package.json'), 'utf8'),
    );
    expect([name, scripts.dev, dependencies.mortar]).toEqual(['my-app', 'exec mortar dev', 'file:mortar-0.1.0.tgz']);
    expect(statSync(join(project, dependencies.mortar.slice('file:'.length))).size).toBe(statSync(tarball).size);
    expect(readFileSync(join(project, 'README.md'), 'utf8')).toMatch(/^# my-app\n/);
    expect(said).toContain('  cd my-app\n  npm install\n  npm run dev\n');
    // What Mortar itself is tried with.
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const known = { ...own.dependencies, ...own.devDependencies };
    for (const [each, range] of Object.entries({ ...dependencies, ...devDependencies }))
      if (each !== 'mortar') expect([each, range]).toEqual([each, known[each]]);
  });

  it('takes the file that npm has installed Mortar from', () => {
    const packages = { 'node_modules/mortar': { resolved: `file:${tarball}` } };
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    init('installed');
    expect(existsSync(join(folder, 'installed/mortar-0.1.0.tgz'))).toBe(true);
    const registry = { 'node_modules/mortar': { resolved: 'https://registry.example.com/mortar.tgz' } };
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: registry }));
    init('from-registry');
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'from-registry/package.json'), 'utf8'));
    expect(dependencies.mortar).toBe('^0.1.0');
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: {} }));
    expect(refused('unknown')).toBe(
      'Mortar does not find the file that it was installed from. Name it with --package FILE\n',
    );
    expect(existsSync(join(folder, 'unknown'))).toBe(false);
  });

  it('refuses a folder that has something in it, but for a repository', async () => {
    await expect(initCommand.run([project, '--package', tarball], config)).rejects.toThrow(
      'my-app is not empty: it has .gitignore. Give the name of a new folder, or empty this one',
    );
    const cloned = join(folder, 'cloned');
    mkdirSync(join(cloned, '.git'), { recursive: true });
    await initCommand.run([cloned, '--package', tarball], config);
    expect(existsSync(join(cloned, 'package.json'))).toBe(true);
  });

  it.each([
    [[], 'init: Say in which folder. Usage: init FOLDER [--package FILE]'],
    [['a', 'b'], 'init: Unexpected argument "b". Usage: init FOLDER [--package FILE]'],
    [['My App'], '"My App" cannot be the name of a project: use up to 100 lower-case letters'],
    [['a', '--package', '/none.tgz'], '--package is /none.tgz, but there is no such file'],
    [['package.json'], 'package.json is a file. Give the name of a new folder'],
  ])('%j is refused in a line', async (args, line) => {
    await expect(initCommand.run(args, config)).rejects.toThrow(line);
  });
});

describe('the project', () => {
  it('compiles', () => {
    expect(compileProject(project)).toBe('');
  });

  it('passes its own test', () => {
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
    expect(runProject(project, [vitest, 'run'], { NO_COLOR: '1' })).toContain('Tests  1 passed');
  });

  it('is served by the command, which starts again when a file changes', async () => {
    const env = { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', MORTAR_DEMO: '0' };
    const own = { REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: uniquePrefix() };
    const mortar = spawn(process.execPath, [program, 'dev'], {
      cwd: project,
      env: { ...env, ...own },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      mortar.kill();
      if (mortar.exitCode === null) await once(mortar, 'exit');
    });
    let said = '';
    mortar.stdout.on('data', (text) => {
      said += text;
    });
    const url = (): string | undefined => [...said.matchAll(/(http\S+)\/graphql/g)].at(-1)?.[1];
    await expect.poll(url, { timeout: 60_000 }).toBeDefined();
    const fieldsOf = async (type: string): Promise<readonly string[]> => {
      const query = `{ __type(name: "${type}") { fields { name } } }`;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url()}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      const { data } = (await answer.json()) as { data: { __type: { fields: { name: string }[] } } };
      return data.__type.fields.map(({ name }) => name);
    };
    expect(await fieldsOf('Product')).toContain('reviews');

    // The plugin that the docs show, in the place of that of the project.
    const page = readFileSync(join(root, 'docs/plugins.md'), 'utf8');
    for (const [, name = '', text = ''] of page.matchAll(
      /^```ts\n\/\/ (gift-message\.ts|mortar\.config\.ts)\n([\s\S]*?)^```$/gm,
    ))
      writeFileSync(join(project, name), text);
    const fields = () => fieldsOf('Order').catch(() => []);
    await expect.poll(fields, { timeout: 60_000 }).toContain('giftMessage');
  });
});
