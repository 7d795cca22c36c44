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
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
/** A turn that nobody's name is on after this time is nobody's. */
const writingMs = 1_000;
const tellAfterMs = 3_000;
const settings = [
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.mjs',
  'scripts/script-texts.mjs',
  'scripts/bundle-executor.mjs',
];

const parts = [
  { name: 'server', inputs: ['src', ...settings], build: buildServer },
  { name: 'sets for clients', inputs: ['schema.graphql', 'scripts/client-sets', ...settings], build: buildClientSets },
  { name: 'dashboard', inputs: ['dashboard', 'docs', ...settings], build: buildDashboard },
];

// What was installed as a package has its build, and no sources.
const stale = existsSync(join(root, 'src')) ? parts.filter(isStale) : [];
const missing = stale.length > 0 ? ['typescript', 'vite'].filter((name) => !existsSync(moduleFolder(name))) : [];
if (missing.length > 0) startAsItIs();
else if (stale.length > 0) {
  takeTurn();
  // Another may have built meanwhile.
  for (const part of stale) if (isStale(part)) await build(part);
}

function isStale({ name, inputs }) {
  const stamp = stampOf(name);
  const paths = inputs.map((input) => join(root, input)).filter((path) => existsSync(path));
  return existsSync(join(root, inputs[0])) && !(existsSync(stamp) && statSync(stamp).mtimeMs >= newestOf(paths));
}

async function build({ name, build: make }) {
  const began = Date.now();
  process.stderr.write(`Building the ${name} ...`);
  await make();
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  const stamp = stampOf(name);
  writeFileSync(stamp, '');
  // A file that changed while we built it is built again the next time.
  utimesSync(stamp, began / 1000, began / 1000);
}

/** After `npm ci --omit=dev` nothing can be built, and need not be if a build is there. */
function startAsItIs() {
  if (!existsSync(join(dist, 'main.js')))
    fail(
      `There is no build in dist, and node_modules lacks ${missing.join(' and ')}. Run \`npm ci\` without --omit=dev.`,
    );
  const newer = stale.some(({ name }) => existsSync(stampOf(name)));
  if (newer)
    process.stderr.write('The build in dist is older than its sources. Run `npm ci && npm run build` to build.\n');
}

/** Waits until nobody else builds; the turn ends with this process. */
function takeTurn() {
  const turn = join(dist, '.built-by');
  const began = Date.now();
  let told = false;
  for (;;) {
    try {
      mkdirSync(dist, { recursive: true });
      writeFileSync(turn, `${process.pid} ${beganAt(process.pid)}`, { flag: 'wx' });
      process.once('exit', () => rmSync(turn, { force: true }));
      return;
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(error.code))
        fail(`${dist} cannot be written to (${error.code}). Run \`npm run build\` as the owner of this folder.`);
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(turn);
    if (owner === undefined) rmSync(turn, { force: true });
    else if (!told && Date.now() - began > tellAfterMs) {
      told = true;
      process.stderr.write(
        `Waiting for process ${owner || '(unknown)'}, which builds here. If none does, delete ${turn}.\n`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

/** The process that has the turn; '' if it has not said so yet. Undefined if it is gone without having given the turn up. */
function ownerOf(turn) {
  try {
    const [, pid, began] = /^(\d+) (.*)$/s.exec(readFileSync(turn, 'utf8')) ?? [];
    if (pid === undefined) return Date.now() - statSync(turn).mtimeMs > writingMs ? undefined : '';
    return isAlive(Number(pid)) && began === beganAt(pid) ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Tells a process from a later one with the same number. '' for none, and where there is no `ps`. */
function beganAt(pid) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env });
  return (stdout ?? '').trim();
}

async function buildServer() {
  for (const entry of readdirSync(dist))
    if (!entry.startsWith('.built-') && !['dashboard', 'graphql'].includes(entry))
      rmSync(join(dist, entry), { recursive: true });
  run('typescript/bin/tsc', '--project', 'tsconfig.build.json');
  // What else is read at run time.
  cpSync(join(root, 'src'), dist, {
    recursive: true,
    filter: (path) => (statSync(path).isDirectory() ? basename(path) !== 'lua' : extname(path) !== '.ts'),
  });
  if (!existsSync(join(dist, 'redis'))) return;
  const { writeScriptTexts } = await import('./script-texts.mjs');
  await writeScriptTexts(join(root, 'src/redis'), join(dist, 'redis'));
  const { bundleExecutor } = await import('./bundle-executor.mjs');
  await bundleExecutor(join(dist, 'server/graphql/executor.js'));
}

async function buildClientSets() {
  const { writeClientSets } = await import('./client-sets/write.mjs');
  writeClientSets(join(root, 'schema.graphql'), join(dist, 'graphql'));
}

function buildDashboard() {
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn', 'dashboard');
}

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) fail(`${stdout}${stderr}`.trim());
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function moduleFolder(name) {
  return join(root, 'node_modules', name);
}

function stampOf(name) {
  return join(dist, `.built-${name.replaceAll(' ', '-')}`);
}

function newestOf(paths) {
  return Math.max(...paths.map(newestChange));
}

/** When the newest file or folder under a path changed; a folder changes when an entry of it comes or goes. */
function newestChange(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const names = readdirSync(path).filter((name) => name !== 'node_modules');
  return Math.max(mtimeMs, ...names.map((name) => newestChange(join(path, name))));
}
