// Bytes on a bare connection, as no client of HTTP would send them.

import { connect } from 'node:net';

/** How long to wait for the first byte, and for more after the last one. A server closes earlier where nothing more comes. */
const patience = { firstMs: 1_500, moreMs: 150 } as const;

/**
 * Sends bytes and returns what came back until the server closed, or said nothing more. With `reset` the client breaks the connection
 * off instead, and waits for nothing.
 */
export function sendBytes(url: string, bytes: string | Buffer, { reset = false } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
      socket.write(data, () => reset && socket.resetAndDestroy());
    });
    socket.setTimeout(patience.firstMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.setTimeout(patience.moreMs);
    });
    // The server may close while the rest is still on its way.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error);
    });
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The status of each answer in what came back. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
