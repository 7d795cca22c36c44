// The one list of hostile values, and how they are put into the arguments of a call: each in the place of each value of its kind.

import { inspect } from 'node:util';

/** What a getter or a `toJSON` of somebody else's throws. */
export const thrown = 'This value throws';

function throws(): never {
  throw new Error(thrown);
}

const hostile = {
  texts: [
    '',
    ' ',
    '\ud83c',
    'half \udf89 an emoji',
    'a\0b',
    'a\nb\tc',
    '__proto__',
    'constructor',
    '{}:[]*?',
    '-1',
    'NaN',
    '9007199254740993',
    'ü'.repeat(130),
    'x'.repeat(300_000),
  ],
  numbers: [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    -0,
    0,
    0.5,
    1.5,
    1e-320,
    2 ** 31,
    2 ** 53 - 1,
    2 ** 53 + 1,
    -(2 ** 53),
    1e21,
    1e308,
  ],
  bigints: [-1n, 0n, 2n ** 53n + 1n, 2n ** 63n, -(2n ** 63n), 10n ** 40n],
  dates: [
    new Date(Number.NaN),
    new Date(0),
    new Date(-1),
    new Date('1900-01-01T00:00:00Z'),
    new Date(-8.64e15),
    new Date(8.64e15),
  ],
  json: [
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '\ud83c',
    { '\udf89': '\0' },
    { ['__proto__']: 1, constructor: { prototype: 1 } },
    JSON.parse('{"__proto__": {"x": 1}}') as unknown,
    deep(2_000),
    [],
    'x'.repeat(300_000),
    10n,
    () => 1,
    new Date(Number.NaN),
    2 ** 53 + 1,
    -0,
    1e21,
    0.1,
    sparse([1, 2]),
    withThrowingGetter({ a: 1 }),
    [withThrowingGetter({ a: 1 })],
    { toJSON: throws },
    ...[undefined, Number.NaN, '\ud83c', 1n, deep(2_000), () => 1].map((value) => ({ toJSON: () => value })),
    new Map([[1, 2]]),
    Symbol('a'),
  ],
} as const;

/** With holes in it and behind it. */
function sparse(list: readonly unknown[]): unknown[] {
  const holes: unknown[] = [];
  for (const [index, value] of list.entries()) holes[2 * index + 1] = value;
  holes.length += 1;
  return holes;
}

function withThrowingGetter(value: Readonly<Record<string, unknown>>): object {
  const [name = 'a'] = Object.keys(value);
  return Object.defineProperty({ ...value }, name, { get: throws, enumerable: true });
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Marks an argument that may be any JSON: it is replaced as a whole. */
export class AnyJson {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Marks an argument whose few values TypeScript holds: it stays as it is. */
export class Fixed {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export const fixed = (value: unknown): Fixed => new Fixed(value);

export interface Spoiling {
  /** Such as `0.lines.1.quantity = NaN`. */
  readonly what: string;
  /** It is NaN or an infinity, where a number is asked for: JSON has null for them. */
  readonly isEndless: boolean;
  /** Other arguments of the same form with the hostile value in its place. */
  apply(args: readonly unknown[]): unknown[];
}

/** The arguments without marks. */
export function plain(args: readonly unknown[]): unknown[] {
  return args.map(unmarked);
}

/** One hostile value in each place of arguments in turn. */
export function* spoilings(args: readonly unknown[]): Generator<Spoiling> {
  for (const [path, leaf] of placesIn(args, [])) {
    for (const [index, value] of valuesFor(leaf).entries()) {
      yield {
        what: `${path.join('.')} = ${shown(value)}`,
        isEndless: typeof value === 'number' && !Number.isFinite(value) && !(leaf instanceof AnyJson),
        apply: (others) => plain(replaced(others, path, (own) => valuesFor(own)[index]) as unknown[]),
      };
    }
  }
}

function unmarked(value: unknown): unknown {
  if (value instanceof AnyJson || value instanceof Fixed) return value.value;
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isPlain(value)) return value;
  const parts = Object.getOwnPropertyDescriptors(value);
  return Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, part.get ? part : { ...part, value: unmarked(part.value) }]),
    ),
  );
}

function* placesIn(value: unknown, path: readonly string[]): Generator<[readonly string[], unknown]> {
  if (value instanceof Fixed) return;
  if (value instanceof AnyJson) return yield [path, value];
  if (Array.isArray(value) || isPlain(value)) {
    if (path.length > 0) yield [path, value];
    for (const [name, part] of Object.entries(value)) yield* placesIn(part, [...path, name]);
    return;
  }
  if (path.length > 0) yield [path, value];
}

function valuesFor(leaf: unknown): readonly unknown[] {
  if (leaf instanceof AnyJson) return hostile.json;
  if (leaf instanceof Date) return hostile.dates;
  if (Array.isArray(leaf)) return [[], [...leaf, ...leaf], Array.from({ length: 3_000 }, () => leaf[0]), sparse(leaf)];
  if (isPlain(leaf)) return Object.keys(leaf).length === 0 ? [] : [withThrowingGetter(leaf)];
  if (typeof leaf === 'string') return hostile.texts;
  if (typeof leaf === 'number') return hostile.numbers;
  if (typeof leaf === 'bigint') return hostile.bigints;
  return [];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: (own: unknown) => unknown): unknown {
  if (name === undefined) return by(value);
  if (Array.isArray(value))
    return value.map((part, index) => (String(index) === name ? replaced(part, rest, by) : part));
  const parts = value as Readonly<Record<string, unknown>>;
  return { ...parts, [name]: replaced(parts[name], rest, by) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (Array.isArray(value) && value.length > 9) return `${value.length} items`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  let text: string;
  try {
    text = JSON.stringify(value) ?? inspect(value);
  } catch (error) {
    text = String(error);
  }
  return text.length > 60 ? `${text.slice(0, 50)}… (${text.length})` : text;
}
