// Clients that follow a topic of numbers over connections that are cut, each in the way of its protocol. None asks for a cursor.

import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  createClient as createOwnClient,
  type MortarClient,
  resumable,
  type TypedText,
} from '../../src/client/index.ts';

export interface FollowedTopic {
  /** Where GraphQL is served, which may be another place after a cut. */
  readonly endpoint: string;
  readonly token: string;
  readonly topic: string;
  /** How long it waits until it comes back. */
  readonly pauseMs?: number;
}

interface Answer {
  readonly data?: { readonly messages: { readonly payload: number } } | null;
  readonly errors?: readonly unknown[];
  readonly extensions?: { readonly gap?: number; readonly eventId?: string };
}

export abstract class Follower {
  readonly numbers: number[] = [];
  /** What it was told that it has missed. */
  gap = 0;
  comebacks = 0;
  /** Errors that ended a subscription, as while Redis is away. */
  refusals = 0;
  /** What ended it for good. */
  failure: unknown;
  /** Settled once it is known where it goes on after a cut. */
  readonly begun: Promise<void>;
  protected readonly followed: FollowedTopic;
  protected readonly over = new AbortController();
  protected begin = (): void => {};

  constructor(followed: FollowedTopic) {
    this.followed = followed;
    this.begun = new Promise((resolve) => {
      this.begin = resolve;
    });
  }

  abstract get kind(): string;

  leave(): void {
    this.over.abort();
  }

  protected get query(): string {
    return `subscription { messages(topic: ${JSON.stringify(this.followed.topic)}) { payload } }`;
  }

