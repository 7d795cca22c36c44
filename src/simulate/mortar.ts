// Mortar as a front end sees it: HTTP requests, few enough at a time, that wait when they are asked to.

import { setTimeout as wait } from 'node:timers/promises';
import type { Shopper } from './shopper.ts';
import type { Tally } from './tally.ts';

const limits = {
  inFlight: 64,
  timeoutMs: 15_000,
  /** A request that is limited tries again this often, and waits no longer than this each time. */
  tries: 5,
  waitMaxMs: 60_000,
} as const;

/** A request that came to nothing: the message says why, in words that are the same for the same cause. */
export class RequestFailure extends Error {}

interface GraphQLBody {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
  }[];
}

export class Mortar {
  readonly url: string;
  readonly #tally: Tally;
  readonly #ending: AbortSignal;
  readonly #queue: (() => void)[] = [];
  #inFlight = 0;
  #failingSinceMs: number | undefined;

  /** @param ending aborts what waits, not what is under way. */
  constructor(url: string, tally: Tally, ending: AbortSignal) {
    this.url = url;
    this.#tally = tally;
    this.#ending = ending;
  }

  /** For how long no request was answered any more; 0 where the last one was. */
  get silentMs(): number {
    return this.#failingSinceMs === undefined ? 0 : Date.now() - this.#failingSinceMs;
  }

  /** Whether requests wait for their turn: anything more would only wait behind them. */
  get isBusy(): boolean {
    return this.#queue.length > 0;
  }

  /** The data of an answer. @throws RequestFailure where there is none. */
  async ask<Data>(query: string, variables: object, headers: Record<string, string>, keep?: Cookies): Promise<Data> {
    const { body } = await this.#patiently(
      '/graphql',
      JSON.stringify({ query, variables }),
      () => ({
        'content-type': 'application/json',
        'x-mortar-csrf': 'simulate',
        ...headers,
        ...(keep?.cookie ? { cookie: keep.cookie } : {}),
      }),
      keep,
    );
    const { data, errors } = body as GraphQLBody;
    if (errors?.[0]) throw new RequestFailure(errors[0].message);
    return data as Data;
  }

  /** Events of a page, to /collect. */
  async collect(text: string, headers: Record<string, string>): Promise<Collected> {
    const { status, body } = await this.#patiently('/collect', text, () => headers);
    if (status !== 200) throw new RequestFailure((body as { error?: string }).error ?? `HTTP ${status}`);
    return body as Collected;
  }

  async #patiently(path: string, body: string, headers: () => Record<string, string>, keep?: Cookies): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#send(path, body, headers(), keep);
      const waitMs = waitAsked(reply);
      if (waitMs === null) return reply;
      this.#tally.limited += 1;
      if (attempt === limits.tries) throw new RequestFailure('Limited again and again: given up');
      const askedMs = Math.min(waitMs, limits.waitMaxMs);
      this.#tally.waitedMs += askedMs;
      await wait(askedMs, undefined, { signal: this.#ending }).catch(() => {
        throw new RequestFailure('Limited, and the simulation ended before the wait did');
      });
    }
  }

  async #send(path: string, body: string, headers: Record<string, string>, keep?: Cookies): Promise<Reply> {
    if (this.#inFlight >= limits.inFlight) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#inFlight += 1;
    this.#tally.requests += 1;
    try {
      const signal = AbortSignal.timeout(limits.timeoutMs);
      const response = await fetch(this.url + path, { method: 'POST', body, headers, signal });
      keep?.take(response.headers);
      const text = await response.text();
      this.#failingSinceMs = undefined;
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body: parse(text) };
    } catch (error) {
      this.#failingSinceMs ??= Date.now();
      throw new RequestFailure(reasonOf(error));
    } finally {
      this.#inFlight -= 1;
      this.#queue.shift()?.();
    }
  }
}

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

/** What a shopper's browser keeps of Set-Cookie. */
export class Cookies {
  cookie = '';

  take(headers: Headers): void {
    for (const line of headers.getSetCookie()) this.cookie = line.split(';')[0] as string;
  }
}

/** The headers that a shopper's browser and the proxy before Mortar would send. */
export function headersOf({ userAgent, address, visitorId }: Shopper): Record<string, string> {
  return { 'user-agent': userAgent, 'x-forwarded-for': address, 'x-mortar-visitor': visitorId };
}

/** How long Mortar asks to wait before the same request; null where it does not. */
function waitAsked({ status, retryAfter, body }: Reply): number | null {
  const refusal = (body as GraphQLBody | null)?.errors?.find((error) => error.extensions?.code === 'RATE_LIMITED');
  if (status !== 429 && !refusal) return null;
  const seconds = Number(retryAfter ?? refusal?.extensions?.retryAfterSeconds ?? 1);
  return (Number.isFinite(seconds) ? Math.max(seconds, 0.1) : 1) * 1_000;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestFailure('The answer is no JSON');
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RequestFailure) return error.message;
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return `No answer within ${limits.timeoutMs / 1_000} s`;
  return cause?.code === 'ECONNREFUSED' ? 'Nobody listens there' : `The connection failed (${cause?.code ?? name})`;
}
