// A script whose clock is a key of the test's own, in the place of Redis' TIME.

import { createHash } from 'node:crypto';
import type { Script } from '../../src/redis/scripts.ts';

/** The key holds `seconds micros` and is in the slot of the script's keys. */
export function loadSource(script: Script, clockKey: string): Script {
  const clock = `(function() local s, u = string.match(redis.call('GET', '${clockKey}'), '(%d+) (%d+)') return { s, u } end)()`;
  const source = script.source.replace("redis.call('TIME')", clock);
  if (source === script.source) throw new Error(`${script.name} does not read the time`);
  return { name: `${script.name} with a clock`, source, sha: createHash('sha1').update(source).digest('hex') };
}
