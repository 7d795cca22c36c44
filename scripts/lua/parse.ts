// Parses Lua 5.1, whole scripts with their includes too, so that every node knows the file and the line that it is from.

import luaparse, { type Chunk, type Expression, type Node } from 'luaparse';
import { expandScript, type ScriptLine } from '../../src/redis/base/script-files.ts';
import type { Problem } from './files.ts';

export interface Parsed {
  readonly chunk: Chunk;
  /** Where a node begins. */
  placeOf(node: Node): { readonly file: string; readonly line: number };
}

/** A file alone, without what it includes. */
export function parseFile(file: string, text: string): Parsed | Problem {
  return parseLines(text.split('\n').map((line, index) => ({ file, number: index + 1, text: line })));
}

/** A file with what it includes, as Redis gets it. */
export function parseExpanded(file: string, read: (file: string) => string): Parsed | Problem {
  return parseLines(expandScript(file, read));
}

function parseLines(lines: readonly ScriptLine[]): Parsed | Problem {
  const placeAt = (number: number) => {
    const line = lines[Math.min(number, lines.length) - 1];
    return { file: line?.file ?? '', line: line?.number ?? 1 };
  };
  try {
    const chunk = luaparse.parse(lines.map(({ text }) => text).join('\n'), {
      luaVersion: '5.1',
      locations: true,
      comments: false,
    });
    return { chunk, placeOf: (node) => placeAt(node.loc?.start.line ?? 1) };
  } catch (error) {
    const { line = 1, message } = error as { line?: number; message: string };
    return {
      ...placeAt(line),
      text: `This is not Lua 5.1: ${message.replace(/^\[\d+:\d+\] /, '')}. Correct the line.`,
    };
  }
}

/** The nodes right below a node, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'loc') return [];
    if (Array.isArray(value)) return value.filter(isNode);
    return isNode(value) ? [value] : [];
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Visits a node and all below it; not what is below one of which `visit` returns false. */
export function walk(node: Node, visit: (node: Node) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

/** The text of a literal string, without its quotes. */
export function stringOf(expression: Expression | undefined): string | undefined {
  return expression?.type === 'StringLiteral' ? expression.raw.replace(/^(['"])(.*)\1$/s, '$2') : undefined;
}

/** `redis.call` for `redis.call(...)`, `unpack` for `unpack(...)`; nothing where the function has no name. */
export function calleeOf(expression: Node): string | undefined {
  if (!('base' in expression) || !expression.type.includes('CallExpression')) return undefined;
  return nameOf(expression.base);
}

/** `a` or `a.b`. */
export function nameOf(expression: Node | undefined): string | undefined {
  if (expression?.type === 'Identifier') return expression.name;
  if (expression?.type !== 'MemberExpression' || expression.base.type !== 'Identifier') return undefined;
  return `${expression.base.name}.${expression.identifier.name}`;
}

/** The arguments of a call, in any of its three forms. */
export function argumentsOf(expression: Node): Expression[] {
  if (expression.type === 'CallExpression') return expression.arguments;
  if (expression.type === 'TableCallExpression') return [expression.arguments as Expression];
  if (expression.type === 'StringCallExpression') return [expression.argument];
  return [];
}
