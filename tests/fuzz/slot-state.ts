// All that lies in the slot of a key, to be read and put back as it was.

import type { RedisHandle } from '../../src/redis/base/handle.ts';

interface Stored {
  readonly dump: Buffer;
  /** When it expires, -1 for never. */
  readonly expiresAtMs: number;
  readonly type: string;
  /** Of how many parts it is; 0 for a text. */
  readonly size: number;
  /** What is in it, in an order that does not change by itself. */
  readonly content: string;
}

export type SlotState = ReadonlyMap<string, Stored>;

const readScript = `
local keys = ARGV[1] == '' and KEYS or redis.call('KEYS', ARGV[1])
local sizes = { hash = 'HLEN', list = 'LLEN', set = 'SCARD', zset = 'ZCARD', stream = 'XLEN' }
local found = {}
for _, key in ipairs(keys) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' then
    local dump, parts = redis.call('DUMP', key), {}
    if kind == 'hash' then
      local all = redis.call('HGETALL', key)
      for at = 1, #all, 2 do parts[#parts + 1] = all[at] .. '\\0' .. all[at + 1] end
    elseif kind == 'set' then
      parts = redis.call('SMEMBERS', key)
    end
    table.sort(parts)
    local content = #parts > 0 and table.concat(parts, '\\1') or dump
    found[#found + 1] = { key, dump, redis.call('PEXPIRETIME', key), kind, sizes[kind] and redis.call(sizes[kind], key) or 0, content }
  end
end
return found
`;

const writeScript = `
for at, key in ipairs(KEYS) do
  redis.call('DEL', key)
  local dump, expires = ARGV[2 * at - 1], ARGV[2 * at]
  if dump ~= '' then
    if expires == '-1' then redis.call('RESTORE', key, 0, dump) else redis.call('RESTORE', key, expires, dump, 'ABSTTL') end
  end
end
`;

/** Below the prefix, in the slot of the key. */
export async function readSlot({ client, prefix }: RedisHandle, key: string): Promise<SlotState> {
  const [, tag] = /\{([^}]+)\}/.exec(key) ?? [];
  const pattern = tag === undefined ? '' : `${escaped(prefix)}:*{${escaped(tag)}}*`;
  const keys = tag === undefined ? [key, `{${key}}:foreign`] : [key];
  const rows = (await client.callBuffer('eval', readScript, keys.length, ...keys, pattern)) as unknown as Row[];
  return new Map(
    rows.map(([name, dump, expiresAtMs, type, size, content]) => [
      name.toString(),
      { dump, expiresAtMs, type: type.toString(), size, content: content.toString('latin1') },
    ]),
  );
}

type Row = readonly [Buffer, Buffer, number, Buffer, number, Buffer];

/** Puts back what was in the slot of a key. */
export async function restoreSlot(redis: RedisHandle, key: string, wanted: SlotState): Promise<void> {
  const there = await readSlot(redis, key);
  const keys = changedIn(there, wanted);
  if (keys.length === 0) return;
  const args = keys.flatMap((each) => [wanted.get(each)?.dump ?? '', wanted.get(each)?.expiresAtMs ?? -1]);
  await redis.client.call('eval', writeScript, keys.length, ...keys, ...args);
}

/** The keys that are not the same in both. */
export function changedIn(one: SlotState, other: SlotState): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => {
    const [a, b] = [one.get(key), other.get(key)];
    return a?.content !== b?.content || a?.type !== b?.type || a?.expiresAtMs !== b?.expiresAtMs;
  });
}

function escaped(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
