// Whether a caller is still there to have its answer.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CallerConnection } from '../../resolvers/base/context.ts';

/** How long after an answer a reset of its connection means that nobody has read it. */
const resetMs = 1_000;

/** Gone if its connection closed before the response was written out, or was reset right after that with the response unread. */
export class HttpCaller implements CallerConnection {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get gone(): boolean {
    return this.#response.closed && !this.#response.writableFinished;
  }

  onGone(listener: () => void): () => void {
    const { socket } = this.#response;
    let stopWatching = (): void => {};
    const closed = (): void => {
      if (this.gone) listener();
      else if (socket) stopWatching = onReset(socket, listener);
    };
    this.#response.once('close', closed);
    return () => {
      this.#response.off('close', closed);
      stopWatching();
    };
  }
}

/** Of an operation that shares its connection with others. Gone if its client did not want the answer any more when it was there. */
export class OperationCaller implements CallerConnection {
  readonly #isWanted: () => boolean;
  readonly #listeners = new Set<() => void>();
  #answered = false;

  /** `isWanted` says whether the connection is open and the client still waits for the answer. */
  constructor(isWanted: () => boolean) {
    this.#isWanted = isWanted;
  }

  get gone(): boolean {
    return !this.#answered && !this.#isWanted();
  }

  onGone(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called when the answer is to be sent. `socket`: what it is sent by, where a reset of that means that it was not read. */
  answer(socket?: Socket): void {
    const listeners = [...this.#listeners];
    const wasGone = this.gone;
    this.#answered = true;
    this.#listeners.clear();
    for (const listener of listeners) {
      if (wasGone) listener();
      else if (socket) onReset(socket, listener);
    }
  }
}

/**
 * Calls `listener` if the connection is reset soon and nothing has come by it meanwhile. The system of a client that goes away with data
 * unread resets its connection; one that has read all closes it. Returns a function that ends this.
 */
function onReset(socket: Socket, listener: () => void): () => void {
  const { bytesRead } = socket;
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('close', closed);
  };
  const closed = (isReset: boolean): void => {
    stop();
    if (isReset && socket.bytesRead === bytesRead) listener();
  };
  const timer = setTimeout(stop, resetMs).unref();
  // One for each answer of the last second: a connection may have many, and each goes by itself.
  socket.setMaxListeners(0);
  socket.once('close', closed);
  return stop;
}
