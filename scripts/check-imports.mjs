// Fails when a file imports what .dependency-cruiser.mjs forbids, or when the check has not seen every source file that git lists.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { listedFiles } from './sources.mjs';

const { default: rules, folders, clientPrograms } = await import(pathToFileURL('.dependency-cruiser.mjs').href);

readTsx();
const { cruise } = await import('dependency-cruiser');
const { forbidden, options } = rules;
const { output } = await cruise(folders, { ...options, validate: true, ruleSet: { forbidden } });

reportUnseen(output.modules.map(({ source }) => source));
reportViolations(output.summary.violations);

/** dependency-cruiser parses every file as TypeScript without JSX. This makes swc parse .tsx files with JSX. */
function readTsx() {
  const swc = createRequire(import.meta.url)('@swc/core');
  const { parseFileSync } = swc;
  swc.parseFileSync = (path, settings) => parseFileSync(path, { ...settings, tsx: path.endsWith('.tsx') });
}

/** If its parser is missing or too new, dependency-cruiser skips files silently. */
function reportUnseen(seen) {
  const sources = listedFiles(...folders).filter((path) => isSource(path) && !clientPrograms.test(path));
  const missing = sources.filter((path) => !seen.includes(path));
  const unknown = seen.filter((path) => isSource(path) && !path.includes('node_modules/') && !sources.includes(path));
  for (const path of missing) fail(`${path}: dependency-cruiser has not read this file.`);
  for (const path of unknown) fail(`${path}: git does not list this file, and it was read.`);
  if (sources.length === 0) fail('git lists no source file here.');
}

function isSource(path) {
  return /\.([cm]?ts|tsx|mjs)$/.test(path);
}

function reportViolations(violations) {
  for (const { rule, from, to, cycle } of violations) {
    const way = cycle ? cycle.map(({ name }) => name).join(' > ') : to;
    const { comment } = forbidden.find(({ name }) => name === rule.name);
    fail(`${from} > ${way}\n  ${rule.name}: ${comment}`);
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
