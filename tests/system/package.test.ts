// The package as `npm pack` makes it, in a project that has nothing else but what the package depends on.

import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import semver from 'semver';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tryExistingApp } from '../support/existing-app.ts';
import { exportsOf, writeEntries } from '../support/package-entries.ts';
import { compileProject, openPackageProject } from '../support/package-project.ts';
import { packMortar } from '../support/packed-mortar.ts';
import { testRedisUrl, uniquePrefix } from '../support/redis.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { folder, installed } = openPackageProject();
write('package.json', JSON.stringify({ name: 'app', type: 'module' }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the tarball', () => {
  it('passes publint', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that fit the code, for whoever imports it', async () => {
    const tarball = new Uint8Array(readFileSync(packMortar()));
    const result = await checkPackage(createPackageFromTarballData(tarball), {
      excludeEntrypoints: ['./schema.graphql', './introspection.json', './package.json'],
    });
    // The package has ES modules only, which Node 20.19 can require. The resolution of Node 10 knows no entries.
    const known = ['CJSResolvesToESM', 'NoResolution'];
    const problems = (result as { readonly problems: readonly { readonly kind: string }[] }).problems;
    expect(problems.filter(({ kind }) => !known.includes(kind))).toEqual([]);
  });

  it('has no Lua file: the scripts are part of the code', () => {
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.lua'))).toEqual([]);
  });
});

describe('what npm installs beside it', () => {
  interface Locked {
    readonly engines?: { readonly node?: string };
  }
  let installed: Readonly<Record<string, Locked>>;

  beforeAll(async () => {
    const project = mkdtempSync(join(tmpdir(), 'mortar-engines-'));
    writeFileSync(join(project, 'package.json'), '{}');
    // All that npm would install, on any system, without the files.
    await promisify(execFile)('npm', ['install', '--package-lock-only', packMortar()], { cwd: project });
    installed = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages;
    rmSync(project, { recursive: true });
  }, 300_000);

  it.each(['20.19.0', '22.12.0', '24.0.0'])('runs on Node %s', (node) => {
    expect(installed).toHaveProperty('node_modules/graphql-yoga');
    expect(
      Object.entries(installed).filter(([, { engines }]) => !semver.satisfies(node, engines?.node ?? '*')),
    ).toEqual([]);
  });
});

const program = `
  import { defineHandler, defineJob, Worker } from 'mortar/worker';
  import { Jobs, RedisHandle } from 'mortar/redis';
  const text = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } };
  const greet = defineJob({ name: 'greet', queue: process.env.QUEUE, payload: text });
  async function main() {
    const redis = await RedisHandle.open(process.env.REDIS_URL, { prefix: process.env.QUEUE });
    await new Jobs(redis).enqueue(greet, { who: 'Ada' });
    const who = await new Promise((resolve) => {
      const handler = defineHandler(greet, async (payload) => resolve(payload.who));
      globalThis.worker = new Worker(redis, { queue: process.env.QUEUE, handlers: [handler] });
    });
    console.log('Hello ' + who);
    await globalThis.worker.close();
    redis.close();
  }
  main();`;

describe.each(['esm', 'cjs'] as const)('a bundle of %s', (format) => {
  it('runs alone, and has little in it', async () => {
    const entry = write(`bundled-${format}.mjs`, program);
    const alone = mkdtempSync(join(tmpdir(), 'mortar-bundle-'));
    onTestFinished(() => rmSync(alone, { recursive: true }));
    const outfile = join(alone, format === 'esm' ? 'main.mjs' : 'main.cjs');
    const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
    const { metafile, warnings } = await build({
      ...{ entryPoints: [entry], outfile, format, bundle: true, platform: 'node', metafile: true, logLevel: 'silent' },
      banner: format === 'esm' ? { js: banner } : {},
    });
    expect(warnings).toEqual([]);
    const packages = Object.keys(metafile?.inputs ?? {})
      .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter((name) => name !== undefined && name !== 'mortar');
    expect([...new Set(packages)]).toEqual(expect.arrayContaining(['cluster-key-slot', 'croner', 'ioredis']));
    for (const heavy of ['@node-rs/argon2', 'graphql', '@orama/stemmers', '@simplewebauthn/server', 'zod', 'pino'])
      expect(packages).not.toContain(heavy);
    // Scripts of accounts and the shop are not in it.
    expect(readFileSync(outfile, 'utf8')).not.toContain('account/set-password');
    const env = { PATH: process.env.PATH, REDIS_URL: testRedisUrl(), QUEUE: uniquePrefix() };
    expect(execFileSync(process.execPath, [outfile], { cwd: alone, env, encoding: 'utf8' })).toBe('Hello Ada\n');
  });
});

