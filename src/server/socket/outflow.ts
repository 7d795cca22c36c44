// Writes to sockets, and bounds what waits for clients that do not read: of each and in all.

import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import { serverLimits } from '../limits.ts';
import type { Readers } from '../stream/readers.ts';

const limits = serverLimits.socketWaiting;

export class Outflow {
  readonly #readers: Readers;
  /** Bytes that wait, of those sockets of which some do. */
  readonly #behind = new Map<WebSocket, number>();
  #bytes = 0;

  constructor(readers: Readers) {
    this.#readers = readers;
    readers.countWaiting(() => this.#bytes);
  }

  /** Calls `onTaken` once the text is written out. A socket that closes meanwhile takes nothing any more. */
  send(socket: WebSocket, text: string, onTaken: () => void): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text, { binary: false }, () => this.#onWritten(socket, onTaken));
    if (socket.bufferedAmount > 0) this.#judge(socket);
  }

  /** As `send`, for a text that is framed already: it goes past `ws` to the connection of the socket. */
  sendFrame(socket: WebSocket, connection: Writable, frame: Buffer, onTaken: () => void): void {
    if (socket.readyState !== socket.OPEN) return;
    connection.write(frame, () => this.#onWritten(socket, onTaken));
    if (connection.writableLength > 0) this.#judge(socket);
  }

  /** Whether a client has so little before it that more of it may be read. */
  mayAsk(socket: WebSocket): boolean {
    return socket.bufferedAmount <= limits.fullBytes;
  }

  #onWritten(socket: WebSocket, onTaken: () => void): void {
    if (this.#behind.has(socket)) this.#count(socket);
    onTaken();
  }

  #judge(socket: WebSocket): void {
    if (!this.#behind.has(socket)) socket.once('close', () => this.#set(socket, 0));
    this.#count(socket);
    const most = this.#bytes > limits.inAll ? limits.behindBytes : limits.bytes;
    if (socket.bufferedAmount <= most) return;
    this.#readers.counts.slow += 1;
    // What waits is dropped at once: a reason would wait behind it.
    socket.terminate();
  }

  #count(socket: WebSocket): void {
    this.#set(socket, socket.bufferedAmount);
  }

  #set(socket: WebSocket, bytes: number): void {
    this.#bytes += bytes - (this.#behind.get(socket) ?? 0);
    if (bytes > 0) this.#behind.set(socket, bytes);
    else this.#behind.delete(socket);
  }
}
