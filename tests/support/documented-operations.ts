// Every operation that the documentation shows or the dashboard sends.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, type DocumentNode, type FragmentDefinitionNode, Kind, parse, print, validate } from 'graphql';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));

export interface DocumentedOperation {
  /** Where it stands. */
  readonly name: string;
  /** One operation with the fragments of its file. */
  readonly text: string;
}

/** Each once. */
export function documentedOperations(): DocumentedOperation[] {
  const all = [...inPages(), ...inDashboard()];
  return [...new Map(all.map((operation) => [operation.text, operation])).values()];
}

function inPages(): DocumentedOperation[] {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return pages
    .filter((page) => /\.(md|py)$/.test(page))
    .flatMap((page) => {
      const text = readFileSync(join(root, 'docs', page), 'utf8');
      const blocks = [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
      const quoted = [...text.matchAll(/`([^`$]*)`|'([^'\n]*)'|"""([\s\S]*?)"""/g)].map((match) =>
        match.slice(1).join(''),
      );
      const operations = quoted.filter((it) =>
        /^\s*(?:(?:query|mutation|subscription)\b|\{\s*[a-z])[\s\S]*\}\s*$/.test(it),
      );
      return [...blocks, ...operations].flatMap((each) => parsed(each).flatMap((document) => split(page, document)));
    });
}

function inDashboard(): DocumentedOperation[] {
  const files = readdirSync(join(root, 'dashboard/src'), { recursive: true, encoding: 'utf8' });
  const documents = files
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => ({ file, document: parse(readFileSync(join(root, 'dashboard/src', file), 'utf8')) }));
  const fragments = documents.flatMap(({ document }) => document.definitions).filter(isFragment);
  return documents.flatMap(({ file, document }) => split(file, document, fragments));
}

/** What only looks like an operation is none. */
function parsed(text: string): DocumentNode[] {
  try {
    const document = parse(text);
    return validate(schema, document).length === 0 ? [document] : [];
  } catch {
    return [];
  }
}

function split(
  name: string,
  { definitions }: DocumentNode,
  fragments: readonly FragmentDefinitionNode[] = definitions.filter(isFragment),
): DocumentedOperation[] {
  return definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({
      name,
      text: print({ kind: Kind.DOCUMENT, definitions: [operation, ...used(operation, fragments)] }),
    }));
}

/** The fragments that a definition spreads, and those that these spread. */
function used(definition: object, fragments: readonly FragmentDefinitionNode[]): FragmentDefinitionNode[] {
  const found = new Set<FragmentDefinitionNode>();
  const look = (within: object): void => {
    for (const fragment of fragments)
      if (!found.has(fragment) && print(within as never).includes(`...${fragment.name.value}`)) {
        found.add(fragment);
        look(fragment);
      }
  };
  look(definition);
  return [...found];
}

function isFragment(definition: { readonly kind: string }): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}
