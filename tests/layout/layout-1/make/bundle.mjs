// Bundles the data layer and the workers of the release that wrote this layout into one file, with its scripts inside it, so that the
// tests can run them beside the present ones. See ../README.md.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [given] = process.argv.slice(2);
if (!given) throw new Error('Usage: node tests/layout/layout-1/make/bundle.mjs <checkout of the release, installed>');
const checkout = resolve(given);
const source = (path) => join(checkout, 'src', path);
const { build } = createRequire(join(checkout, 'package.json'))('esbuild');

/** Scripts without their comments, by their paths in the folder `lua`. */
const scripts = {};
for (const path of readdirSync(source('redis/lua'), { recursive: true })) {
  if (!path.endsWith('.lua')) continue;
  const lines = readFileSync(join(source('redis/lua'), path), 'utf8').split('\n');
  const code = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^--(?! @include)/.test(line));
  scripts[path] = code.join('\n');
}

const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
/** What the release reads from files beside its own. */
const replaced = {
  'redis/scripts.ts': (text) =>
    text
      .replace(
        "import { readFileSync } from 'node:fs';",
        () => `const sources: Record<string, string> = ${JSON.stringify(scripts)};`,
      )
      .replace(/readFileSync\(new URL\((`[^`]+`), directory\), 'utf8'\)/g, '(sources[$1] as string)'),
  'own-service.ts': (text) =>
    text
      .replace("import { readFileSync } from 'node:fs';", '')
      .replace(/const \{ version \} = JSON\.parse\([\s\S]*?\n\};/, `const version = ${JSON.stringify(version)};`),
};

const contents = [
  ['RedisHandle', 'redis/handle.ts'],
  ['createStores', 'redis/stores.ts'],
  ['Worker', 'worker/worker.ts'],
  ['startWorkers', 'worker/workers.ts'],
  ['MessageConsumer', 'redis/message-consumer.ts'],
]
  .map(([name, path]) => `export { ${name} } from ${JSON.stringify(source(path))};`)
  .join('\n');

await build({
  stdin: { contents, resolveDir: checkout },
  bundle: true,
  minify: true,
  charset: 'utf8',
  lineLimit: 120,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile: new URL('../generated/release.mjs', import.meta.url).pathname,
  plugins: [
    {
      name: 'files inside',
      setup({ onLoad }) {
        for (const [path, replace] of Object.entries(replaced))
          onLoad({ filter: new RegExp(`/src/${path.replace('.', '\\.')}$`) }, ({ path: file }) => ({
            contents: replace(readFileSync(file, 'utf8')),
            loader: 'ts',
          }));
      },
    },
  ],
});
