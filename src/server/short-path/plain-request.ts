// Which requests are plain, and what they ask for. Whatever is not plain is Yoga's, so that each oddity has one place.

import type { IncomingMessage } from 'node:http';
import { isNestedDeeper } from '../../redis/base/nesting.ts';
import { serverLimits } from '../limits.ts';

export interface Params {
  /** The text of the document; without it there is an id. */
  readonly query?: string;
  readonly documentId?: string;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** Judges by the head only: uncompressed JSON with a Content-Length within the limit. */
export function isPlain({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || !isJson(headers['content-type'])) return false;
  if (headers['content-encoding'] !== undefined || headers['access-control-request-method'] !== undefined) return false;
  if (headers['access-control-request-headers'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= serverLimits.bodyBytes;
}

const isJson = (type: string | undefined): boolean =>
  type === 'application/json' || (type !== undefined && /^application\/json(; ?charset=utf-8)?$/i.test(type));

const answerTypes = ['application/json', 'application/graphql-response+json'] as const;
export type AnswerType = (typeof answerTypes)[number];

/**
 * The media type of the answer: the first that the client names and Mortar has, as Yoga chooses it. Undefined if that needs a
 * closer look.
 */
export function answerType(accept = '*/*'): AnswerType | undefined {
  // What most programs send.
  if (accept === 'application/json' || accept === '*/*') return 'application/json';
  for (const item of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type, ...parameters] = item.split(';');
    if (parameters.some((parameter) => !parameter.startsWith('q='))) return undefined;
    if (type === '*/*' || type === 'application/*') return 'application/json';
    const exact = answerTypes.find((one) => one === type);
    if (exact) return exact;
    if (type?.includes('*')) return undefined;
  }
  return undefined;
}

/** Null if the client closes the connection first. */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('close', () => resolve(null));
  });
}

/**
 * Calls `work` with the body of a plain request as soon as it is there, and settles as that does. Never settles if the client closes
 * the connection first.
 */
export function withBody<Result>(
  request: IncomingMessage,
  work: (body: Buffer) => Result | Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const length = Number(request.headers['content-length']);
    let before: Buffer | undefined;
    request.on('data', (chunk: Buffer) => {
      const body = before ? Buffer.concat([before, chunk]) : chunk;
      before = body;
      if (body.length < length) return;
      try {
        resolve(work(body));
      } catch (error) {
        reject(error);
      }
    });
    // A stream that was asked before hands over what arrives without a detour.
    request.read(0);
  });
}

/** Undefined for a body that is not one operation in the form of the specification, for one that is nested too deep, and for a document with text and id. */
export function parseParams(body: Buffer): Params | undefined {
  const text = body.toString('utf8');
  if (isNestedDeeper(text, serverLimits.jsonLevels)) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const { query, documentId, variables, operationName, extensions, ...others } = parsed;
  for (const _other in others) return undefined;
  if (!isTextOrNothing(query) || !isTextOrNothing(documentId) || !isTextOrNothing(operationName)) return undefined;
  if (!isObjectOrNothing(variables) || !isObjectOrNothing(extensions)) return undefined;
  const hasId = documentId != null || extensions?.persistedQuery != null;
  if (hasId === Boolean(query)) return undefined;
  return { query: query ?? undefined, documentId: documentId ?? undefined, variables, operationName, extensions };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectOrNothing = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value == null || isObject(value);

const isTextOrNothing = (value: unknown): value is string | null | undefined =>
  value == null || typeof value === 'string';
