// A limit that nothing reads holds nobody back. Every `const` of src that is called limits, or whose name ends in Limits, is
// looked at: each of its properties must be read by code. What only a text tells, as a message or a description does in a
// template literal, is not held by telling it, and what tests read does not count either. Where a whole object of limits is handed
// on, its properties count as read if anything in src reads a property of that name.

import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';
import { expect, test } from 'vitest';

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

interface Limits {
  readonly file: string;
  readonly name: string;
  readonly properties: readonly string[];
}

/** What the files declare and read. */
class Reads {
  readonly declared: Limits[] = [];
  /** `limits.property`, each with its file before it, for limits that only their own file knows. */
  readonly members = new Set<string>();
  /** Names of limits that are used as a whole, with their file and without. */
  readonly whole = new Set<string>();
  /** Names of all properties that are read of anything. */
  readonly properties = new Set<string>();
  #path = '';

  add(path: string, source: string): void {
    this.#path = path;
    this.#walk(parseSync(source, { syntax: 'typescript', target: 'es2022' }) as unknown as Node);
  }

  isRead({ file, name }: Limits, property: string): boolean {
    const owners = name === 'limits' ? [`${file} ${name}`] : [name];
    return owners.some(
      (owner) => this.members.has(`${owner}.${property}`) || (this.whole.has(owner) && this.properties.has(property)),
    );
  }

  #owner(name: string): string {
    return name === 'limits' ? `${this.#path} ${name}` : name;
  }

  #walk(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#walk(item);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = value as Node;
    if (node.type === 'TemplateLiteral' || node.type === 'ImportDeclaration' || node.type?.startsWith('TsType')) return;
    if (node.type === 'VariableDeclarator') this.#declarator(node);
    else if (node.type === 'MemberExpression') this.#member(node);
    else this.#other(node);
  }

  #other(node: Node): void {
    if (node.type === 'ObjectPattern') for (const property of keysOf(node)) this.properties.add(property);
    if (node.type === 'Identifier' && isLimits(node.value)) this.whole.add(this.#owner(node.value));
    for (const [key, child] of Object.entries(node)) if (key !== 'key' && key !== 'span') this.#walk(child);
  }

  #declarator({ id, init }: Node): void {
    const [target, source] = [id as Node, init as Node | null];
    const object = plainObject(source);
    if (target.type === 'Identifier' && isLimits(target.value) && object) {
      this.declared.push({ file: this.#path, name: target.value, properties: keysOf(object) });
      this.#walk(object);
    } else if (target.type === 'ObjectPattern' && source?.type === 'Identifier' && isLimits(source.value)) {
      for (const property of keysOf(target)) this.members.add(`${this.#owner(source.value)}.${property}`);
    } else {
      this.#walk(target);
      this.#walk(source);
    }
  }

  #member({ object, property }: Node): void {
    const [of, name] = [object as Node, property as Node];
    if (name.type !== 'Identifier') {
      this.#walk(of);
      this.#walk(name);
      return;
    }
    this.properties.add(name.value as string);
    if (of.type === 'Identifier' && isLimits(of.value)) this.members.add(`${this.#owner(of.value)}.${name.value}`);
    else this.#walk(of);
  }
}

function isLimits(name: unknown): name is string {
  return typeof name === 'string' && /^limits$|Limits$/.test(name);
}

/** An object literal, also one that is followed by `as const` or `satisfies`. */
function plainObject(node: Node | null): Node | null {
  if (!node || node.type === 'ObjectExpression') return node;
  return node.type.startsWith('Ts') ? plainObject(node.expression as Node) : null;
}

/** The names in an object literal or a pattern. */
function keysOf(object: Node): string[] {
  return (object.properties as Node[])
    .map(({ key }) => (key as Node | undefined)?.value)
    .filter((key) => typeof key === 'string');
}

function unread(files: readonly (readonly [path: string, source: string])[]): string[] {
  const reads = new Reads();
  for (const [path, source] of files) reads.add(path, source);
  return reads.declared.flatMap((limits) =>
    limits.properties
      .filter((property) => !reads.isRead(limits, property))
      .map((property) => `${limits.file}: ${limits.name}.${property}`),
  );
}

test('every limit is read by code', () => {
  const folder = new URL('../../src/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(folder + path, 'utf8')] as const);
  expect(files.length).toBeGreaterThan(200);
  expect(unread(files)).toEqual([]);
});

test.each([
  ['a limit that nothing reads', '', ['a.ts: someLimits.size']],
  ['one that only a message tells', 'throw new Error(`At most $' + '{someLimits.size}`);', ['a.ts: someLimits.size']],
  ['one that is compared', 'if (list.length > someLimits.size) throw new Error();', []],
  ['one that is taken out by name', 'const { size } = someLimits; list.slice(size);', []],
  ['one that is handed on with all others', 'make(someLimits); function make(given) { return given.size; }', []],
  ['one that is handed on and not read', 'make(someLimits);', ['a.ts: someLimits.size']],
])('%s', (_what, use, expected) => {
  expect(
    unread([
      ['a.ts', 'export const someLimits = { size: 5 } as const;'],
      ['b.ts', use],
    ]),
  ).toEqual(expected);
});
