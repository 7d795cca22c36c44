// What the fuzz run knows of a subject: its stores, how each of their methods is called, and what must hold of their data.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import type { Stores } from '../../src/redis/stores.ts';

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
  /** The rooms whose scripts its methods run; that of its name where absent. */
  readonly rooms?: readonly string[];
  /** The objects whose methods are called, by the names that `methods` begins with. */
  objects(world: World): Readonly<Record<string, object>>;
  /** By `<object>.<method>`, with `#<variant>` behind it where a method is called in several ways. */
  readonly methods: Readonly<Record<string, FuzzMethod>>;
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

type Reply = readonly [Error | null, unknown];

/** How many changes the servers have counted. */
export async function countWrites({ client }: RedisHandle): Promise<number> {
  const nodes = 'nodes' in client ? client.nodes('master') : [client];
  const texts = await Promise.all(nodes.map((node) => node.info('persistence')));
  return texts.reduce((sum, text) => sum + Number(/rdb_changes_since_last_save:(\d+)/.exec(text)?.[1]), 0);
}

/** All keys of the prefix with their contents, as Redis dumps them. */
export async function snapshot({ client, prefix }: RedisHandle): Promise<ReadonlyMap<string, string>> {
  const nodes = 'nodes' in client ? client.nodes('master') : [client];
  const parts = await Promise.all(
    nodes.map(async (node) => {
      const keys: string[] = [];
      let cursor = '0';
      do {
        const [next, found] = await node.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1_000);
        keys.push(...found);
        cursor = next;
      } while (cursor !== '0');
      const pipeline = node.pipeline();
      for (const key of keys) pipeline.hgetall(key).callBuffer('DUMP', key);
      const replies = (await pipeline.exec()) ?? [];
      return keys.map((key, index) => {
        const [[notHash, fields], [, dump]] = replies.slice(index * 2, index * 2 + 2) as unknown as [Reply, Reply];
        // A hash is dumped in an order that changes by itself.
        if (!notHash) return [key, JSON.stringify(Object.entries(fields as object).sort())] as const;
        return [key, (dump as Buffer | null)?.toString('latin1') ?? ''] as const;
      });
    }),
  );
  // What ran out between the two commands has no dump.
  return new Map(parts.flat().filter(([, content]) => content !== '' && content !== '[]'));
}

/** The keys that are there and were not the same before. What is gone may have run out meanwhile. */
export function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after.keys()].filter((key) => before.get(key) !== after.get(key));
}
