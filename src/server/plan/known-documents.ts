// Documents that have been parsed and found valid, by their text. What is in here runs without being looked at again, so an
// operation that comes again and again pays for its parsing and validation once. What is not valid is not kept. The memory is
// bounded by an estimate of its bytes; documents that came once have a share of their own, so that a flood of new ones drives out
// none that is in use.

import { type DocumentNode, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { isIncremental } from '../graphql/incremental-document.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';
import { OperationPlan } from './operation-plan.ts';

/** An operation of a known document. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  /** Whether its answer may come in parts. */
  readonly incremental: boolean;
  /** Undefined where it is not planned. */
  readonly plan: OperationPlan | undefined;
}

export class KnownDocument {
  readonly document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #operations = new Map<string | null, KnownOperation>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.document = document;
  }

  /** Undefined where there is no such operation, or no name tells which of several. */
  operation(name: string | null | undefined): KnownOperation | undefined {
    const known = this.#operations.get(name ?? null);
    if (known) return known;
    const { document } = this;
    const node = getOperationAST(document, name);
    if (!node) return undefined;
    const incremental = isIncremental(document);
    const runs = !incremental && node.operation !== 'subscription';
    const plan = runs ? OperationPlan.of(this.#schema, document, node) : undefined;
    const operation = { document, node, incremental, plan };
    this.#operations.set(name ?? null, operation);
    return operation;
  }
}

/** What the documents of one share take, with the one that was asked for longest ago first. */
class Share {
  readonly #most: number;
  readonly #byText = new Map<string, KnownDocument>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(text: string): boolean {
    return this.#byText.has(text);
  }

  /** Makes it the one that was asked for last. */
  find(text: string): KnownDocument | undefined {
    const document = this.#byText.get(text);
    if (!document) return undefined;
    this.#byText.delete(text);
    this.#byText.set(text, document);
    return document;
  }

  remove(text: string): void {
    if (this.#byText.delete(text)) this.#bytes -= weightOf(text);
  }

  add(text: string, document: KnownDocument): void {
    this.remove(text);
    const weight = weightOf(text);
    if (weight > this.#most) return;
    for (const oldest of this.#byText.keys()) {
      if (this.#bytes + weight <= this.#most) break;
      this.remove(oldest);
    }
    this.#byText.set(text, document);
    this.#bytes += weight;
  }
}

export class KnownDocuments {
  readonly #once: Share;
  readonly #again: Share;
  /** The text of each document on its way from parsing to validation. */
  readonly #texts = new WeakMap<DocumentNode, string>();
  readonly #valid = new WeakSet<DocumentNode>();

  constructor(bytes: number = serverLimits.knownDocuments.bytes) {
    const once = bytes * serverLimits.knownDocuments.onceShare;
    this.#once = new Share(once);
    this.#again = new Share(bytes - once);
  }

  /** Memory that the documents take, by estimate. */
  get bytes(): number {
    return this.#once.bytes + this.#again.bytes;
  }

  has(text: string): boolean {
    return this.#again.has(text) || this.#once.has(text);
  }

  find(text: string): KnownDocument | undefined {
    const document = this.#again.find(text);
    if (document) return document;
    const cameOnce = this.#once.find(text);
    if (!cameOnce) return undefined;
    this.#once.remove(text);
    this.#again.add(text, cameOnce);
    return cameOnce;
  }

  /** Keeps every document that passes all of Yoga's checks, whichever way it comes, and spares Yoga a second look at it. */
  plugin(): ServerPlugin {
    const known = 'The short path takes documents that are kept here already.';
    return {
      name: 'known documents',
      yoga: {
        onParse: ({ params, setParsedDocument }) => {
          const text = String(params.source);
          const before = this.find(text);
          if (before) setParsedDocument(before.document);
          return ({ result }) => {
            if (!before && result && 'kind' in result) this.#texts.set(result as DocumentNode, text);
          };
        },
        onValidate: ({ params, setResult }) => {
          const { schema, documentAST } = params;
          if (this.#valid.has(documentAST)) return setResult([]);
          return ({ valid }) => {
            const text = this.#texts.get(documentAST);
            if (!valid || text === undefined) return;
            this.#valid.add(documentAST);
            this.#once.add(text, new KnownDocument(schema, documentAST));
          };
        },
      },
      shortPath: { notNeeded: { onParse: known, onValidate: known } },
    };
  }
}

/** Bytes that a document with this text takes, with all that is worked out of it. */
function weightOf({ length }: string): number {
  const { bytesPerCharacter, denseCharacters } = serverLimits.knownDocuments;
  return 2 * length + bytesPerCharacter * Math.min(length, denseCharacters);
}
