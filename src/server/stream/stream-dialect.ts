// How live results are written over HTTP: as server-sent events in the words of graphql-sse's distinct connections mode, or as parts of
// a multipart answer by Apollo's protocol of subscriptions over HTTP (subscriptionSpec 1.0).

import type { GraphQLError } from 'graphql';
import { apiError } from '../../resolvers/base/errors.ts';
import { serverLimits } from '../limits.ts';
import { Delivery, type Written } from './delivery.ts';

export interface StreamDialect {
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Written at once: some browsers take the head of an answer for unsent until something follows. */
  readonly opening: string;
  /** Written while nothing else is, so that no proxy closes the answer as idle. */
  readonly heartbeat: string;
  readonly ending: string;
  /** Written in place of the ending when the server ends it for a reason, so that the client subscribes again. */
  farewell(reason: GraphQLError): string;
  /** What a delivery is written as. */
  next(delivery: Written): Buffer;
  /** Says where a client that is cut off before the first delivery goes on; '' in a dialect without ids. */
  place(id: string): string;
  /** The last words of a stream that failed. */
  failure(result: object): Buffer;
}

/** nginx would hold results back until its buffer is full, if this header did not tell it not to. */
export const unbuffered = ['X-Accel-Buffering', 'no'] as const;

const shared = { Connection: 'keep-alive', 'Cache-Control': 'no-cache', [unbuffered[0]]: unbuffered[1] } as const;

export const restart = apiError('SERVICE_UNAVAILABLE', 'The server restarts. Subscribe again.');
export const tooSlow = apiError(
  'SERVICE_UNAVAILABLE',
  'Nothing was read for too long. Subscribe again, and resume behind the last result.',
);

function retryMs(): number {
  const { from, to } = serverLimits.retryMs;
  return from + Math.floor(Math.random() * (to - from));
}

export const eventStreamDialect: StreamDialect = {
  mediaType: 'text/event-stream',
  headers: { ...shared, 'Content-Type': 'text/event-stream', 'Content-Encoding': 'none' },
  opening: ':\n\n',
  heartbeat: ':\n\n',
  ending: 'event: complete\ndata:\n\n',
  // Without `complete` a client takes the end for that of the connection.
  farewell: ({ message }) => `: ${message}\nretry: ${retryMs()}\n\n`,
  next: ({ event }) => event,
  // Without data it is no event, but sets what the client comes back with.
  place: (id) => `id: ${id}\n\n`,
  failure: (result) => new Delivery(result).event,
};

// A client reads a part when it sees the boundary behind it, so each part brings the next boundary.
const [beforePart, afterPart] = ['\r\nContent-Type: application/json\r\n\r\n', '\r\n--graphql'];
const part = (json: string): string => `${beforePart}${json}${afterPart}`;
const beforePayload = Buffer.from(`${beforePart}{"payload":`);
const afterPayload = Buffer.from(`}${afterPart}`);

export const multipartDialect: StreamDialect = {
  mediaType: 'multipart/mixed',
  headers: { ...shared, 'Content-Type': 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0' },
  opening: afterPart,
  heartbeat: part('{}'),
  ending: '--\r\n',
  farewell: (reason) => `${part(JSON.stringify({ payload: null, errors: [reason] }))}--\r\n`,
  next: ({ json }) => Buffer.concat([beforePayload, json, afterPayload]),
  place: () => '',
  failure: (result) => Buffer.from(part(JSON.stringify({ payload: null, ...result }))),
};

/** Whether a client wants the multipart dialect: it names it, and no server-sent events. */
export function wantsMultipart(accept: string | null): boolean {
  const types = accept?.toLowerCase() ?? '';
  return (
    /multipart\/mixed[^,]*;\s*subscriptionspec="?1\.0/.test(types) && !types.includes(eventStreamDialect.mediaType)
  );
}
