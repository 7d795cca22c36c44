// Sends a request byte by byte as told, and shows the header fields of the answer as they were written.

import { request } from 'node:http';

export interface RawReply {
  readonly status: number;
  /** By the names that the server wrote, upper and lower case as it has them. A repeated field has its values on lines. */
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
        const headers: Record<string, string> = {};
        for (let at = 0; at < pairs.length; at += 2) {
          const [name, value] = pairs.slice(at, at + 2) as [string, string];
          headers[name] = name in headers ? `${headers[name]}\n${value}` : value;
        }
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers, text });
      });
    });
    sent.once('error', reject);
    if (chunked) sent.write(body);
    sent.end(chunked ? undefined : body);
  });
}
