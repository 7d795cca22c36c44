// Fails when a page names a file, command, symbol, setting, link or part of the API that does not exist.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDocs } from './docs/check.ts';
import { readWorld } from './docs/world.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const world = await readWorld(root);
const pages = [...world.files].filter((path) => /^(?:[A-Z]+\.md|docs\/.*\.md)$/.test(path));
const findings = checkDocs(new Map(pages.map((path) => [path, readFileSync(join(root, path), 'utf8')])), world);

for (const { path, line, message } of findings) console.error(`${path}:${line} ${message}`);
if (findings.length > 0) {
  console.error(`\n${findings.length} names in the documentation do not exist.`);
  process.exitCode = 1;
}
