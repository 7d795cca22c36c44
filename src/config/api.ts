// The variables of the GraphQL API: what clients may send to /graphql.

import { z } from 'zod';
import { documentDefaults, type OperationLimits, operationDefaults } from '../server/limits.ts';
import { onOff, onOffWords, text, variable, wholeNumber } from './variable.ts';

export interface ApiConfig {
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Whether the API is a subgraph. */
  readonly federation: boolean;
  readonly operations: OperationLimits;
  /** The path of the documents of clients; undefined for none but the dashboard's. */
  readonly trustedDocuments: { readonly path: string | undefined; readonly only: boolean };
  readonly persistedQueryBytes: number;
  /** How long answers of anonymous reads are kept; 0 for not at all. */
  readonly responseCacheSeconds: number;
}

const kibibyte = 1_024;

const defaults = operationDefaults;

export const apiVariables = {
  MORTAR_GRAPHIQL: variable({
    about: 'Whether /graphql shows GraphiQL in a browser.',
    unset: '1; 0 in production',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_INTROSPECTION: variable({
    about: 'Whether clients may ask for the schema.',
    unset: 'as MORTAR_GRAPHIQL',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_FEDERATION: variable({
    about: 'Whether the API is a subgraph of Apollo Federation 2. Requires further packages: see docs/federation.md.',
    unset: '0',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_TRUSTED_DOCUMENTS: variable({
    about: 'File of trusted documents, a JSON object of texts by id, or a folder of such files.',
    unset: 'none',
    allowed: 'a file or a folder',
    shape: text,
  }),
  MORTAR_TRUSTED_DOCUMENTS_MODE: variable({
    about: 'also: Mortar runs other documents, too. only: it rejects them, and has no GraphiQL.',
    unset: 'also',
    allowed: 'also or only',
    shape: z.enum(['also', 'only']).default('also'),
  }),
  MORTAR_PERSISTED_QUERY_KIB: wholeNumber(
    'Memory of one process for documents that clients sent with their hash. 0 keeps none.',
    { from: 0, to: 1_048_576, unset: documentDefaults.persistedQueryBytes / kibibyte, unit: 'KiB' },
  ),
  MORTAR_OPERATION_DEPTH: wholeNumber('Maximum number of levels of fields in one operation.', {
    to: 100,
    unset: defaults.depth,
  }),
  MORTAR_OPERATION_ALIASES: wholeNumber('Maximum number of aliases in one document.', {
    from: 0,
    to: 10_000,
    unset: defaults.aliases,
  }),
  MORTAR_OPERATION_DIRECTIVES: wholeNumber('Maximum number of directives in one document.', {
    from: 0,
    to: 10_000,
    unset: defaults.directives,
  }),
  MORTAR_OPERATION_TOKENS: wholeNumber('Maximum number of tokens in one document.', {
    from: 10,
    to: 1_000_000,
    unset: defaults.tokens,
  }),
  MORTAR_OPERATION_FIELDS: wholeNumber('Maximum number of fields of one operation, those of fragments included.', {
    to: 100_000,
    unset: defaults.fields,
  }),
  MORTAR_OPERATION_COST: wholeNumber('Maximum cost of one operation, in points.', {
    to: 100_000_000,
    unset: defaults.cost,
  }),
  MORTAR_OPERATION_DEFERRED: wholeNumber('Maximum number of parts of one operation with @defer or @stream.', {
    from: 0,
    to: 1_000,
    unset: defaults.deferred,
  }),
  MORTAR_RESPONSE_CACHE_SECONDS: wholeNumber(
    'How long a process keeps the answers of anonymous reads of products and categories, at most. 0 keeps none.',
    { from: 0, to: 30, unset: 0, unit: 's' },
  ),
  MORTAR_BATCHED_OPERATIONS: wholeNumber('Maximum number of operations in one request. 1 rejects batches.', {
    to: 1_000,
    unset: defaults.batched,
  }),
} as const;

type Variables = typeof apiVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readApi(read: Read, production: boolean): ApiConfig {
  const graphiql = read('MORTAR_GRAPHIQL') ?? !production;
  return Object.freeze({
    graphiql,
    introspection: read('MORTAR_INTROSPECTION') ?? graphiql,
    federation: read('MORTAR_FEDERATION') ?? false,
    operations: Object.freeze({
      depth: read('MORTAR_OPERATION_DEPTH'),
      aliases: read('MORTAR_OPERATION_ALIASES'),
      directives: read('MORTAR_OPERATION_DIRECTIVES'),
      tokens: read('MORTAR_OPERATION_TOKENS'),
      fields: read('MORTAR_OPERATION_FIELDS'),
      cost: read('MORTAR_OPERATION_COST'),
      deferred: read('MORTAR_OPERATION_DEFERRED'),
      batched: read('MORTAR_BATCHED_OPERATIONS'),
    }),
    trustedDocuments: Object.freeze({
      path: read('MORTAR_TRUSTED_DOCUMENTS'),
      only: read('MORTAR_TRUSTED_DOCUMENTS_MODE') === 'only',
    }),
    responseCacheSeconds: read('MORTAR_RESPONSE_CACHE_SECONDS'),
    persistedQueryBytes: read('MORTAR_PERSISTED_QUERY_KIB') * kibibyte,
  });
}
