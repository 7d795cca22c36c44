// How a session's token travels: in a cookie for browsers, in the Authorization header for everybody else.

import { parseCookie } from 'cookie';
import type { SessionTransport } from '../redis/session/pass.ts';

/** What a request says about who sends it. */
export interface Credential {
  /** As the client sent it; it may be anything. */
  readonly token: string;
  readonly transport: SessionTransport;
}

export interface CredentialHeaders {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

/** `__Host-` makes the browser refuse the cookie unless it is secure, of this host alone and for the whole site. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-mortar' : 'mortar');

/** A bearer token of whatever form goes before the cookie. Other schemes of the Authorization header are a proxy's, not ours. */
export function readCredential({ authorization, cookie }: CredentialHeaders, secure: boolean): Credential | undefined {
  const bearer = authorization === undefined ? null : /^Bearer(?: +(.*))?$/i.exec(authorization);
  if (bearer) return { token: bearer[1] ?? '', transport: 'BEARER' };
  const token = cookie === undefined ? undefined : parseCookie(cookie)[cookieName(secure)];
  return token ? { token, transport: 'COOKIE' } : undefined;
}
