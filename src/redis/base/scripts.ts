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

/**
 * Reads the script `<subject>/<name>`. A line `-- @include <subject>/<name>` is replaced by the text of that include, each at
 * most once, so that two scripts can share a function and each is still one EVALSHA.
 */
export function loadScript(name: string): Script {
  const included = new Set<string>();
  const expand = (text: string): string =>
    text.replace(/^-- @include ([\w-]+)\/([\w-]+)[ \t]*$/gm, (_line, subject: string, include: string) => {
      const file = `${subject}/lua/include/${include}.lua`;
      if (included.has(file)) return '';
      included.add(file);
      return expand(readFileSync(new URL(file, subjects), 'utf8'));
    });
  const [subject, script] = name.split('/');
  const source = expand(readFileSync(new URL(`${subject}/lua/${script}.lua`, subjects), 'utf8'));
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

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
