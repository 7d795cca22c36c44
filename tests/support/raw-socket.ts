// A plain socket that speaks graphql-ws message by message: its close code is seen, and it can stop reading.

import { afterAll } from 'vitest';
import { WebSocket } from 'ws';

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export class RawSocket {
  readonly messages: SocketMessage[] = [];
  readonly #socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;

  constructor(endpoint: string, payload: Record<string, unknown>, headers: Record<string, string> = {}) {
    this.#socket = new WebSocket(endpoint.replace('http', 'ws'), 'graphql-transport-ws', { headers });
    this.#socket.on('open', () => this.#send({ type: 'connection_init', payload }));
    this.#socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      this.#socket.on('error', () => {});
      this.#socket.on('close', resolve);
    });
    afterAll(() => this.#socket.terminate());
  }

  async until(type: string, id?: string): Promise<SocketMessage> {
    for (;;) {
      const found = this.messages.find((message) => message.type === type && message.id === id);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The payloads that a subscription was given so far. */
  results(id: string): unknown[] {
    return this.messages
      .filter((message) => message.type === 'next' && message.id === id)
      .map(({ payload }) => payload);
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.#send({ type: 'subscribe', id, payload: { query, variables } });
  }

  complete(id: string): void {
    this.#send({ type: 'complete', id });
  }

  /** Stops reading, so that what the server sends piles up on the way. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  #send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }
}
