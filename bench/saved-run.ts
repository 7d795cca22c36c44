// What `npm run bench -- NAME --save` keeps of a run: `npm run docs:benchmarks` makes docs/benchmarks.md's rows of these files.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { Redis } from 'ioredis';
import type { Row } from './compare.ts';

export interface SavedRun {
  readonly bench: string;
  /** ISO 8601. */
  readonly at: string;
  readonly node: string;
  readonly redis: string;
  readonly cores: number;
  /** How many processes wanted a core in the minute before the run, and in its last minute. */
  readonly load: readonly [before: number, after: number];
  /** The versions of the peers that were installed. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

const folder = new URL('./results/', import.meta.url);

/** Those that Mortar itself depends on, and that some peers are built from. */
const shared = ['graphql', 'graphql-redis-subscriptions', 'graphql-ws', 'graphql-yoga', 'ioredis', 'ws'];

export const loadNow = (): number => Number((loadavg()[0] ?? 0).toFixed(1));

export async function saveRun(
  client: Pick<Redis, 'info'>,
  { bench, rows, loadBefore }: { bench: string; rows: readonly Row[]; loadBefore: number },
): Promise<void> {
  const [, redis = ''] = /^redis_version:(\S+)/m.exec(await client.info('server')) ?? [];
  const run: SavedRun = {
    bench,
    at: new Date().toISOString(),
    node: process.versions.node,
    redis,
    cores: cpus().length,
    load: [loadBefore, loadNow()],
    peers: peerVersions(),
    rows,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${bench}.json`, folder), `${JSON.stringify(run, null, 2)}\n`);
}

function peerVersions(): Record<string, string> {
  const versionOf = (base: string, name: string): string =>
    (JSON.parse(readFileSync(new URL(`${base}/${name}/package.json`, import.meta.url), 'utf8')) as { version: string })
      .version;
  const { dependencies } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.fromEntries([
    ...Object.keys(dependencies).map((name) => [name, versionOf('./node_modules', name)]),
    ...shared.map((name) => [name, versionOf('../node_modules', name)]),
  ]);
}
