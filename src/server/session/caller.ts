// Whether a caller is still there to have its answer.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerConnection } from '../../resolvers/base/context.ts';

/** Gone if its connection closed before the response was written out. */
export class HttpCaller implements CallerConnection {
  readonly tellsDelivery = true;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get gone(): boolean {
    return this.#response.closed && !this.#response.writableFinished;
  }

  onGone(listener: () => void): () => void {
    const closed = (): void => {
      if (this.gone) listener();
    };
    this.#response.once('close', closed);
    return () => this.#response.off('close', closed);
  }
}

/** Gone if its socket is closed. It may have had its answer before. */
export class SocketCaller implements CallerConnection {
  readonly tellsDelivery = false;
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get gone(): boolean {
    return this.#request.socket.destroyed;
  }

  onGone(listener: () => void): () => void {
    this.#request.socket.once('close', listener);
    return () => this.#request.socket.off('close', listener);
  }
}
