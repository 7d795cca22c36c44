// Runs each script again as it was called, with one of its arguments or keys not as it should be. It may throw, since its callers
// judge what they send; but where it throws it has written nothing.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import type { ScriptCall } from '../../src/redis/base/scripts.ts';
import { changedKeys, snapshot } from './subject.ts';

const badArguments = ['', 'x', '-1', '1.5', '{', '["\\ud83c"]', '[[]]'] as const;

export async function fuzzScript(redis: RedisHandle, call: ScriptCall): Promise<string[]> {
  const faults: string[] = [];
  for (const [place, argument] of call.args.entries()) {
    for (const bad of badArguments) {
      // Numbers are limits and counts of the code's own.
      if (argument === bad || !Number.isNaN(Number(argument))) continue;
      const args = call.args.map((own, index) => (index === place ? bad : own));
      const changed = await changedByThrowing(redis, { ...call, args });
      if (changed) faults.push(`${call.script.name}: ARGV[${place + 1}] = ${JSON.stringify(bad)} ${changed}`);
    }
  }
  for (const place of call.keys.keys()) {
    const changed = await withWrongType(redis, call, place);
    if (changed) faults.push(`${call.script.name}: KEYS[${place + 1}] of another type ${changed}`);
  }
  return faults;
}

/** Puts something of another type in the place of a key, and back what was there. */
async function withWrongType(redis: RedisHandle, call: ScriptCall, place: number): Promise<string | null> {
  const { client } = redis;
  const key = call.keys[place] as string;
  const aside = `${key}:aside`;
  const was = await client.type(key);
  if (was !== 'none') await client.rename(key, aside);
  if (was === 'list') await client.set(key, 'x');
  else await client.rpush(key, 'x');
  const changed = await changedByThrowing(redis, call);
  await client.del(key);
  if (was !== 'none') await client.rename(aside, key);
  return changed;
}

async function changedByThrowing(redis: RedisHandle, { script, keys, args }: ScriptCall): Promise<string | null> {
  const before = await snapshot(redis);
  try {
    await redis.client.eval(script.source, keys.length, ...keys, ...args);
    return null;
  } catch (error) {
    const changed = changedKeys(before, await snapshot(redis));
    if (changed.length === 0) return null;
    return `threw after a write to ${changed.slice(0, 3).join(', ')}: ${String(error).slice(0, 160)}`;
  }
}