it('mortar/redis loads the client of Redis and little else', () => {
  const coverage = join(folder, 'coverage');
  execFileSync(process.execPath, ['--input-type=module', '--eval', "await import('mortar/redis')"], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_V8_COVERAGE: coverage },
  });
  const loaded = readdirSync(coverage)
    .flatMap((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')).result as { readonly url: string }[])
    .filter(({ url }) => url.includes('/node_modules/'))
    .map(({ url }) => fileURLToPath(url));
  const packages = new Set(loaded.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  for (const name of ['ioredis', 'cluster-key-slot', 'croner', 'mortar']) expect(packages.delete(name)).toBe(true);
  // What is left is what ioredis needs, and what that needs.
  const { dependencies } = JSON.parse(readFileSync(join(root, 'node_modules/ioredis/package.json'), 'utf8'));
  const beneath = ['has-flag', 'ms', 'supports-color'];
  expect([...packages].filter((name) => !(name in dependencies) && !beneath.includes(name))).toEqual([]);
  // All of it, with the texts of the scripts.
  expect(loaded.reduce((bytes, path) => bytes + statSync(path).size, 0)).toBeLessThan(2_000_000);
});

describe('a bundle of each entry', () => {
  let entries: readonly string[];
  let expected: object;
  beforeAll(() => {
    entries = writeEntries(folder);
    expected = exportsOf(folder, entries, 'mjs');
  });

  it.each(['esm', 'cjs'] as const)(
    'of %s loads where no package is, and has all that the entry has',
    async (format) => {
      const alone = mkdtempSync(join(tmpdir(), 'mortar-bundle-'));
      onTestFinished(() => rmSync(alone, { recursive: true }));
      const extension = format === 'esm' ? 'mjs' : 'cjs';
      // What esbuild's own docs give to modules that call `require`.
      const js = `import { createRequire as from } from 'node:module'; const require = from(import.meta.url);`;
      const { warnings } = await build({
        ...{ entryPoints: entries.map((name) => join(folder, `${name}.mjs`)), outdir: alone, format, bundle: true },
        ...{
          platform: 'node',
          logLevel: 'silent',
          loader: { '.node': 'copy' },
          outExtension: { '.js': `.${extension}` },
        },
        banner: format === 'esm' ? { js } : {},
      });
      expect(warnings).toEqual([]);
      expect(exportsOf(alone, entries, extension)).toEqual(expected);
    },
  );
});

describe('mortar/client', () => {
  it('is bundled for browsers, without anything of Node, and is small', async () => {
    const entry = write('page.mjs', `export { accepted, createClient, trackPages } from 'mortar/client';`);
    const { metafile, outputFiles, warnings } = await build({
      ...{ entryPoints: [entry], bundle: true, write: false, minify: true, format: 'esm', platform: 'browser' },
      ...{ metafile: true, logLevel: 'silent', splitting: true, outdir: folder },
    });
    expect(warnings).toEqual([]);
    const packages = Object.keys(metafile?.inputs ?? {}).map((path) => /.*node_modules\/([^/]+)\//.exec(path)?.[1]);
    expect([...new Set(packages)].filter(Boolean).sort()).toEqual(['eventsource-parser', 'graphql-ws', 'mortar']);
    // What is for WebSockets is a file of its own, which a page loads if it uses them.
    const bytes = Object.fromEntries(outputFiles?.map(({ path, contents }) => [basename(path), contents.length]) ?? []);
    expect(bytes['page.js']).toBeLessThan(13_000);
    expect(Object.values(bytes).reduce((sum, each) => sum + each, 0)).toBeLessThan(24_000);
  });
});

describe('what the docs of plugins, settings and jobs show', () => {
  const pages = ['docs/plugins.md', 'docs/configuration.md', 'docs/jobs.md'];

  beforeAll(() => {
    for (const page of pages) {
      const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
      blocks.forEach(([, text = ''], place) => {
        const name = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? `${page.replace(/\W/g, '-')}-${place}.ts`;
        write(name, text);
      });
    }
  });

  it.each([
    { module: 'nodenext', exactOptionalPropertyTypes: true, isolatedModules: true },
    { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true },
  ])('compiles with %j', (options) => {
    const compilerOptions = {
      ...{ target: 'es2023', strict: true, noEmit: true, types: ['node'], skipLibCheck: true },
      allowImportingTsExtensions: true,
      ...options,
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect(compileProject(folder)).toBe('');
  });
});

it('docs/existing-app.md gives an Express app a limit, a session check, a cache and a job', async () => {
  await tryExistingApp(folder);
});
