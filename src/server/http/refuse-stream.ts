// Answers on a bare connection, where there is no response to write to: upgrades and CONNECT.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Sends a status without a body, and closes the connection. */
export function refuseStream(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Node leaves such a connection without a listener, and an error that nobody listens to ends the process. */
export function surviveErrors(stream: Duplex): void {
  stream.on('error', () => stream.destroy());
}
