// Scripts whose clock is a key of the test's own, in the place of Redis' TIME.

import { createHash } from 'node:crypto';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { Script, ScriptArgument } from '../../src/redis/base/scripts.ts';

/** The key holds `seconds micros` and is in the slot of the script's keys. */
export function loadSource(script: Script, clockKey: string): Script {
  return withClock(script, `'${clockKey}'`);
}

/** `clock` is Lua for the key's name. */
function withClock(script: Script, clock: string): Script {
  const time = `(function() local s, u = string.match(redis.call('GET', ${clock}), '(%d+) (%d+)') return { s, u } end)()`;
  const source = script.source.replaceAll("redis.call('TIME')", time);
  if (source === script.source) throw new Error(`${script.name} does not read the time`);
  return { name: `${script.name} with a clock`, source, sha: createHash('sha1').update(source).digest('hex') };
}

/** In the slot of the first key, which may have no hash tag. */
const clockOfFirstKey = "(string.find(KEYS[1], '{', 1, true) and KEYS[1] .. 'clock' or '{' .. KEYS[1] .. '}clock')";

/** Runs all scripts that read the time by a clock beside their first key. */
export class ClockedRedis extends RedisHandle {
  readonly #scripts = new Map<Script, Script>();

  override run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    let clocked = this.#scripts.get(script);
    if (!clocked) {
      clocked = script.source.includes('TIME') ? withClock(script, clockOfFirstKey) : script;
      this.#scripts.set(script, clocked);
    }
    return super.run(clocked, keys, args);
  }

  /** Sets the clock of scripts whose first key is this one. */
  async setClock(key: string, ms: number): Promise<void> {
    await this.client.set(
      key.includes('{') ? `${key}clock` : `{${key}}clock`,
      `${Math.floor(ms / 1000)} ${(ms % 1000) * 1000}`,
    );
  }
}
