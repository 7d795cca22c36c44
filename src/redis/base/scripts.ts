// Loads the subjects' Lua scripts and runs them by their digest. A script that Redis has forgotten (SCRIPT
// FLUSH, a restart, a failover) is sent whole and so loaded again; the caller never notices.

import { createHash } from 'node:crypto';
import type { RedisClient } from './connect.ts';
import { readScript } from './script-files.ts';

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
 * A script of a subject.
 * @param source with its includes: the build writes it here.
 */
export function loadScript(name: string, source = readScript(name)): Script {
  return defineScript({ name, source });
}

/** A script of a program of your own. All keys that it is run with must be in one slot. */
export function defineScript({ name, source }: Omit<Script, 'sha'>): Script {
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
