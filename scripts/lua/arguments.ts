// Which KEYS and ARGV a file reads, held against what its head lists.

import type { Expression, ForNumericStatement, Identifier, Node } from 'luaparse';
import type { LuaFile, Problem } from './files.ts';
import type { ArgumentTable, Head, Listed } from './head.ts';
import { argumentsOf, calleeOf, childrenOf, nameOf, type Parsed } from './parse.ts';

/** A read of one or several places; `loose` where they are worked out, or all from a place on. */
interface ArgumentRead {
  readonly table: ArgumentTable;
  readonly from: number;
  readonly to: number;
  readonly loose: 'worked out' | 'the rest' | false;
  readonly file: string;
  readonly line: number;
}

export function readsOf(parsed: Parsed): ArgumentRead[] {
  const reads: ArgumentRead[] = [];
  const add = (node: Node, table: ArgumentTable, read: Omit<ArgumentRead, 'table' | 'file' | 'line'>) =>
    reads.push({ table, ...read, ...parsed.placeOf(node) });

  const visit = (node: Node, loops: readonly ForNumericStatement[]): void => {
    const unpacked = unpackedBy(node);
    if (node.type === 'LocalStatement' || node.type === 'AssignmentStatement') {
      const last = node.init.at(-1);
      const table = last && unpackedBy(last);
      // local a, b = unpack(ARGV) reads two.
      if (last && table && argumentsOf(last).length < 3) {
        const from = placeOf(argumentsOf(last)[1]);
        const count = node.variables.length - node.init.length + 1;
        add(last, table, from ? { from, to: from + count - 1, loose: false } : unknown);
        for (const child of childrenOf(node)) if (child !== last) visit(child, loops);
        return;
      }
    }
    if (unpacked) {
      const [, from, to] = argumentsOf(node);
      const [first, last] = [placeOf(from), to && placeOf(to)];
      if (!first || (to && !last)) add(node, unpacked, unknown);
      else
        add(
          node,
          unpacked,
          last ? { from: first, to: last, loose: false } : { from: first, to: first, loose: 'the rest' },
        );
      for (const child of argumentsOf(node).slice(1)) visit(child, loops);
      return;
    }
    if (node.type === 'IndexExpression' && isTable(node.base)) {
      add(node, node.base.name, indexRead(node.index, loops));
      visit(node.index, loops);
      return;
    }
    if (node.type === 'UnaryExpression' && node.operator === '#' && isTable(node.argument)) return;
    if (isTable(node)) add(node, node.name, unknown);
    const inner = node.type === 'ForNumericStatement' ? [...loops, node] : loops;
    for (const child of childrenOf(node)) visit(child, inner);
  };
  visit(parsed.chunk, []);
  return reads;
}

const unknown = { from: 1, to: 1, loose: 'worked out' } as const;

function isTable(node: Node): node is Identifier & { name: ArgumentTable } {
  return node.type === 'Identifier' && (node.name === 'KEYS' || node.name === 'ARGV');
}

function unpackedBy(node: Node): ArgumentTable | undefined {
  if (calleeOf(node) !== 'unpack') return undefined;
  const name = nameOf(argumentsOf(node)[0]);
  return name === 'KEYS' || name === 'ARGV' ? name : undefined;
}

/** A number; 1 where the argument is left out. */
function placeOf(expression: Expression | undefined): number | undefined {
  if (!expression) return 1;
  return expression.type === 'NumericLiteral' ? expression.value : undefined;
}

function indexRead(index: Expression, loops: readonly ForNumericStatement[]) {
  if (index.type === 'NumericLiteral') return { from: index.value, to: index.value, loose: false } as const;
  const loop = index.type === 'Identifier' && loops.findLast(({ variable }) => variable.name === index.name);
  if (loop && loop.start.type === 'NumericLiteral' && loop.end.type === 'NumericLiteral' && !loop.step) {
    return { from: loop.start.value, to: loop.end.value, loose: false } as const;
  }
  return unknown;
}

/** Compares what a file reads, a script with what it includes, with what its head lists. */
export function checkArguments({ file, kind }: LuaFile, head: Head, reads: readonly ArgumentRead[]): Problem[] {
  const problems: Problem[] = [];
  for (const table of ['KEYS', 'ARGV'] as const) {
    if (head.unnumbered.has(table)) continue;
    const entries = head.listed.filter((entry) => entry.table === table);
    const uses = reads.filter((read) => read.table === table);
    const seen = new Set<string>();
    for (const read of uses) {
      const missing = missingFor(read, entries);
      if (!missing || seen.has(missing)) continue;
      seen.add(missing);
      const where = read.file === file ? 'here' : `in ${read.file}:${read.line}`;
      const line = read.file === file ? read.line : 1;
      const as = kind === 'script' ? `"-- ${missing} <what it is>"` : `${missing} to the line "-- Takes ..."`;
      problems.push({ file, line, text: `${missing} is read ${where}, and the head does not list it. Add ${as}.` });
    }
    if (uses.some(({ loose }) => loose === 'worked out')) continue;
    for (const entry of entries) {
      if (uses.some((use) => use.from <= entry.to && (use.loose === 'the rest' || use.to >= entry.from))) continue;
      const shown =
        entry.to === entry.from ? entry.from : `${entry.from}..${Number.isFinite(entry.to) ? entry.to : ''}`;
      const text = `The head lists ${table}[${shown}], which nothing reads. Remove it, from the caller too.`;
      problems.push({ file, line: entry.line, text });
    }
  }
  return problems;
}

function missingFor(read: ArgumentRead, entries: readonly Listed[]): string | undefined {
  if (read.loose === 'worked out') {
    const last = entries.at(-1)?.to ?? 0;
    return entries.some(({ from, to }) => to > from) ? undefined : `${read.table}[${last + 1}..]`;
  }
  for (let place = read.from; place <= read.to; place += 1) {
    if (!entries.some(({ from, to }) => from <= place && place <= to)) return `${read.table}[${place}]`;
  }
  return undefined;
}
