// Runs each script again as it was called, with one of its arguments not as it should be. It may throw or say no, since its callers
// judge what they send; but then it has written nothing.

import { readdirSync } from 'node:fs';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { loadScript, type Script, type ScriptCall } from '../../src/redis/base/scripts.ts';
import { halfDone, watched } from './watched.ts';

const folder = new URL('../../src/redis/', import.meta.url);

/** All scripts there are. */
export function allScripts(): Script[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.flatMap((file) => {
    const [, room, name] = /^([\w-]+)\/lua\/([\w-]+)\.lua$/.exec(file) ?? [];
    return room ? [loadScript(`${room}/${name}`)] : [];
  });
}

const badArguments = ['', 'x', '-1', '1.5', '{', '["\\ud83c"]', '[[]]'] as const;
/** For limits and counts, which are the code's own: so that a limit is reached. */
const badNumbers = ['1'] as const;

/** Runs a script as it was called, with each argument in turn not as it should be. */
export async function fuzzScript({ client }: RedisHandle, call: ScriptCall): Promise<string[]> {
  const faults = new Set<string>();
  const { source } = watched(call.script);
  const run = async (place: number, bad: string): Promise<void> => {
    const args = call.args.map((own, index) => (index === place ? bad : own));
    const fault = await client.eval(source, call.keys.length, ...call.keys, ...args).then(() => null, halfDone);
    if (fault) faults.add(`ARGV[${place + 1}] = ${JSON.stringify(bad)}: ${fault}`);
  };
  for (const [place, argument] of call.args.entries()) {
    const isNumber = argument !== '' && !Number.isNaN(Number(argument));
    const bads = (isNumber ? badNumbers : badArguments).filter((bad) => bad !== argument);
    await Promise.all(bads.map((bad) => run(place, bad)));
  }
  return [...faults];
}
