// Makes the reference of the package, a folder of HTML pages, from the comments of what its entries export: one module per entry of
// package.json. Fails if there is a warning. The argument is the folder; `reference` in the checkout where absent.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The name of each entry by its source. What the build alone makes has none. */
const names = new Map(
  Object.entries(exports)
    .map(([entry, { default: file = '' }]) => [sourceOf(file), join('mortar', entry)])
    .filter(([source]) => source.endsWith('.ts') && existsSync(source)),
);
function sourceOf(file) {
  return join(root, file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'));
}

const folder = resolve(process.argv[2] ?? join(root, 'reference'));

const app = await Application.bootstrap({
  name: `Mortar ${version}`,
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  entryPoints: [...names.keys()],
  readme: 'none',
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  githubPages: false,
  // What an entry exports may have the type of something that stands elsewhere.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
});
const project = await app.convert();
if (!project) process.exit(1);
for (const module of project.children ?? []) {
  const sources = [`${module.name}.ts`, `${module.name}/index.ts`].map((path) => join(root, 'src', path));
  module.name = sources.map((source) => names.get(source)).find((name) => name !== undefined) ?? module.name;
}
app.validate(project);
await app.generateDocs(project, folder);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
