// How a session's token travels: in a cookie for browsers, in the Authorization header for everybody else.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { SessionCookies } from '../../resolvers/base/context.ts';

/** `__Host-` makes the browser refuse the cookie unless it is secure, of this host alone and for the whole site. */
const cookieName = (secure: boolean): string => (secure ? '__Host-mortar' : 'mortar');

export function readToken(request: IncomingMessage, secure: boolean): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return bearer;
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : parseCookie(cookie)[cookieName(secure)];
}

/** Sets them on an answer; made for each request, and asked for nothing by most. */
export class ResponseCookies implements SessionCookies {
  readonly available = true;
  readonly #response: ServerResponse;
  readonly #secure: boolean;

  constructor(response: ServerResponse, secure: boolean) {
    this.#response = response;
    this.#secure = secure;
  }

  set(token: string, expires: Date): void {
    const options = { httpOnly: true, secure: this.#secure, sameSite: 'lax', path: '/', expires } as const;
    this.#response.appendHeader('Set-Cookie', stringifySetCookie(cookieName(this.#secure), token, options));
  }

  clear(): void {
    // What a page has kept of the account goes with it, where the browser has a secure connection.
    this.#response.setHeader('Clear-Site-Data', '"cache", "storage"');
    this.set('', new Date(0));
  }
}

/** For WebSocket, where no header can be set any more. */
export const noCookies: SessionCookies = { available: false, set() {}, clear() {} };