  protected get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.followed.token}`, accept: 'text/event-stream' };
  }

  /** Listens again whenever the connection is gone. */
  protected async keepListening(listen: () => Promise<unknown>): Promise<void> {
    while (!this.over.signal.aborted) {
      await listen().catch(() => {});
      if (this.over.signal.aborted) return;
      this.comebacks += 1;
      await wait(this.followed.pauseMs ?? 5);
    }
  }

  protected take({ data, errors, extensions }: Answer): void {
    this.gap += extensions?.gap ?? 0;
    if (errors) this.refusals += 1;
    // Negative ones are for the followers to begin with.
    if (data && data.messages.payload >= 0) this.numbers.push(data.messages.payload);
  }
}

/** As a browser's EventSource: it sends the last `id`, and knows nothing else. */
export class EventSourceFollower extends Follower {
  readonly kind = 'EventSource';
  #lastEventId = '';

  constructor(followed: FollowedTopic) {
    super(followed);
    void this.keepListening(() => this.#listen());
  }

  async #listen(): Promise<void> {
    const { endpoint } = this.followed;
    const lastEventId: Record<string, string> = this.#lastEventId ? { 'last-event-id': this.#lastEventId } : {};
    const response = await fetch(`${endpoint}?query=${encodeURIComponent(this.query)}`, {
      headers: { ...this.headers, ...lastEventId },
      signal: this.over.signal,
    });
    for await (const { id, data } of eventsOf(response)) {
      if (data) this.take(JSON.parse(data));
      if (id === undefined) continue;
      this.#lastEventId = id;
      this.begin();
    }
  }
}

/** In the single connection mode, over an address with the token as an EventSource has it. */
export class SingleConnectionFollower extends Follower {
  readonly kind = 'single connection';
  /** How often it had to reserve another stream. */
  reservations = 0;
  #stream: { readonly token: string; lastEventId: string } | undefined;
  /** Of the operation, for another stream. */
  #eventId = '';

  constructor(followed: FollowedTopic) {
    super(followed);
    void this.keepListening(() => this.#listen());
  }

  async #listen(): Promise<void> {
    const { endpoint } = this.followed;
    const { signal } = this.over;
    this.#stream ??= { token: await this.#reserve(), lastEventId: '' };
    const { token, lastEventId } = this.#stream;
    const response = await fetch(`${endpoint}?token=${token}`, {
      headers: { ...this.headers, ...(lastEventId && { 'last-event-id': lastEventId }) },
      signal,
    });
    if (response.status === 404) this.#stream = undefined;
    for await (const { id, data } of eventsOf(response)) {
      if (this.#stream && id !== undefined) this.#stream.lastEventId = id;
      if (!data) continue;
      const { payload } = JSON.parse(data) as { payload?: Answer };
      // The operation has ended, as while Redis is away: another stream has another one.
      if (!payload || payload.errors) this.#stream = undefined;
      if (!payload) continue;
      this.take(payload);
      this.#eventId = payload.extensions?.eventId ?? this.#eventId;
      this.begin();
    }
  }

  async #reserve(): Promise<string> {
    const { endpoint } = this.followed;
    const { signal } = this.over;
    this.reservations += 1;
    const token = await (await fetch(endpoint, { method: 'PUT', headers: this.headers, signal })).text();
    const extensions = { operationId: 'one', lastEventId: this.#eventId };
    const { status } = await fetch(`${endpoint}?token=${token}`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: this.query, extensions }),
      signal,
    });
    if (status !== 202) throw new Error(`The operation got ${status}`);
    return token;
  }
}

/** By graphql-ws, whose own retries are all there is. */
export class SocketFollower extends Follower {
  readonly kind = 'graphql-ws';

  constructor(followed: FollowedTopic) {
    super(followed);
    const { endpoint, token, pauseMs = 5 } = followed;
    let lastEventId = '';
    const client = createClient({
      url: endpoint.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { token },
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: async () => {
        this.comebacks += 1;
        await wait(pauseMs);
      },
      on: {
        message: (message) => {
          if (message.type !== 'next') return;
          lastEventId = String(message.payload.extensions?.eventId ?? lastEventId);
          this.begin();
        },
      },
    });
    const follower = resumable(client);
    // One that is about to connect rejects if it cannot.
    this.over.signal.addEventListener('abort', () => void Promise.resolve(client.dispose()).catch(() => {}));
    const subscribe = (): void => {
      // As while Redis is away.
      const again = async (): Promise<void> => {
        if (this.over.signal.aborted) return;
        this.refusals += 1;
        await wait(pauseMs);
        subscribe();
      };
      follower.subscribe(
        { query: this.query, extensions: { lastEventId } },
        { next: (answer) => this.take(answer as Answer), error: () => void again(), complete: () => void again() },
      );
    };
    subscribe();
  }
}

/** By Mortar's own client, which subscribes once and comes back by itself. */
abstract class OwnClientFollower extends Follower {
  constructor(followed: FollowedTopic, live: 'sse' | 'websocket') {
    super(followed);
    const { endpoint: url, token } = followed;
    void this.#follow(createOwnClient({ url, token, live, webSocket: WebSocket }));
  }

  async #follow(client: MortarClient): Promise<void> {
    const { signal } = this.over;
    const onLost = (): void => {
      this.comebacks += 1;
    };
    const query = this.query as TypedText<{ messages: { payload: number } }, undefined>;
    try {
      for await (const { data, missed } of client.subscribe(query, undefined, { signal, onLost })) {
        this.take({ data, extensions: { gap: missed } });
        this.begin();
      }
    } catch (error) {
      if (!signal.aborted) this.failure = error;
    } finally {
      await client.close();
    }
  }
}

export class OwnStreamFollower extends OwnClientFollower {
  readonly kind = 'mortar/client over server-sent events';

  constructor(followed: FollowedTopic) {
    super(followed, 'sse');
  }
}

export class OwnSocketFollower extends OwnClientFollower {
  readonly kind = 'mortar/client over WebSocket';

  constructor(followed: FollowedTopic) {
    super(followed, 'websocket');
  }
}

/** By graphql-ws and a cursor that it keeps itself, as programs do that were written before there were ids. */
export class CursorFollower extends Follower {
  readonly kind = 'graphql-ws with after';
  #after: string | null = null;

  constructor(followed: FollowedTopic) {
    super(followed);
    const { endpoint, token } = followed;
    void this.keepListening(async () => {
      const client = createClient({
        url: endpoint.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { token },
        retryAttempts: 0,
      });
      const query = `subscription ($after: String) {
        messages(topic: ${JSON.stringify(followed.topic)}, after: $after) { cursor payload missed }
      }`;
      try {
        for await (const answer of client.iterate({ query, variables: { after: this.#after } })) {
          if (answer.errors) return;
          const { messages } = answer.data as { messages: { cursor: string; payload: number; missed: number } };
          this.#after = messages.cursor;
          this.take({ data: { messages }, extensions: { gap: messages.missed } });
          this.begin();
        }
      } finally {
        await client.dispose();
      }
    });
  }
}

interface ServerSentEvent {
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/** Of a stream until it ends. Throws if it was cut. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  if (response.headers.get('content-type') !== 'text/event-stream') return void (await response.body?.cancel());
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const events = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1];
      yield { id: field('id'), data: field('data') };
    }
  }
}
