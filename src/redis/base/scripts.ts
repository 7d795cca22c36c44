// Loads the subjects' Lua scripts and runs them by their digest. A script that Redis has forgotten (SCRIPT
// FLUSH, a restart, a failover) is sent whole and so loaded again; the caller never notices.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './connect.ts';

/** Each subject has its scripts in `<subject>/lua/`, and what they share in `<subject>/lua/include/`. */
const subjects = new URL('../', import.meta.url);

export interface Script {
  readonly name: string;
  readonly source: string;
  readonly sha: string;
}

export type ScriptArgument = string | number | Buffer;

export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly ScriptArgument[];
}

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

/** Reads the script `<subject>/<name>` with its includes. */
export function loadScript(name: string): Script {
  const [subject, script] = name.split('/');
  const lines = expandScript(`${subject}/lua/${script}.lua`, (file) => readFileSync(new URL(file, subjects), 'utf8'));
  const source = lines.map(({ text }) => text).join('\n');
  return { name, source, sha: createHash('sha1').update(source).digest('hex') };
}

/** Runs one script: one round trip, or two where Redis did not know it. */
export async function runScript(
  client: RedisClient,
  script: Script,
  keys: readonly string[],
  args: readonly ScriptArgument[],
): Promise<unknown> {
  try {
    return await client.evalsha(script.sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    return client.eval(script.source, keys.length, ...keys, ...args);
  }
}

/** As `runScript`, also on a replica: Redis refuses what the script would write. */
export async function runReadingScript(
  client: RedisClient,
  script: Script,
  keys: readonly string[],
  args: readonly ScriptArgument[],
): Promise<unknown> {
  try {
    return await client.evalsha_ro(script.sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    return client.eval_ro(script.source, keys.length, ...keys, ...args);
  }
}

/**
 * Runs several scripts in one pipeline. The answers come in the order of the calls, an Error in the place of each that
 * failed; calls of a script that Redis did not know are run again, in order. On a cluster all keys must share one slot.
 */
export async function runScripts(client: RedisClient, calls: readonly ScriptCall[]): Promise<unknown[]> {
  const pipeline = client.pipeline();
  for (const { script, keys, args } of calls) pipeline.evalsha(script.sha, keys.length, ...keys, ...args);
  const replies = (await pipeline.exec()) ?? [];
  return Promise.all(
    calls.map((call, index) => {
      const [error, value] = replies[index] ?? [new Error('The pipeline gave no answer'), null];
      if (!error) return value;
      if (!isNoScript(error)) return error;
      return client
        .eval(call.script.source, call.keys.length, ...call.keys, ...call.args)
        .catch((again: Error) => again);
    }),
  );
}

export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
