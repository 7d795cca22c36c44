// The documents that the operator trusts: those of the clients that Mortar serves, as GraphQL Code Generator's client preset writes
// them (a JSON object of texts by id), and those of the dashboard. docs/clients.md tells how they are made.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sortExecutableDocument } from '@graphql-tools/documents';
import { type DocumentNode, type GraphQLSchema, Kind, parse, print, validate } from 'graphql';
import { z } from 'zod';

export interface TrustedDocumentSettings {
  /** A file of documents, or a folder with such files. */
  readonly path?: string;
  /** Whether nothing else runs. */
  readonly only: boolean;
}

/** The code of the errors of `read`. */
const code = 'ERR_TRUSTED_DOCUMENTS';

const problem = (message: string): Error => Object.assign(new Error(message), { code });

const fileShape = z.record(z.string().min(1), z.string());

export class TrustedDocuments {
  /** Whether nothing else runs. */
  readonly only: boolean;
  /** What an operator may want to tell apart by name. */
  readonly operationNames = new Set<string>();
  readonly #texts = new Map<string, string>();
  readonly #forms = new Set<string>();

  /**
   * Reads them at start.
   * @param dashboardFile is left out if the dashboard is not built.
   * @throws Error with the code ERR_TRUSTED_DOCUMENTS, naming the file and what is wrong with it.
   */
  static async read({ path, only }: TrustedDocumentSettings, dashboardFile: string): Promise<TrustedDocuments> {
    const trusted = new TrustedDocuments(only);
    for (const file of path === undefined ? [] : await filesAt(path)) trusted.#add(file, await readFile(file, 'utf8'));
    const ofDashboard = await readFile(dashboardFile, 'utf8').catch(() => undefined);
    if (ofDashboard) trusted.#add(dashboardFile, ofDashboard);
    return trusted;
  }

  private constructor(only: boolean) {
    this.only = only;
  }

  /** The text with this id. The prefix `sha256:` may be there or not. */
  find(id: string): string | undefined {
    return this.#texts.get(withoutPrefix(id));
  }

  /** Whether it is one of them, whatever its white space and the order of its parts. */
  has(document: DocumentNode): boolean {
    return this.#forms.has(formOf(document));
  }

  /** Those that do not fit the schema, by id, each with the first reason. */
  *misfits(schema: GraphQLSchema): Iterable<{ readonly id: string; readonly reason: string }> {
    for (const [id, text] of this.#texts) {
      const [error] = validate(schema, parse(text), undefined, { maxErrors: 1 });
      if (error) yield { id, reason: error.message };
    }
  }

  #add(file: string, content: string): void {
    for (const [id, text] of Object.entries(parseFile(file, content))) {
      const document = parseDocument(text, `${file}: the document ${id}`);
      this.#texts.set(withoutPrefix(id), text);
      this.#forms.add(formOf(document));
      for (const definition of document.definitions)
        if (definition.kind === Kind.OPERATION_DEFINITION && definition.name)
          this.operationNames.add(definition.name.value);
    }
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw problem(`There is no file or folder of trusted documents at ${path}`);
  if (!found.isDirectory()) return [path];
  const names = await readdir(path);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) throw problem(`The folder of trusted documents ${path} has no .json file`);
  return files.map((name) => join(path, name));
}

function parseFile(file: string, content: string): Readonly<Record<string, string>> {
  try {
    return fileShape.parse(JSON.parse(content));
  } catch {
    throw problem(`${file} is no file of trusted documents: it must be a JSON object of texts by id`);
  }
}

function parseDocument(text: string, what: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    throw problem(`${what} cannot be parsed: ${(error as Error).message}`);
  }
}

const withoutPrefix = (id: string): string => id.replace(/^sha256:/, '');

const formOf = (document: DocumentNode): string => print(sortExecutableDocument(document));
