// A client that keeps cookies, as a browser does.

export interface Reply<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors?: readonly { message: string; extensions: { code: string; field?: string[] } }[];
}

export class CookieClient {
  readonly #endpoint: string;
  readonly #userAgent: string;
  /** The session's cookie. */
  cookie: string | undefined;
  /** The cookie by which accounts know this browser. */
  device: string | undefined;

  constructor(endpoint: string, userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0') {
    this.#endpoint = endpoint;
    this.#userAgent = userAgent;
  }

  async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Reply<Data>> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-mortar-csrf': '1',
        'user-agent': this.#userAgent,
        ...this.#cookies(),
      },
      body: JSON.stringify({ query, variables }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const kept = pair.endsWith('=') ? undefined : pair;
      if (/^\S+-device=/.test(pair)) this.device = kept;
      else this.cookie = kept;
    }
    const body = (await response.json()) as Pick<Reply<Data>, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, ...body };
  }

  #cookies(): { cookie?: string } {
    const pairs = [this.cookie, this.device].filter((pair) => pair !== undefined);
    return pairs.length > 0 ? { cookie: pairs.join('; ') } : {};
  }
}
