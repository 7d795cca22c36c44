// The session of one socket. Its token is judged once, when the socket opens, since it may well be replaced while the
// socket lives; from then on each operation asks for the session as it is. The socket closes with its session.

import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { SessionWatch } from '../../live/session-watch.ts';
import { redisFault } from '../../redis/base/redis-fault.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Opened } from '../session/open-session.ts';
import type { RequestContexts } from '../session/request-contexts.ts';

export interface SocketSessionSettings {
  readonly sessionWatch: SessionWatch;
  readonly contexts: RequestContexts;
}

/** Time for `sessionEnded` to be delivered before the socket closes. */
const farewellMs = 200;

export class SocketSession {
  readonly #socket: WebSocket;
  readonly #request: IncomingMessage;
  readonly #token: string | undefined;
  readonly #settings: SocketSessionSettings;
  #session: ActiveSession | null = null;
  #opened: Opened | undefined;
  #unwatch: (() => void) | undefined;

  constructor(socket: WebSocket, request: IncomingMessage, token: string | undefined, settings: SocketSessionSettings) {
    this.#socket = socket;
    this.#request = request;
    this.#token = token;
    this.#settings = settings;
  }

  /** False for a token that opens nothing. While Redis is away the socket may stay, and its operations are refused. */
  async isWelcome(): Promise<boolean> {
    try {
      return (await this.current()).deadCredential !== 'BEARER';
    } catch (error) {
      if (redisFault(error)) return true;
      throw error;
    }
  }

  /** The session as it is now. @throws while Redis is unavailable. */
  async current(): Promise<Opened> {
    if (this.#opened && this.#session === null) return this.#opened;
    const opened = await this.#settings.contexts.openSocketSession(this.#request, this.#token, this.#session);
    const { session } = opened;
    if (session === null && this.#session !== null) this.#leave();
    if (session !== null) {
      this.#unwatch ??= this.#settings.sessionWatch.watch(session.id, () => this.#leave());
      this.#session = session;
    }
    this.#opened = opened;
    return opened;
  }

  close(): void {
    this.#unwatch?.();
  }

  #leave(): void {
    setTimeout(() => this.#socket.close(4403, 'The session has ended'), farewellMs).unref();
  }
}
