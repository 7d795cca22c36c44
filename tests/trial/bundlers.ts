import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { existingAppPage } from '../support/existing-app.ts';
import { exportsOf, writeEntries } from '../support/package-entries.ts';
import { packMortar } from '../support/packed-mortar.ts';
import { inEmptyFolder, install, runIn } from './project.ts';

/** The module of Argon2 is machine code, which bundlers leave outside. */
const outside = '@node-rs/argon2';

const webpackProgram = `
  const webpack = require('webpack');
  const [entry] = process.argv.slice(2).map((text) => JSON.parse(text));
  const configs = [['mjs', 'module'], ['cjs', 'commonjs2']].map(([extension, type]) => ({
    mode: 'production', target: 'node20', context: __dirname, entry, experiments: { outputModule: type === 'module' },
    externals: { '${outside}': (type === 'module' ? 'module ' : 'commonjs ') + '${outside}' },
    output: {
      path: __dirname + '/webpack', filename: '[name].' + extension, chunkFilename: '[id].' + extension, library: { type },
    },
  }));
  webpack(configs, (error, stats) => {
    if (!error && !stats.hasErrors()) return;
    console.error(error ?? stats.toString({ all: false, errors: true }));
    process.exitCode = 1;
  });`;

const viteProgram = `
  import { build } from 'vite';
  const [input] = process.argv.slice(2).map((text) => JSON.parse(text));
  for (const [extension, format] of [['mjs', 'es'], ['cjs', 'cjs']])
    await build({
      configFile: false, logLevel: 'warn', ssr: { noExternal: true, external: ['${outside}'] },
      build: {
        ssr: true, outDir: 'vite', emptyOutDir: false,
        rollupOptions: {
          input,
          output: { format, entryFileNames: '[name].' + extension, chunkFileNames: '[name]-[hash].' + extension },
        },
      },
    });`;

/** Bundles each entry of the package with webpack and Vite, and loads the bundles; builds and runs the route of Next of the docs. */
export function bundlersTrial(): Promise<void> {
  return inEmptyFolder(async (folder) => {
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`);
    install(folder, [packMortar(), ...peers, 'next', 'react', 'react-dom', 'vite', 'webpack']);
    const names = writeEntries(folder);
    const modules = JSON.stringify(Object.fromEntries(names.map((name) => [name, `./${name}.mjs`])));
    const expected = exportsOf(folder, names, 'mjs');
    for (const [bundler, file, program] of [
      ['webpack', 'webpack.cjs', webpackProgram],
      ['vite', 'vite.mjs', viteProgram],
    ] as const) {
      writeFileSync(join(folder, file), program);
      runIn(folder, process.execPath, [file, modules]);
      for (const extension of ['mjs', 'cjs'] as const) {
        const found = exportsOf(join(folder, bundler), names, extension);
        // A bundle may export to its own parts too.
        const missing = names.map((name) => expected[name]?.filter((each) => !found[name]?.includes(each)));
        assert.deepEqual(missing.flat(), [], `${bundler}, ${extension}`);
      }
      console.log(`${bundler}: ${names.length} entries as ES modules and as CommonJS`);
    }
    await tryNext(folder);
    console.log('next: the route is built and runs');
  });
}

/** The session check of the route refuses who has no session. */
async function tryNext(folder: string): Promise<void> {
  const [, route = ''] = /`app\/reports\/route\.js`[\s\S]*?^```js\n([\s\S]*?)^```$/m.exec(existingAppPage) ?? [];
  mkdirSync(join(folder, 'app/reports'), { recursive: true });
  writeFileSync(join(folder, 'app/reports/route.js'), route);
  const redis = await startMemoryRedis();
  const env = { PATH: process.env.PATH, NEXT_TELEMETRY_DISABLED: '1', REDIS_URL: redis.url };
  const next = join(folder, 'node_modules/next/dist/bin/next');
  try {
    runIn(folder, process.execPath, [next, 'build'], env);
    const args = [next, 'start', '--hostname', '127.0.0.1', '--port', '0'];
    const app = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let url: string | undefined;
      for await (const line of createInterface(app.stdout)) {
        url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (url) break;
      }
      const headers = { 'x-real-ip': '203.0.113.9' };
      const response = await fetch(`${url}/reports`, { headers });
      assert.deepEqual([response.status, await response.json()], [401, { error: 'Log in first.' }]);
    } finally {
      app.kill();
      if (app.exitCode === null) await once(app, 'exit');
    }
  } finally {
    await redis.stop();
  }
}
