// MORTAR_TEST_REDIS names the redis-server or valkey-server that every server of the tests runs, as if it came first on PATH, also
// for the processes that tests start. A program that does not run ends the run, so that no other server is tested in its place.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const program = process.env.MORTAR_TEST_REDIS;
if (program) {
  const version = versionOf(resolve(program));
  // By a link, since the program may have any name.
  const folder = mkdtempSync(join(tmpdir(), 'mortar-test-redis-'));
  symlinkSync(resolve(program), join(folder, 'redis-server'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.env.PATH = [folder, process.env.PATH].join(delimiter);
  // The processes of a run take it from PATH.
  delete process.env.MORTAR_TEST_REDIS;
  console.error(`MORTAR_TEST_REDIS: ${version}`);
}

function versionOf(path: string): string {
  try {
    const said = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [, name, version] = /^(Redis|Valkey) server v=([\d.]+)/.exec(said) ?? [];
    if (name && version) return `${name} ${version}`;
  } catch {
    // It is told below.
  }
  throw new Error(`MORTAR_TEST_REDIS is ${path}, which is no redis-server or valkey-server that runs here`);
}
