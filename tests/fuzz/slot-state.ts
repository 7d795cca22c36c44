// All that lies in the slot of a key, to be read and put back as it was.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { globLiteral } from '../../src/redis/base/scan.ts';

/** The keys of the tag of a key, below a beginning: those of its slot on a cluster, and else a look at all there are. */
export const keysOfTag = `
local function keys_of_tag(start, tag, pattern)
  local slot = redis.pcall('CLUSTER', 'KEYSLOT', tag)
  if type(slot) == 'table' then return redis.call('KEYS', pattern) end
  local found = {}
  for _, key in ipairs(redis.call('CLUSTER', 'GETKEYSINSLOT', slot, 1000000)) do
    if string.sub(key, 1, #start) == start and string.find(key, tag, 1, true) then found[#found + 1] = key end
  end
  return found
end
`;

/** Gives what is in a key, in an order that does not change by itself. */
export const contentOfKey = `
local function content_of(key, kind, dump)
  local parts = {}
  if kind == 'hash' then
    local all = redis.call('HGETALL', key)
    for at = 1, #all, 2 do parts[#parts + 1] = all[at] .. '\\0' .. all[at + 1] end
  elseif kind == 'set' then
    parts = redis.call('SMEMBERS', key)
  else
    return dump or redis.call('DUMP', key)
  end
  table.sort(parts)
  return table.concat(parts, '\\1')
end
`;

interface Stored {
  /** Empty where it was only looked at. */
  readonly dump: Buffer;
  /** When it expires, -1 for never. */
  readonly expiresAtMs: number;
  readonly type: string;
  /** Of how many parts it is; 0 for a text. */
  readonly size: number;
  /** Of what is in it. */
  readonly digest: string;
}

export type SlotState = ReadonlyMap<string, Stored>;

/** ARGV: the beginning, the tag and the pattern of the keys, no tag for the keys that are named, and whether to dump them. */
const readScript = `
${keysOfTag}
${contentOfKey}
local keys = ARGV[2] == '' and { KEYS[1] } or keys_of_tag(ARGV[1], ARGV[2], ARGV[3])
for at = 2, #KEYS do keys[#keys + 1] = KEYS[at] end
local sizes = { hash = 'HLEN', list = 'LLEN', set = 'SCARD', zset = 'ZCARD', stream = 'XLEN' }
local found = {}
for _, key in ipairs(keys) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' then
    local dump = ARGV[4] == 'dumps' and redis.call('DUMP', key) or nil
    local digest = redis.sha1hex(content_of(key, kind, dump))
    found[#found + 1] =
      { key, dump or '', redis.call('PEXPIRETIME', key), kind, sizes[kind] and redis.call(sizes[kind], key) or 0, digest }
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

type Row = readonly [Buffer, Buffer, number, Buffer, number, Buffer];
type Command = readonly [command: string, ...rest: (string | number | Buffer)[]];

/** What of the data of a key is read and put back. */
export class Slot {
  readonly #redis: RedisHandle;
  #keys: readonly string[];
  readonly #where: readonly string[];
  #there: SlotState = new Map();

  private constructor(redis: RedisHandle, key: string) {
    const tag = tagOf(key);
    this.#redis = redis;
    this.#keys = tag === undefined ? [key, `{${key}}:foreign`] : [key];
    const { prefix } = redis;
    this.#where =
      tag === undefined ? ['', '', ''] : [`${prefix}:`, `{${tag}}`, `${globLiteral(prefix)}:*{${globLiteral(tag)}}*`];
  }

  /** Below the prefix, in the slot of the key, and what it holds. */
  static async open(redis: RedisHandle, key: string): Promise<{ readonly slot: Slot; readonly start: SlotState }> {
    const slot = new Slot(redis, key);
    const rows = await redis.client.callBuffer(...slot.#reading('dumps'));
    slot.#there = stateOf(rows);
    return { slot, start: slot.#there };
  }

  /** Takes in keys of other tags, which one script may read on one server. */
  async widen(keys: readonly string[]): Promise<SlotState> {
    const more = keys.flatMap((key) => [key, tagOf(key) === undefined ? `{${key}}:foreign` : `${key}:foreign`]);
    this.#keys = [...this.#keys, ...more];
    this.#there = stateOf(await this.#redis.client.callBuffer(...this.#reading('dumps')));
    return this.#there;
  }

  /** Puts back what was there, makes some commands, and runs a script; what was there before the script and after it. */
  async attempt(
    wanted: SlotState,
    commands: readonly Command[],
    script: Command,
  ): Promise<{ readonly reply: unknown; readonly before: SlotState; readonly after: SlotState }> {
    const pipeline = this.#redis.client.pipeline();
    const restoring = this.#restoring(wanted);
    const prepared = [...(restoring ? [restoring] : []), ...commands];
    for (const command of prepared) pipeline.call(...command);
    pipeline.callBuffer(...this.#reading()).call(...script);
    pipeline.callBuffer(...this.#reading());
    const replies = (await pipeline.exec()) ?? [];
    for (const [error] of replies.slice(0, prepared.length + 1)) if (error) throw error;
    const [[, before], [failed, reply], [, after]] = replies.slice(-3) as unknown as [Reply, Reply, Reply];
    this.#there = stateOf(after);
    return { reply: failed ?? reply, before: stateOf(before), after: this.#there };
  }

  /** Puts back what was there. */
  async restore(wanted: SlotState): Promise<void> {
    const restoring = this.#restoring(wanted);
    if (restoring) await this.#redis.client.call(...restoring);
    this.#there = wanted;
  }

  #restoring(wanted: SlotState): Command | null {
    const keys = changedIn(this.#there, wanted);
    if (keys.length === 0) return null;
    const args = keys.flatMap((each) => [wanted.get(each)?.dump ?? '', wanted.get(each)?.expiresAtMs ?? -1]);
    return ['eval', writeScript, keys.length, ...keys, ...args];
  }

  #reading(dumps = ''): [string, ...(string | number)[]] {
    return ['eval', readScript, this.#keys.length, ...this.#keys, ...this.#where, dumps];
  }
}

type Reply = readonly [Error | null, unknown];

function stateOf(rows: unknown): SlotState {
  return new Map(
    (rows as readonly Row[]).map(([name, dump, expiresAtMs, type, size, digest]) => [
      name.toString(),
      { dump, expiresAtMs, type: type.toString(), size, digest: digest.toString() },
    ]),
  );
}

export function tagOf(key: string): string | undefined {
  return /\{([^}]+)\}/.exec(key)?.[1];
}

/** The keys that are not the same in both, but for those whose time has run out meanwhile. */
export function changedIn(one: SlotState, other: SlotState): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => {
    const [a, b] = [one.get(key), other.get(key)];
    if (a && !b && a.expiresAtMs >= 0 && a.expiresAtMs <= Date.now()) return false;
    return a?.digest !== b?.digest || a?.type !== b?.type || a?.expiresAtMs !== b?.expiresAtMs;
  });
}
