// The header fields that every answer of a server has. A route that answers often writes them with its own in one piece, which takes a
// fraction of the time of setting them one by one.

import type { ServerResponse } from 'node:http';
import { securityFields } from './security-headers.ts';

export class ResponseHead {
  readonly #response: ServerResponse;
  /** Names and values in turn, as all lists of fields here: those besides the ones for browsers. */
  readonly #own: string[];
  readonly #secure: boolean;
  #isSet = false;

  /** `secure`: whether the client came over TLS. `closing`: whether its connection is not to be used again. */
  constructor(response: ServerResponse, requestId: string, secure: boolean, closing: boolean) {
    this.#response = response;
    this.#secure = secure;
    this.#own = closing ? ['X-Request-Id', requestId, 'Connection', 'close'] : ['X-Request-Id', requestId];
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

  /** Writes the head with these fields and more, which take the place of those that are set. */
  write(status: number, more: readonly string[]): void {
    const response = this.#response;
    if (this.#isSet || response.getHeaderNames().length > 0) {
      this.set();
      response.writeHead(status, more as string[]);
    } else response.writeHead(status, securityFields(this.#secure).concat(this.#own, more));
  }
}
