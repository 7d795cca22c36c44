// The readers of access logs that are installed, each run as its manual says, from start to end: GoAccess to a report of its
// own, once as it comes and once with a database on disk, as an import has one; AWStats' update of its database.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface LogTool {
  readonly name: string;
  /** In ms, into a folder of its own, which is empty. */
  read(log: string): number;
}

const awstats = '/usr/lib/cgi-bin/awstats.pl';
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export function hasGoAccess(): boolean {
  return spawnSync('goaccess', ['--version']).status === 0;
}

/** Those that are installed. */
export function logTools(): LogTool[] {
  const tools: LogTool[] = [];
  if (hasGoAccess())
    tools.push(
      goAccess('GoAccess', () => []),
      goAccess('GoAccess with its database on disk', (folder) => ['--persist', '--db-path', folder]),
    );
  if (existsSync(awstats)) tools.push(awStats);
  return tools;
}

/** What `npm run import` does before it imports; at once where nothing has changed. */
export function buildMortar(): void {
  succeeded(spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))]));
}

/** `mortar import access-log`, as built. */
export function importLog(log: string, env: Readonly<Record<string, string>>): number {
  return elapsedMs(() =>
    succeeded(
      spawnSync(process.execPath, [main, 'import', 'access-log', log], { env: { PATH: process.env.PATH, ...env } }),
    ),
  );
}

function goAccess(name: string, more: (folder: string) => readonly string[]): LogTool {
  const options = ['--log-format=COMBINED', '--no-global-config', '--ignore-crawlers', '--no-progress'];
  const run = (log: string, folder: string): void => {
    succeeded(spawnSync('goaccess', [log, ...options, ...more(folder), '-o', join(folder, 'report.json')]));
  };
  return { name, read: (log) => inFolder((folder) => elapsedMs(() => run(log, folder))) };
}

const awStats: LogTool = {
  name: 'AWStats',
  read: (log) => inFolder((folder) => elapsedMs(() => updateAwStats(log, folder))),
};

function updateAwStats(log: string, folder: string): void {
  const settings = {
    LogFile: log,
    LogFormat: '1',
    SiteDomain: 'bench',
    HostAliases: 'localhost',
    DNSLookup: '0',
    DirData: folder,
  };
  const text = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(join(folder, 'awstats.bench.conf'), text.join(''));
  succeeded(spawnSync('perl', [awstats, '-config=bench', `-configdir=${folder}`, '-update']));
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-log-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function elapsedMs(run: () => void): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function succeeded({ status, error, stderr }: SpawnSyncReturns<Buffer>): void {
  if (status !== 0) throw error ?? new Error(String(stderr));
}
