// The sentences that people read outside of the docs: descriptions of the schema, words of the dashboard, help and messages of the
// program. Each with the place where it stands.

import { parseSync } from '@swc/core';
import { type ASTNode, Kind, parse, visit } from 'graphql';

export interface Sentence {
  readonly line: number;
  readonly text: string;
}

/** The descriptions of a schema. */
export function descriptionsOf(schema: string): Sentence[] {
  const found: Sentence[] = [];
  visit(parse(schema), {
    enter(node: ASTNode) {
      const description = 'description' in node ? node.description : undefined;
      if (description?.kind === Kind.STRING)
        found.push({ line: description.loc?.startToken.line ?? 1, text: oneLine(description.value) });
    },
  });
  return found;
}

/** The texts of several words in TypeScript: literals, templates with … for what is put in, and text between tags. */
export function textsOf(source: string, tsx: boolean): Sentence[] {
  // swc counts bytes, and continues its positions from file to file: the first statement gives the start of this one.
  const bytes = Buffer.from(`;${source.replace(/^#!/, '//')}`);
  const { body } = parseSync(bytes.toString(), { syntax: 'typescript', tsx, target: 'es2022' });
  const start = body[0]?.span.start ?? 0;
  return [...textNodes(body)]
    .filter(({ text }) => /\p{L}.*\s.*\p{L}/su.test(text))
    .map(({ at, text }) => ({
      line: bytes
        .subarray(0, at - start)
        .toString()
        .split('\n').length,
      text: oneLine(text),
    }));
}

interface Node {
  readonly type?: string;
  readonly span?: { readonly start: number };
  readonly value?: string;
  readonly quasis?: readonly { readonly cooked: string }[];
}

function* textNodes(given: unknown): Generator<{ at: number; text: string }> {
  if (typeof given !== 'object' || given === null) return;
  const { type, span, value, quasis } = given as Node;
  if (type === 'ImportDeclaration') return;
  const at = span?.start ?? 0;
  if ((type === 'StringLiteral' || type === 'JSXText') && value !== undefined) yield { at, text: value };
  if (type === 'TemplateLiteral' && quasis) yield { at, text: quasis.map(({ cooked }) => cooked).join('…') };
  for (const child of Object.values(given)) yield* textNodes(child);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
