// What the check looks at: the scripts and includes below src/redis, and which of them the TypeScript loads.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const redisFolder = 'src/redis';

/** A script, `<subject>/lua/<name>.lua`, or an include, `<subject>/lua/include/<name>.lua`. */
export interface LuaFile {
  /** Below src/redis. */
  readonly file: string;
  readonly subject: string;
  readonly kind: 'script' | 'include';
  /** As `loadScript` and `@include` name it: `<subject>/<name>`. */
  readonly name: string;
  readonly text: string;
}

/** A place in the TypeScript that calls `loadScript`. */
export interface Load {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

export interface LuaSources {
  readonly files: readonly LuaFile[];
  readonly loads: readonly Load[];
}

/** Something wrong in a file, and what to do about it. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export function showProblem({ file, line, text }: Problem): string {
  return `${file.startsWith('src/') ? file : `${redisFolder}/${file}`}:${line}: ${text}`;
}

/** The file as the check knows it; nothing if scripts do not belong into its folder. */
export function luaFile(file: string, text: string): LuaFile | undefined {
  const [, subject, include, name] = /^([\w-]+)\/lua\/(include\/)?([\w-]+)\.lua$/.exec(file) ?? [];
  if (!subject) return undefined;
  return { file, subject, kind: include ? 'include' : 'script', name: `${subject}/${name}`, text };
}

/** Finds the calls of `loadScript` with a name in quotes. */
export function loadsIn(file: string, text: string): Load[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\bloadScript\(\s*(['"`])(.+?)\1/g)].map(([, , name]) => ({
      file,
      line: index + 1,
      name: name as string,
    })),
  );
}

/** Reads everything below `<root>/src`. */
export function readSources(root: string): LuaSources {
  const files: LuaFile[] = [];
  const loads: Load[] = [];
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.ts')) loads.push(...loadsIn(relative(root, path), readFileSync(path, 'utf8')));
    if (!entry.name.endsWith('.lua')) continue;
    const file = luaFile(relative(join(root, redisFolder), path), readFileSync(path, 'utf8'));
    if (file) files.push(file);
  }
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, loads };
}

/** What git lists and the check has not looked at, and the other way round. */
export function unseen(files: readonly LuaFile[], listed: readonly string[]): Problem[] {
  if (files.length === 0) {
    return [{ file: 'src/redis', line: 1, text: 'The check found no script. Correct the folder that it reads.' }];
  }
  const seen = new Set(files.map(({ file }) => `${redisFolder}/${file}`));
  const known = new Set(listed);
  return [
    ...listed
      .filter((file) => !seen.has(file))
      .map((file) => ({
        file,
        line: 1,
        text: 'The check did not read this file. Move it to src/redis/<subject>/lua/ or lua/include/, or remove it from git.',
      })),
    ...[...seen]
      .filter((file) => !known.has(file))
      .map((file) => ({ file, line: 1, text: 'git does not list this file. Add it, or delete it.' })),
  ];
}
