// What lies in Redis below the beginning of some keys, read whole: what the checkers of the subjects compare.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { globLiteral } from '../../src/redis/base/scan.ts';
import { keysOfTag } from './slot-state.ts';
import type { World } from './subject.ts';

type Type = 'string' | 'hash' | 'list' | 'set' | 'zset' | 'stream';

type Row = readonly [key: string, type: Type, ttlMs: number, value: unknown];

const readScript = `
${keysOfTag}
local reads = {
  string = { 'GET' }, hash = { 'HGETALL' }, set = { 'SMEMBERS' }, list = { 'LRANGE', 0, -1 },
  zset = { 'ZRANGE', 0, -1, 'WITHSCORES' }, stream = { 'XRANGE', '-', '+' },
}
local keys, marks = keys_of_tag(KEYS[1], ARGV[1], ARGV[2]), {}
table.sort(keys)
for at, key in ipairs(keys) do
  marks[at] = key .. redis.sha1hex(redis.call('DUMP', key) or '') .. (redis.call('PTTL', key) == -1 and 'endless' or '')
end
local digest = redis.sha1hex(table.concat(marks, '\\0'))
if digest == ARGV[3] then return { digest, {} } end
local found = {}
for _, key in ipairs(keys) do
  local kind = redis.call('TYPE', key).ok
  if reads[kind] then
    local command, from, to, more = unpack(reads[kind])
    local value = more and redis.call(command, key, from, to, more) or from and redis.call(command, key, from, to)
      or redis.call(command, key)
    found[#found + 1] = { key, kind, redis.call('PTTL', key), value }
  end
end
return { digest, found }
`;

interface Judgement {
  readonly digest: string;
  readonly problems: readonly string[];
}

const judgements = new WeakMap<RedisHandle, Map<string, Judgement>>();

/** An entry of a stream: its id, and its fields and values. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

/** The keys below a beginning, by what follows it. What is not there is empty. */
export class Contents {
  readonly #values = new Map<string, { readonly type: Type; readonly value: unknown; readonly ttlMs: number }>();

  private constructor(start: string, rows: readonly Row[]) {
    for (const [key, type, ttlMs, value] of rows)
      this.#values.set(key.slice(start.length), { type, ttlMs, value: readValue(type, value) });
  }

  /** What `judge` says of the keys of a beginning; what it said last where none of them has changed since. They are of one slot. */
  static async judge(
    { redis }: World,
    start: string,
    judge: (found: Contents) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const known = judgements.get(redis) ?? new Map<string, Judgement>();
    judgements.set(redis, known);
    const last = known.get(start);
    const tag = /\{[^}]+\}/.exec(start)?.[0] ?? '';
    const args = [tag, `${globLiteral(start)}*`, last?.digest ?? ''];
    const [digest, rows] = (await redis.client.call('eval', readScript, 1, start, ...args)) as [string, Row[]];
    if (digest === last?.digest) return last.problems;
    const problems = await judge(new Contents(start, rows));
    known.set(start, { digest, problems });
    return problems;
  }

  get names(): string[] {
    return [...this.#values.keys()];
  }

  typeOf(name: string): Type | undefined {
    return this.#values.get(name)?.type;
  }

  /** -1 where it is kept for ever. */
  ttlMs(name: string): number {
    return this.#values.get(name)?.ttlMs ?? 0;
  }

  text(name: string): string | null {
    return (this.#of(name, 'string') as string | undefined) ?? null;
  }

  hash(name: string): ReadonlyMap<string, string> {
    return (this.#of(name, 'hash') as ReadonlyMap<string, string> | undefined) ?? new Map();
  }

  /** A list, a set, or the members of a sorted set. */
  list(name: string): readonly string[] {
    const { type, value } = this.#values.get(name) ?? {};
    if (type === 'zset') return [...(value as ReadonlyMap<string, number>).keys()];
    return (value as string[] | undefined) ?? [];
  }

  scores(name: string): ReadonlyMap<string, number> {
    return (this.#of(name, 'zset') as ReadonlyMap<string, number> | undefined) ?? new Map();
  }

  stream(name: string): readonly StreamEntry[] {
    return (this.#of(name, 'stream') as StreamEntry[] | undefined) ?? [];
  }

  /** What of the keys is of another type than it should be, or of none that `types` names. */
  misplaced(types: readonly (readonly [RegExp, Type, 'expires'?])[]): string[] {
    return this.names.flatMap((name) => {
      const known = types.find(([pattern]) => pattern.test(name));
      if (!known) return [`a key is left over: ${name.slice(0, 80)}`];
      const [, type, expires] = known;
      if (this.typeOf(name) !== type) return [`${name.slice(0, 80)} is a ${this.typeOf(name)}`];
      return expires && this.ttlMs(name) === -1 ? [`${name.slice(0, 80)} is kept for ever`] : [];
    });
  }

  #of(name: string, type: Type): unknown {
    const found = this.#values.get(name);
    return found?.type === type ? found.value : undefined;
  }
}

function readValue(type: Type, value: unknown): unknown {
  if (type === 'hash') return new Map(pairs(value as string[]));
  if (type !== 'zset') return value;
  return new Map(
    pairs(value as string[]).map(([member, score]) => [
      member,
      score === 'inf' ? Number.POSITIVE_INFINITY : Number(score),
    ]),
  );
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[2 * index]), String(flat[2 * index + 1])]);
}
