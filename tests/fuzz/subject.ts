// What the fuzz run knows of a subject: its stores, how each of their methods is called, and what must hold of their data.

import { mastersOf } from '../../src/redis/base/connect.ts';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { globLiteral } from '../../src/redis/base/scan.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { contentOfKey } from './slot-state.ts';

export interface World {
  readonly redis: RedisHandle;
  readonly stores: Stores;
  /** Another number each time it is asked for. */
  next(): number;
  /** What scripts have done half since it was asked last. */
  halfDone(): readonly string[];
}

export interface FuzzMethod {
  /** Arguments that are accepted, about another thing each time; `any` marks what may be any JSON. */
  good(world: World): readonly unknown[] | Promise<readonly unknown[]>;
  /** What a call that was accepted has not done, though it stood beside a hostile one; null if all is done. */
  done?(world: World, args: readonly unknown[], answer: unknown): Promise<string | null>;
  /** Keys that may change although the call is refused, such as counted attempts. */
  readonly mayChange?: RegExp;
  /** Names of errors, beside Refusal, by which this method says no. */
  readonly refusals?: RegExp;
  /** What NaN or an infinity means to this method, as it documents it; where absent, they are refused. */
  readonly endless?: string;
  /** What is called in the place of the method itself, as where a handler has to be given or an answer to be read to its end. */
  call?(world: World, args: readonly unknown[]): Promise<unknown>;
}

export interface FuzzSubject {
  readonly name: string;
  /** Keys that are written a tick after a call, and so beside the next one. */
  readonly beside?: RegExp;
  /** The rooms whose scripts its methods run; that of its name where absent. */
  readonly rooms?: readonly string[];
  /** The objects whose methods are called, by the names that `methods` begins with. */
  objects(world: World): Readonly<Record<string, object>>;
  /** By `<object>.<method>`, with `#<variant>` behind it where a method is called in several ways. */
  readonly methods: Readonly<Record<string, FuzzMethod>>;
  /** So many methods have a world in common; all where absent. Where the check reads all that methods leave behind, it reads less. */
  readonly methodsOfWorld?: number;
  /** What there is before the first call. */
  prepare?(world: World): Promise<void>;
  /** What is broken in the data: a sentence each. */
  broken(world: World): Promise<readonly string[]>;
  /** Ends what the objects began. */
  close?(world: World): Promise<void>;
}

/** Calls a method of a subject as `methods` describes it. */
export async function callMethod(
  { objects, methods }: FuzzSubject,
  world: World,
  name: string,
  args: readonly unknown[],
): Promise<unknown> {
  const { call } = methods[name] as FuzzMethod;
  if (call) return call(world, args);
  const [object, member] = (name.split('#')[0] as string).split('.') as [string, string];
  const target = objects(world)[object] as Record<string, (...args: readonly unknown[]) => unknown>;
  return target[member]?.(...args);
}

/** The public methods of an object that are written in the code, also those of its ancestors. */
export function methodsOf(object: object): string[] {
  const names = new Set<string>();
  for (let at = Object.getPrototypeOf(object); at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (name !== 'constructor' && typeof value === 'function') names.add(name);
  return [...names];
}

/** How many changes the servers have counted. */
export async function countWrites({ client }: RedisHandle): Promise<number> {
  const texts = await Promise.all(mastersOf(client).map((node) => node.info('persistence')));
  return texts.reduce((sum, text) => sum + Number(/rdb_changes_since_last_save:(\d+)/.exec(text)?.[1]), 0);
}

const snapshotScript = `
${contentOfKey}
local found = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' then
    found[#found + 1] = key
    found[#found + 1] = redis.sha1hex(content_of(key, kind))
  end
end
return found
`;

/** All keys of the prefix with digests of their contents. */
export async function snapshot({ client, prefix }: RedisHandle): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const node of mastersOf(client)) {
    const flat = (await node.eval(snapshotScript, 0, `${globLiteral(prefix)}:*`)) as string[];
    for (let at = 0; at < flat.length; at += 2) found.set(flat[at] as string, flat[at + 1] as string);
  }
  return found;
}

const endlessScript = `
local found = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  if redis.call('PTTL', key) == -1 then found[#found + 1] = key end
end
return found
`;

/** Which keys that match a pattern, behind the prefix, are kept for ever: a sentence each. */
export async function keptForEver({ client, prefix }: RedisHandle, pattern: string): Promise<string[]> {
  const found = await Promise.all(
    mastersOf(client).map((node) => node.eval(endlessScript, 0, `${globLiteral(prefix)}:${pattern}`)),
  );
  return (found.flat() as string[]).map((key) => `${key.slice(0, 80)} is kept for ever`);
}

/** The keys that are there and were not the same before. What is gone may have run out meanwhile. */
export function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after.keys()].filter((key) => before.get(key) !== after.get(key));
}
