// What exists: the facts that the documentation is held against.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { loadCommands } from '../../src/commands/index.ts';
import { secretFileOf } from '../../src/config/secret-files.ts';
import type { Variable } from '../../src/config/variable.ts';
import { secretNames, variables } from '../../src/config.ts';

export interface World {
  /** Files that git lists or would add, from the root of the repository. */
  readonly files: ReadonlySet<string>;
  readonly npmScripts: ReadonlySet<string>;
  /** What a file says; '' if there is none. */
  readonly textOf: (path: string) => string;
  /** Commands of installed packages, as `npx` finds them. */
  readonly binaries: (name: string) => boolean;
  /** What each entry point of the package exports. */
  readonly exports: Readonly<Record<string, ReadonlySet<string>>>;
  /** Every identifier in the sources, the schema and package.json. */
  readonly words: ReadonlySet<string>;
  readonly schema: GraphQLSchema;
  /** The commands of `dist/main.js`. */
  readonly commands: ReadonlySet<string>;
  /** All that the help on each of them says. */
  readonly usages: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, Pick<Variable<unknown>, 'unset' | 'allowed'>>;
}

export async function readWorld(root: string): Promise<World> {
  const commands = await loadCommands();
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = new Set(git.stdout.split('\n').filter((path) => path && existsSync(join(root, path))));
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const manifest = JSON.parse(read('package.json')) as {
    scripts: object;
    bin: object;
    exports: Record<string, { default?: string }>;
  };
  const words = new Set<string>();
  for (const path of files)
    if (isSource(path)) for (const [word] of read(path).matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)) words.add(word);
  for (const name of secretNames) words.add(secretFileOf(name));
  return {
    files,
    npmScripts: new Set(Object.keys(manifest.scripts)),
    textOf: (path) => (files.has(path) ? read(path) : ''),
    binaries: (name) => name in manifest.bin || existsSync(join(root, 'node_modules/.bin', name)),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).flatMap(([door, { default: file }]) =>
        file?.endsWith('.js') ? [[door.replace('.', 'mortar'), exportsOf(read(sourceOf(file.slice(2))))]] : [],
      ),
    ),
    words,
    schema: buildSchema(read('schema.graphql')),
    commands: new Set(commands.map(({ name }) => name)),
    usages: new Map(
      commands.map(({ name, usage, options = '' }) => [name, `${usage}\n${options}\n--help --check --version`]),
    ),
    settings: new Map(Object.entries(variables)),
  };
}

/** The source of a built file. */
export function sourceOf(path: string): string {
  return path
    .replace(/^dist\/dashboard(?=\/|$)/, 'dashboard')
    .replace(/^dist\/graphql\/index\.js$/, 'scripts/client-sets/index.d.ts')
    .replace(/^dist(?=\/|$)/, 'src')
    .replace(/^src\/(.*)(\.d\.ts|\.js)$/, 'src/$1.ts');
}

function isSource(path: string): boolean {
  return (
    path === 'schema.graphql' ||
    path === 'package.json' ||
    path === 'codegen.ts' ||
    path === 'Containerfile' ||
    path === 'compose.yaml' ||
    path.startsWith('deploy/') ||
    (/^(src|dashboard|tests|bench|scripts)\/.*\.(ts|tsx|mjs|js|lua|graphql|css|html)$/.test(path) &&
      !/(^|\/)generated\//.test(path) &&
      // What they name would exist because they plant it.
      !/^(scripts|tests)\/docs\//.test(path))
  );
}

/** Names in the `export { ... }` of an index, and those that it declares. */
function exportsOf(text: string): Set<string> {
  const declared = [...text.matchAll(/^export (?:declare |async )?(?:const|function|class) (\w+)/gm)].map(
    ([, name]) => name as string,
  );
  return new Set([
    ...declared,
    ...[...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) =>
      (list as string)
        .split(',')
        .map((name) =>
          name
            .trim()
            .replace(/^type /, '')
            .replace(/^.* as /, ''),
        )
        .filter(Boolean),
    ),
  ]);
}
