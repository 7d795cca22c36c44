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
  readonly #queries = new Map<string, string>();
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

  /** Sends a message as it is, whatever it may be. */
  send(text: string): void {
    this.#socket.send(text);
  }

  subscribe(id: string, query: string): void {
    this.#queries.set(id, query);
    this.#send({ type: 'subscribe', id, payload: { query } });
  }

  /** Subscribes again to what was refused because Redis did not answer in time, as it may on a busy machine. */
  retryRefused(): void {
    for (const message of this.messages.filter(({ type }) => type === 'error')) {
      if (!JSON.stringify(message.payload).includes('SERVICE_UNAVAILABLE')) continue;
      this.messages.splice(this.messages.indexOf(message), 1);
      this.subscribe(message.id as string, this.#queries.get(message.id as string) as string);
    }
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
