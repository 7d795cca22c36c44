// Makes the reference of the package, a folder of HTML pages, from the comments of what its entries export: one module per entry of
// package.json. Fails if there is a warning, or an entry is missing. The argument is the folder; `reference` in the checkout where absent.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import { entriesBySource, root } from '../../scripts/reference-entries.mjs';

const { version, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const names = entriesBySource(exports);
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
  const { packagePath } = project.getSymbolIdFromReflection(module);
  module.name = names.get(join(root, packagePath)) ?? module.name;
}
const missing = [...names.values()].filter((name) => !project.children?.some((module) => module.name === name));
if (missing.length > 0) app.logger.error(`These entries are not in the reference: ${missing.join(', ')}`);
app.validate(project);
await app.generateDocs(project, folder);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
