// What lies in Redis below the beginning of some keys, read whole: what the checkers of the subjects compare.

import type { RedisHandle } from '../../src/redis/base/handle.ts';

type Type = 'string' | 'hash' | 'list' | 'set' | 'zset' | 'stream';

/** An entry of a stream: its id, and its fields and values. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

/** The keys below a beginning, by what follows it. What is not there is empty. */
export class Contents {
  readonly #values = new Map<string, { readonly type: Type; readonly value: unknown; readonly ttlMs: number }>();

  static async read(redis: RedisHandle, start: string): Promise<Contents> {
    const { client } = redis;
    const nodes = 'nodes' in client ? client.nodes('master') : [client];
    const contents = new Contents();
    for (const node of nodes) {
      const pattern = `${start.replace(/[\\*?[\]]/g, '\\$&')}*`;
      const keys = await node.keys(pattern);
      const types = await Promise.all(keys.map((key) => node.type(key)));
      const ttls = await Promise.all(keys.map((key) => node.pttl(key)));
      const values = await Promise.all(keys.map((key, index) => contentOf(node, key, types[index] as Type | 'none')));
      for (const [index, key] of keys.entries()) {
        const type = types[index] as Type | 'none';
        if (type === 'none') continue;
        const entry = { type, value: values[index], ttlMs: ttls[index] as number };
        contents.#values.set(key.slice(start.length), entry);
      }
    }
    return contents;
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
    return new Map(Object.entries((this.#of(name, 'hash') as Record<string, string> | undefined) ?? {}));
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

type Node = Pick<Exclude<RedisHandle['client'], { nodes: unknown }>, 'call'>;

async function contentOf(node: Node, key: string, type: Type | 'none'): Promise<unknown> {
  if (type === 'none') return undefined;
  if (type === 'string') return node.call('GET', key);
  if (type === 'list') return node.call('LRANGE', key, 0, -1);
  if (type === 'set') return node.call('SMEMBERS', key);
  if (type === 'stream') return node.call('XRANGE', key, '-', '+');
  if (type === 'hash') {
    const found = (await node.call('HGETALL', key)) as string[] | Record<string, string>;
    return Array.isArray(found) ? Object.fromEntries(pairs(found)) : found;
  }
  const members = ((await node.call('ZRANGE', key, '0', '-1', 'WITHSCORES')) as unknown[]).flat() as string[];
  return new Map(
    pairs(members).map(([member, score]) => [member, score === 'inf' ? Number.POSITIVE_INFINITY : Number(score)]),
  );
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[2 * index]), String(flat[2 * index + 1])]);
}
