// A file kept in memory, plain and packed, with an entity tag by which a browser learns that it has it already.

import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

export interface PackedFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

/** `type` is its content type. */
export async function packFile(plain: Buffer, type: string): Promise<PackedFile> {
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, etag, plain, packed: await pack(plain) };
}

/** Sends it packed where the client takes that, and not at all where it has it; `headers` go along in any case. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: PackedFile,
  headers: OutgoingHttpHeaders,
): void {
  const all = { ...headers, 'Content-Type': file.type, ETag: file.etag };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, all).end();
    return;
  }
  const takesPacked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = takesPacked ? file.packed : file.plain;
  response.writeHead(200, {
    ...all,
    'Content-Length': body.length,
    ...(takesPacked && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
