// A file that is kept in memory, plain and gzipped, with an entity tag, so that a browser that has it does not load it again.

import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** `type` is its content type. */
export async function createStaticFile(plain: Buffer, type: string): Promise<StaticFile> {
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, etag, plain, gzipped: await compress(plain) };
}

/** Sends the file gzipped if the client accepts that, and 304 if the client has it. `headers` are sent in any case. */
export function sendStaticFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: StaticFile,
  headers: OutgoingHttpHeaders,
): void {
  const all = { ...headers, 'Content-Type': file.type, ETag: file.etag };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, all).end();
    return;
  }
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = takesGzip ? file.gzipped : file.plain;
  response.writeHead(200, {
    ...all,
    'Content-Length': body.length,
    ...(takesGzip && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
