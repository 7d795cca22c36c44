// A client of Mortar's API for pages and programs.

import type { Client } from 'graphql-ws/client';
import { type Given, type TypedText, textOf } from './document.ts';
import { type Answer, dataOf } from './error.ts';
import { overEventStream } from './event-stream.ts';
import { answerOf, type Operation, type PostSettings, post } from './post.ts';
import { type Delivery, type Opened, resume, type SubscribeOptions } from './resume.ts';

type Text = string | null | undefined;

export interface ClientSettings {
  /** Where the API is. Default: `/graphql` of the page. */
  readonly url?: string;
  /** The token of a session or API key, for programs. Pages use the cookie. */
  readonly token?: Text | (() => Text | Promise<Text>);
  /** More headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose page views are counted, so that carts and orders count for the same visitor: what `trackPages` returns. */
  readonly visitor?: { readonly visitorId: string };
  /** How subscriptions travel. Default: `sse`, server-sent events, which any proxy forwards. */
  readonly live?: 'sse' | 'websocket';
  /** `include` sends the cookie to another origin, too. Default: `same-origin`. */
  readonly credentials?: RequestCredentials;
  readonly fetch?: typeof fetch;
  /** For `live: 'websocket'` where the platform has none: `WebSocket` of the package `ws`, on Node 20. */
  readonly webSocket?: unknown;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export class MortarClient {
  readonly #post: PostSettings;
  readonly #settings: ClientSettings;
  #socket: Client | undefined;

  constructor(settings: ClientSettings = {}) {
    const { url = '/graphql', credentials = 'same-origin', fetch: send = fetch } = settings;
    this.#settings = settings;
    // Browsers call fetch of no other object than the window.
    this.#post = { url, credentials, headers: () => this.#headers(), fetch: (...given) => send(...given) };
  }

  /**
   * Sends a query or mutation.
   * @throws MortarError if any field failed; what aborted `signal`
   */
  async request<Data = unknown, Variables = unknown>(
    document: TypedText<Data, Variables>,
    ...[variables, options = {}]: Given<Variables, RequestOptions>
  ): Promise<Data> {
    const operation = { query: textOf(document), variables };
    return dataOf(await answerOf(await post(this.#post, operation, options))) as Data;
  }

  /**
   * Subscribes until the loop over the deliveries is left. After a lost connection it goes on behind the last delivery by itself.
   */
  subscribe<Data = unknown, Variables = unknown>(
    document: TypedText<Data, Variables>,
    ...[variables, options = {}]: Given<Variables, SubscribeOptions>
  ): AsyncGenerator<Delivery<Data>> {
    const operation = { query: textOf(document), variables };
    if (this.#settings.live !== 'websocket')
      return resume((opened) => overEventStream(this.#post, operation, opened), options);
    return resume((opened) => this.#overSocket(operation, opened), options);
  }

  /**
   * Closes the WebSocket, if there is one, and so ends its subscriptions. Call it after a log-in or log-out: the next subscription opens one
   * of the new session.
   */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    await socket?.dispose();
  }

  /** Loaded here, so that a page of server-sent events does without it. */
  async *#overSocket(operation: Operation, opened: Opened): AsyncGenerator<Answer> {
    const { openSocket, overSocket } = await import('./socket.ts');
    const { webSocket } = this.#settings;
    this.#socket ??= openSocket({ url: this.#post.url, token: () => this.#token(), webSocket });
    yield* overSocket(this.#socket, operation, opened);
  }

  async #token(): Promise<string | undefined> {
    const { token } = this.#settings;
    return (typeof token === 'function' ? await token() : token) ?? undefined;
  }

  async #headers(): Promise<Record<string, string>> {
    const token = await this.#token();
    const { headers, visitor } = this.#settings;
    return {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(visitor && { 'x-mortar-visitor': visitor.visitorId }),
    };
  }
}

export function createClient(settings: ClientSettings = {}): MortarClient {
  return new MortarClient(settings);
}
