// `npm run build`, which `npm start` runs first: what it does where nothing can be built, and where another builds. Most cases have a
// folder of their own with programs that stand for TypeScript and Vite.

import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mortar-build-'));
  write('scripts/build.mjs', readFileSync(script, 'utf8'));
  write('package.json', '{"type":"module"}');
  write('src/main.ts', '');
  onTestFinished(() => {
    chmodSync(join(root, 'dist'), 0o755);
    rmSync(root, { recursive: true });
  });
  mkdirSync(join(root, 'dist'));
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** What builds: `compile` is the program of TypeScript's compiler. */
function installTools(compile = ''): void {
  write('node_modules/typescript/bin/tsc', compile);
  write('node_modules/vite/bin/vite.js', '');
}

const build = (user?: number): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { encoding: 'utf8', uid: user, gid: user });

const isBuilt = (): boolean => existsSync(join(root, 'dist/.built-server'));
const turn = (): string => join(root, 'dist/.built-by');

describe('after npm ci --omit=dev', () => {
  test('a build that is there is started', () => {
    write('dist/main.js', '');
    expect(build()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(isBuilt()).toBe(false);
  });

  test('a build that is older than its sources is started, and the person is told', () => {
    write('dist/main.js', '');
    write('dist/.built-server', '');
    cpSync(join(root, 'src/main.ts'), join(root, 'src/newer.ts'));
    const { status, stderr } = build();
    expect(status).toBe(0);
    expect(stderr).toBe('The build in dist is older than its sources. Run `npm ci && npm run build` to build.\n');
  });

  test('a missing build is one line with the remedy', () => {
    const { status, stderr } = build();
    expect(status).toBe(1);
    expect(stderr).toBe(
      'There is no build in dist, and node_modules lacks typescript and vite. Run `npm ci` without --omit=dev.\n',
    );
  });
});

test('an installed package has its build, and builds nothing', () => {
  rmSync(join(root, 'src'), { recursive: true });
  expect(build()).toMatchObject({ status: 0, stderr: '' });
});

describe('the turn to build', () => {
  test.each([
    ['names a process that lives and does not build', '1\n'],
    ['names a process that is gone', '4194303 Mon Nov 30 06:00:00 2026'],
    ['names a process by the number of an earlier one', `${process.pid} Thu Jan  1 00:00:00 1970`],
    ['is empty', ''],
  ])('is taken if the file %s', (_what, text) => {
    installTools();
    writeFileSync(turn(), text);
    expect(build().status).toBe(0);
    expect(isBuilt()).toBe(true);
    expect(existsSync(turn())).toBe(false);
  });

  test('is waited for while another builds, and what it built is not built again', async () => {
    installTools(`
      import { appendFileSync } from 'node:fs';
      appendFileSync('${join(root, 'compiled')}', 'x');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    `);
    const first = spawn(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'ignore' });
    await expect.poll(() => existsSync(turn()), { timeout: 10_000 }).toBe(true);
    expect(build()).toMatchObject({ status: 0 });
    if (first.exitCode === null) await once(first, 'exit');
    expect(readFileSync(join(root, 'compiled'), 'utf8')).toBe('x');
  });
});

describe('a folder of another user', () => {
  /** Root may write everywhere, so it tries as somebody else. */
  const somebody = process.getuid?.() === 0 ? 65_534 : undefined;

  test('is one line with the remedy if something has to be built', () => {
    installTools();
    chmodSync(root, 0o755);
    chmodSync(join(root, 'dist'), 0o555);
    const { status, stderr } = build(somebody);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `${join(root, 'dist')} cannot be written to (EACCES). Run \`npm run build\` as the owner of this folder.\n`,
    );
  });

  test('is read only if nothing has to', () => {
    installTools();
    expect(build().status).toBe(0);
    chmodSync(root, 0o755);
    chmodSync(join(root, 'dist'), 0o555);
    expect(build(somebody)).toMatchObject({ status: 0, stderr: '' });
  });
});
