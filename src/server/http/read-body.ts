import type { IncomingMessage } from 'node:http';
import { serverLimits } from '../limits.ts';

/** Null if the body is too long. The rest of it is read and dropped, so that the sender receives the answer. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= serverLimits.bodyBytes) chunks.push(chunk);
  }
  return length > serverLimits.bodyBytes ? null : Buffer.concat(chunks);
}
