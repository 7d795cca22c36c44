// Writes to sockets, and bounds what waits for clients that do not read: of each and in all.

import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { serverLimits } from '../limits.ts';
import type { Readers } from '../stream/readers.ts';

const limits = serverLimits.socketWaiting;

/** Sends a text that is framed already. */
export type SendFrame = (frame: Buffer, onTaken: () => void) => void;

export class Outflow {
  readonly #readers: Readers;
  /** Bytes that wait, of those sockets of which some do. */
  readonly #behind = new Map<WebSocket, number>();
  #bytes = 0;
  /** The connections that are written to in this turn. */
  #corked: { readonly socket: WebSocket; readonly connection: Duplex }[] = [];

  constructor(readers: Readers) {
    this.#readers = readers;
    readers.countWaiting(() => this.#bytes);
  }

  /** Calls `onTaken` once the text is written out. A socket that closes meanwhile takes nothing any more. */
  send(socket: WebSocket, text: string, onTaken: () => void): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text, { binary: false }, this.#onWritten(socket, onTaken));
    if (socket.bufferedAmount > 0) this.#judge(socket);
  }

  /**
   * As `send`, for texts that are framed already: they go past `ws` to the connection of the socket, with all that is sent to it in the same
   * turn. Where each result counts, and none takes the place of one before it, a frame is taken at once while little waits, so that what
   * is at hand is written together.
   */
  frames(socket: WebSocket, connection: Duplex, eachCounts: boolean): SendFrame {
    const recount = this.#onWritten(socket);
    return (frame, onTaken) => {
      if (socket.readyState !== socket.OPEN) return;
      if (connection.writableCorked === 0) this.#cork(socket, connection);
      const isEarly = eachCounts && connection.writableLength + frame.length <= limits.togetherBytes;
      connection.write(frame, isEarly ? recount : this.#onWritten(socket, onTaken));
      if (isEarly) onTaken();
    };
  }

  /** Whether a client has so little before it that more of it may be read. */
  mayAsk(socket: WebSocket): boolean {
    return socket.bufferedAmount <= limits.fullBytes;
  }

  #cork(socket: WebSocket, connection: Duplex): void {
    if (this.#corked.length === 0) process.nextTick(this.#uncorkAll);
    this.#corked.push({ socket, connection });
    connection.cork();
  }

  readonly #uncorkAll = (): void => {
    const corked = this.#corked;
    this.#corked = [];
    for (const { socket, connection } of corked) {
      connection.uncork();
      if (connection.writableLength > 0) this.#judge(socket);
    }
  };

  #onWritten(socket: WebSocket, onTaken?: () => void): () => void {
    return () => {
      if (this.#behind.has(socket)) this.#count(socket);
      onTaken?.();
    };
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
