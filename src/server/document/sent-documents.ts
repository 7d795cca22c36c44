// From what a client sends to the text that runs: the text itself, or the id of a document that is trusted or was sent before.
// Apollo's protocol of automatic persisted queries, which urql speaks too, and the `documentId` of the GraphQL-over-HTTP draft. If only
// trusted documents run, every door asks here, since each of them parses.

import type { DocumentNode } from 'graphql';
import { apiError } from '../../resolvers/base/errors.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import { type PersistedDocuments, sha256 } from './persisted-documents.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What of a request names its document. */
export interface DocumentParams {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

export class SentDocuments {
  readonly #persisted: PersistedDocuments;
  readonly #trusted: TrustedDocuments;
  /** Documents that were compared with the trusted ones before. */
  readonly #accepted = new WeakSet<DocumentNode>();

  constructor(persisted: PersistedDocuments, trusted: TrustedDocuments) {
    this.#persisted = persisted;
    this.#trusted = trusted;
  }

  /** The text of a request that gives nothing but an id; undefined if it is not known, or the request gives a text. */
  known(params: DocumentParams): string | undefined {
    if (params.query) return undefined;
    const id = idOf(params);
    return id === undefined ? undefined : this.#find(id);
  }

  /**
   * The text that a request asks to run; undefined if it names none.
   * @throws GraphQLError for an id that is not known, or is not that of the text beside it.
   */
  textOf(params: DocumentParams): string | undefined {
    const text = typeof params.query === 'string' && params.query !== '' ? params.query : undefined;
    const id = idOf(params);
    if (id === undefined) {
      if (persistedQueryOf(params.extensions)) throw unsupported();
      return text;
    }
    if (text === undefined) {
      const known = this.#find(id);
      if (known === undefined) throw this.#unknown();
      return known;
    }
    if (this.#trusted.find(id) !== text && sha256(text) !== id) throw mismatch();
    return text;
  }

  plugin(): ServerPlugin {
    return {
      name: 'sent documents',
      yoga: {
        onParams: ({ params, request, setParams }) => {
          const given = { ...params, documentId: documentIdOf(params, request) };
          const query = this.textOf(given);
          if (query !== undefined && query !== params.query) setParams({ ...params, query });
        },
        onParse: () => {
          if (!this.#trusted.only) return undefined;
          return ({ result, replaceParseResult }) => {
            if (result && 'kind' in result && !this.#accepts(result as DocumentNode)) replaceParseResult(notTrusted());
          };
        },
        onValidate:
          ({ context }) =>
          ({ valid }) => {
            if (valid) this.#keep((context as { params?: DocumentParams }).params);
          },
      },
      shortPath: {
        notNeeded: {
          onParams: 'The short path finds the text of an id by itself, and leaves a text with an id to Yoga.',
          onParse: 'A document on the short path has been parsed, and so judged, before.',
          onValidate: 'A document that is new is not on the short path.',
        },
      },
    };
  }

  #accepts(document: DocumentNode): boolean {
    if (!this.#accepted.has(document) && this.#trusted.has(document)) this.#accepted.add(document);
    return this.#accepted.has(document);
  }

  #find(id: string): string | undefined {
    return this.#trusted.find(id) ?? this.#persisted.find(id);
  }

  /** Of a text with an id, which `textOf` has compared. */
  #keep(params: DocumentParams | undefined): void {
    const id = params && idOf(params);
    const text = params?.query;
    if (this.#trusted.only || id === undefined || typeof text !== 'string') return;
    if (this.#find(id) === undefined) this.#persisted.keep(id, text);
  }

  // The messages are those that clients compare with.
  #unknown(): Error {
    return this.#persisted.on && !this.#trusted.only
      ? apiError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { http: { status: 404, spec: true } })
      : apiError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', { http: { status: 404, spec: true } });
  }
}

/** Undefined where there is none, and for a version of the protocol that is not known. */
function idOf({ documentId, extensions }: DocumentParams): string | undefined {
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '');
  const { version, sha256Hash } = persistedQueryOf(extensions) ?? {};
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash.replace(/^sha256:/, '') : undefined;
}

function persistedQueryOf(extensions: unknown): { version?: unknown; sha256Hash?: unknown } | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  return persistedQuery == null ? undefined : (persistedQuery as object);
}

/** Yoga leaves it out of what it reads from an address. */
function documentIdOf({ documentId }: DocumentParams, { method, url }: Request): unknown {
  if (method !== 'GET') return documentId;
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('documentId') ?? undefined;
}

const badRequest = { http: { status: 400, spec: true } };

const mismatch = (): Error =>
  apiError(
    'BAD_USER_INPUT',
    'The id of the document is not the SHA-256 hash of its text, as hexadecimal digits.',
    badRequest,
  );

const unsupported = (): Error =>
  apiError('BAD_USER_INPUT', 'persistedQuery must have the version 1 and the sha256Hash of the document.', badRequest);

const notTrusted = () =>
  apiError(
    'DOCUMENT_NOT_TRUSTED',
    'This server runs only the documents that its operator trusts, and this is none of them.',
    { http: { status: 403, spec: true } },
  );
