// What a script appends to the base of a subject's keys is named in the subject's keys.ts, so that one page tells all keys.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const redis = new URL('../../src/redis/', import.meta.url);
/** The names that scripts give to a base. */
const appended = /\b(?:base|start|topic)\s*\.\.\s*'([\w-]+(?::[\w-]+)*:?)'/g;

const subjects = readdirSync(redis, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(new URL(`${entry.name}/`, redis)).includes('lua'))
  .map(({ name }) => name);

function scriptsOf(subject: string): string {
  const folder = new URL(`${subject}/lua/`, redis);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.lua'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n');
}

/** Those that `keys` does not name, as a whole or as the beginning or end of a template. */
function unnamed(scripts: string, keys: string): string[] {
  const parts = new Set([...scripts.matchAll(appended)].map(([, part]) => part as string));
  return [...parts].filter((part) => !new RegExp(`['\`:}]${part}(?:['\`]|\\$\\{)`).test(keys));
}

it.each(subjects)('%s names in keys.ts what its scripts append', (subject) => {
  expect(unnamed(scriptsOf(subject), readFileSync(new URL(`${subject}/keys.ts`, redis), 'utf8'))).toEqual([]);
});

it('notices a part that is not named', () => {
  expect(unnamed("redis.call('DEL', base .. 'new:' .. id, base .. 'old')", 'part: `:old`')).toEqual(['new:']);
});
