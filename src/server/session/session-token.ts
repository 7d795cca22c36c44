// The cookies of a session and of the device that holds it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { cookieName } from '../../door/credential.ts';
import type { SessionCookies } from '../../resolvers/base/context.ts';

const deviceCookieName = (secure: boolean): string => `${cookieName(secure)}-device`;

const providerCookieName = (secure: boolean): string => `${cookieName(secure)}-provider`;

const trustedCookieName = (secure: boolean): string => `${cookieName(secure)}-trusted`;

const noDevice = { device: null, trusted: null, provider: null } as const;

/** What the device keeps of the accounts that know it, and of those that do not ask it for a second factor. It opens nothing. */
export function readDevice(
  { headers }: IncomingMessage,
  secure: boolean,
): { readonly device: string | null; readonly trusted: string | null; readonly provider: string | null } {
  if (headers.cookie === undefined) return noDevice;
  const cookies = parseCookie(headers.cookie);
  return {
    device: cookies[deviceCookieName(secure)] || null,
    trusted: cookies[trustedCookieName(secure)] || null,
    provider: cookies[providerCookieName(secure)] || null,
  };
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
    this.#put(cookieName(this.#secure), token, expires);
  }

  setDevice(text: string, expires: Date): void {
    this.#put(deviceCookieName(this.#secure), text, expires);
  }

  setTrusted(text: string, expires: Date): void {
    this.#put(trustedCookieName(this.#secure), text, expires);
  }

  setProvider(text: string, expires: Date): void {
    this.#put(providerCookieName(this.#secure), text, expires);
  }

  clear(): void {
    // What a page has kept of the account goes with it, where the browser has a secure connection.
    this.#response.setHeader('Clear-Site-Data', '"cache", "storage"');
    this.set('', new Date(0));
  }

  drop(): void {
    // Another operation of a batch may have logged in.
    if (!this.#lines().some((line) => line.startsWith(`${cookieName(this.#secure)}=`))) this.set('', new Date(0));
  }

  #put(name: string, value: string, expires: Date): void {
    const options = { httpOnly: true, secure: this.#secure, sameSite: 'lax', path: '/', expires } as const;
    // One line per name: of two, which one a browser keeps would depend on the browser.
    const others = this.#lines().filter((line) => !line.startsWith(`${name}=`));
    this.#response.setHeader('Set-Cookie', [...others, stringifySetCookie(name, value, options)]);
  }

  #lines(): string[] {
    const lines = this.#response.getHeader('Set-Cookie') ?? [];
    return Array.isArray(lines) ? lines : [String(lines)];
  }
}

/** For WebSocket, where no header can be set any more. */
export const noCookies: SessionCookies = {
  available: false,
  set() {},
  setDevice() {},
  setTrusted() {},
  setProvider() {},
  clear() {},
  drop() {},
};
