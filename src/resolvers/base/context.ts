// What a resolver is given: the stores, live delivery and who is asking. Made once a request, or once an operation on a
// WebSocket.

import type { Live } from '../../live/live.ts';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { MailOutbox } from '../../mail/outbox.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { SessionTransport } from '../../redis/session/pass.ts';
import type { Stores } from '../../redis/stores.ts';

export interface Context {
  readonly stores: Stores;
  readonly live: Live;
  /** Tells when a session has ended. */
  readonly sessionWatch: SessionWatch;
  /** The caller's session; null for a caller without one. Log-in and log-out change it for the fields that follow. */
  session: ActiveSession | null;
  /**
   * How the caller sent a credential that opens no session, because it has ended, was replaced or never was one. Null if the
   * credential is good, and for a caller without one. Log-in and log-out set it to null.
   */
  deadCredential: SessionTransport | null;
  readonly client: ClientFacts;
  readonly cookies: SessionCookies;
  readonly caller: CallerConnection;
  /** Mail that no server sends, while one develops; null where mail is sent. */
  readonly unsentMail: MailOutbox | null;
  /** Gets the names of what the answer is made from, as sources.ts has them; undefined where nobody keeps the answer. */
  readonly sources?: Set<string>;
  /** Aborted when the server is about to end: what waits is answered at once. */
  readonly closing: AbortSignal;
}

/** The connection that the answer goes to. */
export interface CallerConnection {
  /** Whether it was closed, or the operation ended by the caller, before the answer was written. */
  readonly gone: boolean;
  /** Calls `listener` when that happens, as far as it is known at once. Silent after the answer. Returns a function that ends this. */
  onGone(listener: () => void): () => void;
}

/** What the server knows of the caller beside the session. */
export interface ClientFacts {
  readonly requestId: string;
  readonly ipAddress: string;
  /** Whether many callers share the address, as behind a gateway; see MORTAR_EXEMPT_ADDRESSES. */
  readonly sharesAddress?: boolean;
  /** The WebSocket, or the shared stream, that the operation's results go to, as an object of its own. */
  readonly socket?: object;
  readonly userAgent: string | null;
  /** The visitor that the front end names in `X-Mortar-Visitor`: the one whose page views it sends. */
  readonly visitorId: string | null;
  /** The id of the last result that the caller has seen, where it comes back: the cursor of a feed, or the content of a state. */
  readonly lastEventId?: string | null;
  /** Whether the results of a subscription have their ids among their extensions. */
  readonly wantsEventIds?: boolean;
  /** The share link of a site by which the caller reads, from `X-Mortar-Share` and `X-Mortar-Share-Password`. */
  readonly share?: { readonly token: string; readonly password: string | null } | null;
  /** What the browser has got from the widget of a captcha. */
  readonly captchaResponse?: string | null;
  /** What the device keeps of the accounts that know it, from its cookie. */
  readonly device: string | null;
  /** What the browser keeps while somebody is at a provider, from its cookie. */
  readonly provider?: string | null;
  /** What the device keeps of the accounts that do not ask it for a second factor, from its cookie. */
  readonly trusted: string | null;
}

/** Hands a session's token to the browser. On a WebSocket, which cannot set cookies, `available` is false. */
export interface SessionCookies {
  readonly available: boolean;
  set(token: string, expiresAt: Date): void;
  /** Also has the browser forget what pages have kept, where it can. */
  clear(): void;
  /** Has the device keep what accounts know it by. */
  setDevice(text: string, expiresAt: Date): void;
  /** Has the device keep what it is trusted by. */
  setTrusted(text: string, expiresAt: Date): void;
  /** Has the browser keep what a log-in by a provider is bound to. */
  setProvider(text: string, expiresAt: Date): void;
  /** Has the browser forget a cookie that opens nothing, unless this answer sets another one. */
  drop(): void;
}
