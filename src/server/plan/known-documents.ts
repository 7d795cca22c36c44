// Documents that have been parsed and found valid, by their text. What is in here runs without being looked at again, so an
// operation that comes again and again pays for its parsing and validation once.

import { type DocumentNode, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { serverLimits } from '../limits.ts';
import { OperationPlan } from './operation-plan.ts';

/** An operation of a known document. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly node: OperationDefinitionNode;
  /** Undefined where it is not planned. */
  readonly plan: OperationPlan | undefined;
}

export class KnownDocument {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operations = new Map<string | null, KnownOperation>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#document = document;
  }

  /** Undefined where there is no such operation, or no name tells which of several. */
  operation(name: string | null | undefined): KnownOperation | undefined {
    const known = this.#operations.get(name ?? null);
    if (known) return known;
    const document = this.#document;
    const node = getOperationAST(document, name);
    if (!node) return undefined;
    const operation = { document, node, plan: OperationPlan.of(this.#schema, document, node) };
    this.#operations.set(name ?? null, operation);
    return operation;
  }
}

/** Forgets the one that was not asked for longest when there are too many. */
export class KnownDocuments {
  readonly #byText = new Map<string, KnownDocument>();

  find(text: string): KnownDocument | undefined {
    const document = this.#byText.get(text);
    if (document) this.#keep(text, document);
    return document;
  }

  /** Keeps every document that passes all of Yoga's checks, whichever way it comes. */
  plugin(): ServerPlugin {
    return {
      name: 'known documents',
      yoga: {
        onValidate:
          ({ context, params }) =>
          ({ valid }) => {
            const text = (context as { params?: { query?: unknown } }).params?.query;
            if (valid && typeof text === 'string' && text.length <= serverLimits.knownDocumentCharacters)
              this.#keep(text, new KnownDocument(params.schema, params.documentAST));
          },
      },
      shortPath: { notNeeded: { onValidate: 'The short path takes documents that are kept here already.' } },
    };
  }

  #keep(text: string, document: KnownDocument): void {
    if (!this.#byText.delete(text) && this.#byText.size >= serverLimits.knownDocuments) {
      const [oldest] = this.#byText.keys();
      this.#byText.delete(oldest as string);
    }
    this.#byText.set(text, document);
  }
}
