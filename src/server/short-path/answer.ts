// Sends a result in the words of Yoga, without the weight of a Response.

import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { type FetchAPI, processRegularResult } from 'graphql-yoga';
import type { ResponseHead } from '../http/response-head.ts';
import type { AnswerType } from './plain-request.ts';

class Answer {
  readonly body: string;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(body: string, { status, headers }: { status: number; headers: Record<string, string> }) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

const plainFetch = { Response: Answer } as unknown as FetchAPI;

/**
 * @param more names and values, in turn, of header fields for this answer, and the text of the result, if it is known.
 */
export function sendResult(
  { response, head }: { readonly response: ServerResponse; readonly head: ResponseHead },
  result: ExecutionResult,
  mediaType: AnswerType,
  { fields, text }: { readonly fields: readonly string[]; readonly text?: string | undefined },
): void {
  if (isPlainData(result)) {
    const body = text ?? JSON.stringify(result);
    head.write(200, fields.concat('Content-Type', plainTypes[mediaType], 'Content-Length', lengthOf(body)));
    response.end(body);
    return;
  }
  const { status, headers, body } = processRegularResult(result, plainFetch, mediaType) as unknown as Answer;
  head.write(status, fields.concat(...Object.entries(headers), 'Content-Length', lengthOf(body)));
  response.end(body);
}

const plainTypes: Readonly<Record<AnswerType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

const lengthOf = (body: string): string => String(Buffer.byteLength(body));

/** Of such a result Yoga sends the text of its JSON with 200, whatever the media type. */
function isPlainData({ errors, extensions }: ExecutionResult): boolean {
  return errors === undefined && extensions === undefined;
}
