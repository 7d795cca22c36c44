// Builds what `npm start` runs: src/ into dist/, and the dashboard into dist/dashboard; and what clients import, into dist/graphql. A
// part whose files are older than its last build is left alone, so that a second start is quick. Two that build at once, as for
// `npm start` and `npm run worker` in two terminals, take turns.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeClientSets } from './client-sets/write.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];

const parts = [
  { name: 'server', inputs: ['src', ...settings], build: buildServer },
  { name: 'sets for clients', inputs: ['schema.graphql', 'scripts/client-sets', ...settings], build: buildClientSets },
  { name: 'dashboard', inputs: ['dashboard', 'docs', ...settings], build: buildDashboard },
];

takeTurn();
for (const { name, inputs, build } of parts) {
  const paths = inputs.map((input) => join(root, input)).filter((path) => existsSync(path));
  if (!existsSync(join(root, inputs[0]))) continue;
  const stamp = join(dist, `.built-${name.replaceAll(' ', '-')}`);
  const newest = Math.max(...paths.map(newestChange));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) continue;
  const began = Date.now();
  process.stderr.write(`Building the ${name} ...`);
  build();
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  writeFileSync(stamp, '');
  // A file that changed while we built it is built again the next time.
  utimesSync(stamp, began / 1000, began / 1000);
}

/** Waits until nobody else builds; the turn ends with this process. */
function takeTurn() {
  mkdirSync(dist, { recursive: true });
  const turn = join(dist, '.built-by');
  for (;;) {
    try {
      writeFileSync(turn, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(turn, { force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isOver(turn)) rmSync(turn, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

/** Whether the process that had the turn is gone without having given it up. */
function isOver(turn) {
  try {
    const pid = Number(readFileSync(turn, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function buildServer() {
  for (const entry of readdirSync(dist))
    if (!entry.startsWith('.built-') && !['dashboard', 'graphql'].includes(entry))
      rmSync(join(dist, entry), { recursive: true });
  run('typescript/bin/tsc', '--project', 'tsconfig.build.json');
  // Lua scripts and whatever else is read at run time.
  cpSync(join(root, 'src'), dist, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || extname(path) !== '.ts',
  });
}

function buildClientSets() {
  writeClientSets(join(root, 'schema.graphql'), join(dist, 'graphql'));
}

function buildDashboard() {
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn', 'dashboard');
}

function run(program, ...args) {
  const path = join(root, 'node_modules', program);
  if (!existsSync(path)) fail(`node_modules lacks ${dirname(dirname(program))}: run \`npm ci\` first`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`${stdout}${stderr}`.trim());
}

function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/** When the newest file or folder under a path changed; a folder changes when an entry of it comes or goes. */
function newestChange(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return Math.max(mtimeMs, ...names.map((name) => newestChange(join(path, name))));
}
