// Fails when a Lua script or include breaks the conventions in CONTRIBUTING.md. With the names of subjects it shows only what
// is wrong in these. `--writes` lists only what can throw after a script's first write, of all subjects.

import { readFileSync } from 'node:fs';
import { checkLua, checkWrites } from './lua/check.ts';
import { readSources, showProblem, unseen } from './lua/files.ts';
import { listedFiles } from './sources.mjs';

const subjects = JSON.parse(readFileSync(new URL('subjects.json', import.meta.url), 'utf8'));
const rooms = process.argv.slice(2).filter((argument) => argument !== '--writes');
const writes = process.argv.includes('--writes');

const sources = readSources('.');
const found = writes ? checkWrites(sources) : [...checkLua(sources, subjects), ...checkWrites(sources)];
const problems = [...unseen(sources.files, listedFiles('*.lua')), ...found]
  .map(showProblem)
  .filter((line) => rooms.length === 0 || rooms.some((room) => line.startsWith(`src/redis/${room}/`)));

for (const line of problems) console.error(line);
if (problems.length > 0) {
  console.error(`\n${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the Lua scripts.`);
  process.exitCode = 1;
}
