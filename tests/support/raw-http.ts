// Sends a request byte by byte as told, and shows the header fields of the answer as they were written.

import { request } from 'node:http';

export interface RawReply {
  readonly status: number;
  /** By the names that the server wrote, upper and lower case as it has them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** @param chunked without a Content-Length, which a client may do. */
export function postRaw(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
  { chunked = false } = {},
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method: 'POST', headers: { ...(!chunked && length), ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const pairs = answer.rawHeaders;
        const fields = pairs.flatMap((name, index) => (index % 2 ? [] : [[name, pairs[index + 1] as string] as const]));
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(fields), text });
      });
    });
    sent.once('error', reject);
    if (chunked) sent.write(body);
    sent.end(chunked ? undefined : body);
  });
}
