// Whether a caller is still there to have its answer.

import type { ServerResponse } from 'node:http';
import type { CallerConnection } from '../../resolvers/base/context.ts';

/** Gone if its connection closed before the response was written out. */
export class HttpCaller implements CallerConnection {
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

  /** To be called when the answer is to be sent. */
  answer(): void {
    if (this.gone) for (const listener of [...this.#listeners]) listener();
    this.#answered = true;
    this.#listeners.clear();
  }
}
