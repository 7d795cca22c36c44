// Documents that have been parsed and found valid, by their text. What is in here runs without being looked at again, so an
// operation that comes again and again pays for its parsing and validation once.

import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { serverLimits } from './limits.ts';

/** Forgets the one that was not asked for longest when there are too many. */
export class KnownDocuments {
  readonly #byText = new Map<string, DocumentNode>();

  find(text: string): DocumentNode | undefined {
    const document = this.#byText.get(text);
    if (document) this.#keep(text, document);
    return document;
  }

  /** Has Yoga tell of every document that passed all of its checks, whichever way it came. */
  plugin(): Plugin {
    return {
      onValidate:
        ({ context, params }) =>
        ({ valid }) => {
          const text = (context as { params?: { query?: unknown } }).params?.query;
          if (valid && typeof text === 'string' && text.length <= serverLimits.knownDocumentCharacters)
            this.#keep(text, params.documentAST);
        },
    };
  }

  #keep(text: string, document: DocumentNode): void {
    if (!this.#byText.delete(text) && this.#byText.size >= serverLimits.knownDocuments) {
      const [oldest] = this.#byText.keys();
      this.#byText.delete(oldest as string);
    }
    this.#byText.set(text, document);
  }
}
