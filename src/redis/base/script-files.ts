// Reads the Lua scripts from their files. The build writes the text of each script into the code that loads it, and leaves this file out,
// so that the code can be bundled.

import { readFileSync } from 'node:fs';

/** Each subject has its scripts in `<subject>/lua/`, and what they share in `<subject>/lua/include/`. */
const subjects = '../';

/** A line of a script, and the file that it is from: `<subject>/lua/<name>.lua` or `<subject>/lua/include/<name>.lua`. */
export interface ScriptLine {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/**
 * Replaces each line `-- @include <subject>/<name>` of a file by the text of that include, each at most once, so that two
 * scripts can share a function and each is still one EVALSHA.
 */
export function expandScript(file: string, read: (file: string) => string): ScriptLine[] {
  const included = new Set([file]);
  const expand = (from: string): ScriptLine[] =>
    read(from)
      .split('\n')
      .flatMap((text, index) => {
        const [, subject, include] = /^-- @include ([\w-]+)\/([\w-]+)[ \t]*$/.exec(text) ?? [];
        if (!subject) return [{ file: from, number: index + 1, text }];
        const target = `${subject}/lua/include/${include}.lua`;
        if (included.has(target)) return [];
        included.add(target);
        return expand(target);
      });
  return expand(file);
}

/** The text of the script `<subject>/<name>` with its includes. */
export function readScript(name: string): string {
  const [subject, script] = name.split('/');
  const read = (file: string): string => readFileSync(new URL(`${subjects}${file}`, import.meta.url), 'utf8');
  const lines = expandScript(`${subject}/lua/${script}.lua`, read);
  return lines.map(({ text }) => text).join('\n');
}
