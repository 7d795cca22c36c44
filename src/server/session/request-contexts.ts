// Makes the context of each operation: from its HTTP request, or from the socket that it comes on.

import type { IncomingMessage } from 'node:http';
import { type Credential, readCredential } from '../../door/credential.ts';
import type { Live } from '../../live/live.ts';
import type { SessionWatch } from '../../live/session-watch.ts';
import type { MailOutbox } from '../../mail/outbox.ts';
import type { ActiveSession } from '../../redis/session/active.ts';
import type { Stores } from '../../redis/stores.ts';
import type { ClientFacts, Context } from '../../resolvers/base/context.ts';
import type { Exchange } from '../http/http-server.ts';
import { serverLimits } from '../limits.ts';
import { HttpCaller, OperationCaller } from './caller.ts';
import { nobody, type Opened, openSession } from './open-session.ts';
import { noCookies, ResponseCookies, readDevice } from './session-token.ts';

export interface ContextSettings {
  readonly stores: Stores;
  readonly live: Live;
  readonly sessionWatch: SessionWatch;
  readonly secureCookies: boolean;
  addressOf(request: IncomingMessage): string;
  /** Whether many callers share an address. */
  isExempt(address: string): boolean;
  readonly unsentMail: MailOutbox | null;
  readonly closing: AbortSignal;
}

export class RequestContexts {
  readonly #settings: ContextSettings;

  constructor(settings: ContextSettings) {
    this.#settings = settings;
  }

  /** Without a promise for who has no credential. */
  ofRequest({ request, response, requestId }: Exchange): Promise<Context> | Context {
    const { stores, live, sessionWatch, unsentMail, secureCookies, closing } = this.#settings;
    const client = this.#clientFacts(request, requestId);
    const cookies = new ResponseCookies(response, secureCookies);
    const caller = new HttpCaller(response);
    const credential = readCredential(request.headers, secureCookies);
    const context = { stores, live, sessionWatch, client, cookies, caller, unsentMail, closing, ...nobody };
    if (!credential) return context;
    return openSession(stores, credential, client, cookies).then((opened) => ({ ...context, ...opened }));
  }

  /** For an operation of a socket, whose session is opened already. `isWanted` says whether the client still waits for it. */
  ofSocket(request: IncomingMessage, opened: Opened, isWanted: () => boolean, captchaResponse: string | null): Context {
    const { stores, live, sessionWatch, unsentMail, closing } = this.#settings;
    const caller = new OperationCaller(isWanted);
    const client = { ...this.#clientFacts(request, ''), socket: request, captchaResponse };
    return { stores, live, sessionWatch, client, cookies: noCookies, caller, unsentMail, closing, ...opened };
  }

  /**
   * Opens the session of a socket: by the token that the client gave in connection_init, if any, or else by its cookie. A session
   * that is known is read again.
   */
  async openSocketSession(
    request: IncomingMessage,
    token: string | undefined,
    known: ActiveSession | null,
  ): Promise<Opened> {
    const { stores, secureCookies } = this.#settings;
    const client = this.#clientFacts(request, '');
    if (known) {
      const session = known.apiKey
        ? await stores.apiKeys.look(known.token)
        : await stores.sessions.resume(known, client);
      return { session, deadCredential: session ? null : known.transport };
    }
    const credential: Credential | undefined =
      token === undefined ? readCredential(request.headers, secureCookies) : { token, transport: 'BEARER' };
    return credential ? openSession(stores, credential, client, noCookies) : nobody;
  }

  addressOf(request: IncomingMessage): string {
    return this.#settings.addressOf(request);
  }

  #clientFacts(request: IncomingMessage, requestId: string): ClientFacts {
    const ipAddress = this.#settings.addressOf(request);
    const { headers } = request;
    const { device, trusted, provider } = readDevice(request, this.#settings.secureCookies);
    return {
      requestId,
      ipAddress,
      sharesAddress: this.#settings.isExempt(ipAddress),
      userAgent: headers['user-agent']?.slice(0, serverLimits.userAgentCharacters) ?? null,
      visitorId: textOf(headers['x-mortar-visitor']).slice(0, serverLimits.visitorIdCharacters) || null,
      lastEventId: textOf(headers['last-event-id']).slice(0, serverLimits.lastEventIdCharacters) || null,
      share: shareOf(request),
      // As it is: one that is too long is wrong.
      captchaResponse: textOf(headers['x-captcha-response']) || null,
      device,
      trusted,
      provider,
    };
  }
}

const textOf = (field: string | string[] | undefined): string => (field === undefined ? '' : String(field));

/** Passwords are percent-encoded, since headers have no letters beyond Latin. */
function shareOf({ headers }: IncomingMessage): ClientFacts['share'] {
  const token = headers['x-mortar-share'];
  if (typeof token !== 'string') return null;
  const given = String(headers['x-mortar-share-password'] ?? '');
  if (token.length + given.length > serverLimits.shareCharacters) return null;
  try {
    return { token, password: decodeURIComponent(given) || null };
  } catch {
    return { token, password: given };
  }
}
