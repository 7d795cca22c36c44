// Sends a result in the words of Yoga, without the weight of a Response.

import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { type FetchAPI, processRegularResult } from 'graphql-yoga';
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

/** @param text that of the result, if it is known. */
export function sendResult(
  response: ServerResponse,
  result: ExecutionResult,
  mediaType: AnswerType,
  text?: string,
): void {
  const answer = isPlainData(result)
    ? new Answer(text ?? JSON.stringify(result), {
        status: 200,
        headers: { 'Content-Type': `${mediaType}; charset=utf-8` },
      })
    : (processRegularResult(result, plainFetch, mediaType) as unknown as Answer);
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': length });
  response.end(answer.body);
}

/** Of such a result Yoga sends the text of its JSON with 200, whatever the media type. */
function isPlainData({ errors, extensions }: ExecutionResult): boolean {
  return errors === undefined && extensions === undefined;
}
