// The operations of each socket that have no answer yet, subscriptions that are open aside.

import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { serverLimits } from '../limits.ts';

/** By id, as graphql-ws keeps them: null for one that has a single result, which is still to come. */
type Operations = Readonly<Record<string, object | null>>;

export class OpenOperations {
  readonly #bySocket = new WeakMap<WebSocket, Operations>();

  of(socket: WebSocket, operations: Operations): void {
    this.#bySocket.set(socket, operations);
  }

  /** Waits until all are answered, and no longer than `ms`. */
  async answered(socket: WebSocket, ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (this.#isBusy(socket) && performance.now() < until) await wait(serverLimits.drainLookMs / 4);
  }

  #isBusy(socket: WebSocket): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    return Object.values(this.#bySocket.get(socket) ?? {}).includes(null);
  }
}
