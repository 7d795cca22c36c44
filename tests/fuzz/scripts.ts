// Runs each script again as it was called, with one of its arguments or keys not as it should be. It may throw, since its callers
// judge what they send; but where it throws it has written nothing.

import { readdirSync } from 'node:fs';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { loadScript, type Script, type ScriptCall } from '../../src/redis/base/scripts.ts';
import { changedKeys, snapshot } from './subject.ts';

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

export async function fuzzScript(redis: RedisHandle, call: ScriptCall): Promise<string[]> {
  const faults: string[] = [];
  const watched = new Watched(redis);
  for (const [place, argument] of call.args.entries()) {
    for (const bad of badArguments) {
      // Numbers are limits and counts of the code's own.
      if (argument === bad || !Number.isNaN(Number(argument))) continue;
      const args = call.args.map((own, index) => (index === place ? bad : own));
      const changed = await watched.changedByThrowing({ ...call, args });
      if (changed) faults.push(`${call.script.name}: ARGV[${place + 1}] = ${JSON.stringify(bad)} ${changed}`);
    }
  }
  return faults;
}

/** Runs scripts one after the other, and knows what is there between them. */
class Watched {
  readonly #redis: RedisHandle;
  #before: ReadonlyMap<string, string> | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  async changedByThrowing({ script, keys, args }: ScriptCall): Promise<string | null> {
    const before = this.#before ?? (await snapshot(this.#redis));
    try {
      await this.#redis.client.eval(script.source, keys.length, ...keys, ...args);
      this.#before = undefined;
      return null;
    } catch (error) {
      this.#before = await snapshot(this.#redis);
      const changed = changedKeys(before, this.#before);
      if (changed.length === 0) return null;
      return `threw after a write to ${changed.slice(0, 3).join(', ')}: ${String(error).slice(0, 160)}`;
    }
  }
}
