// What a resolver is given: the stores, live delivery and who is asking. Made once a request, or once an operation on a
// WebSocket.

import type { Live } from '../../live/live.ts';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Stores } from '../../redis/stores.ts';

export interface Context {
  readonly stores: Stores;
  readonly live: Live;
  /** Tells when a session has ended. */
  readonly sessionWatch: SessionWatch;
  /** The caller's session; null for a caller without one. Log-in and log-out change it for the fields that follow. */
  session: ActiveSession | null;
  readonly client: ClientFacts;
  readonly cookies: SessionCookies;
}

/** What the server knows of the caller beside the session. */
export interface ClientFacts {
  readonly requestId: string;
  readonly ipAddress: string;
  readonly userAgent: string | null;
  /** The visitor that the front end names in `X-Mortar-Visitor`: the one whose page views it sends. */
  readonly visitorId: string | null;
}

/** Hands a session's token to the browser. On a WebSocket, which cannot set cookies, `available` is false. */
export interface SessionCookies {
  readonly available: boolean;
  set(token: string, expiresAt: Date): void;
  /** Also has the browser forget what pages have kept, where it can. */
  clear(): void;
}
