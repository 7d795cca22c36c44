// The header fields that every answer of a server has. A route that answers often writes them with its own in one piece, which takes a
// fraction of the time of setting them one by one.

import type { ServerResponse } from 'node:http';
import { securityFields } from './security-headers.ts';

/** What Node keeps of a response's head: null until there is one, and then its text. */
interface Written {
  _header?: string | null;
}

/** Writes heads as text. Node checks each field of each answer again, and these are known to be right: it would take a fifth of a short request. */
export class HeadTexts {
  readonly #plain: string;
  readonly #secured: string;
  readonly #end: string;
  #second = 0;
  #date = '';

  constructor(keepAliveMs: number) {
    this.#plain = `HTTP/1.1 200 OK\r\n${linesOf(securityFields(false))}`;
    this.#secured = `HTTP/1.1 200 OK\r\n${linesOf(securityFields(true))}`;
    this.#end = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1_000)}\r\n\r\n`;
  }

  /** That of an answer with status 200 on a connection that stays open. */
  of(secure: boolean, own: readonly string[], more: readonly string[]): string {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#date = `Date: ${new Date(second * 1_000).toUTCString()}\r\n`;
    }
    return (secure ? this.#secured : this.#plain) + linesOf(own) + linesOf(more) + this.#date + this.#end;
  }
}

function linesOf(fields: readonly string[]): string {
  let lines = '';
  for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return lines;
}

export class ResponseHead {
  readonly #response: ServerResponse;
  /** Names and values in turn, as all lists of fields here: those besides the ones for browsers. */
  readonly #own: string[];
  readonly #secure: boolean;
  readonly #texts: HeadTexts | undefined;
  #isSet = false;

  /** `secure`: whether the client came over TLS. `texts`: undefined if the connection is not to be used again. */
  constructor(response: ServerResponse, requestId: string, secure: boolean, texts: HeadTexts | undefined) {
    this.#response = response;
    this.#secure = secure;
    this.#texts = texts;
    this.#own = texts ? ['X-Request-Id', requestId] : ['X-Request-Id', requestId, 'Connection', 'close'];
  }

  /** Has one more field in the answer, however it is sent. */
  add(name: string, value: string): void {
    if (this.#isSet) this.#response.setHeader(name, value);
    else this.#own.push(name, value);
  }

  /** Sets the fields, except those that the response has by now. What is set later takes their place. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    const response = this.#response;
    const isBare = response.getHeaderNames().length === 0;
    const fields = securityFields(this.#secure).concat(this.#own);
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at] as string;
      if (isBare || !response.hasHeader(name)) response.setHeader(name, fields[at + 1] as string);
    }
  }

  /**
   * Writes the head with these fields and more, which take the place of those that are set.
   * @param more fields of the server itself: of a head that is written as text nobody checks them.
   */
  write(status: number, more: readonly string[]): void {
    const response = this.#response;
    if (this.#isSet || response.getHeaderNames().length > 0) {
      this.set();
      response.writeHead(status, more as string[]);
      return;
    }
    const written = response as unknown as Written;
    // `shouldKeepAlive` is what Node has read of the request. If Node keeps heads otherwise one day, it writes them.
    if (status === 200 && this.#texts && response.shouldKeepAlive && written._header === null)
      written._header = this.#texts.of(this.#secure, this.#own, more);
    else response.writeHead(status, securityFields(this.#secure).concat(this.#own, more));
  }
}
