// The single connection mode of graphql-sse, request by request.

export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly payload?: { readonly data?: unknown; readonly errors?: readonly { readonly extensions: object }[] };
}

const tokenHeader = 'x-graphql-event-stream-token';

export class SingleConnection {
  readonly events: StreamEvent[] = [];
  readonly token: string;
  readonly #endpoint: string;
  readonly #headers: Record<string, string>;
  /** Resolves when the stream has ended. */
  ended: Promise<void> = Promise.resolve();
  readonly #leave = new AbortController();

  private constructor(endpoint: string, token: string, headers: Record<string, string>) {
    this.#endpoint = endpoint;
    this.token = token;
    this.#headers = headers;
  }

  static async reserve(endpoint: string, headers: Record<string, string> = {}): Promise<SingleConnection> {
    const response = await fetch(endpoint, { method: 'PUT', headers });
    const token = await response.text();
    if (response.status !== 201) throw new Error(`${response.status} ${token}`);
    return new SingleConnection(endpoint, token, headers);
  }

  /** Opens the stream and returns the status. */
  async open(headers = this.#headers): Promise<number> {
    const response = await fetch(this.#endpoint, {
      headers: { ...headers, accept: 'text/event-stream', [tokenHeader]: this.token },
      signal: this.#leave.signal,
    });
    if (response.status === 200) this.ended = this.#read(response).catch(() => {});
    return response.status;
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    for await (const chunk of response.body ?? []) {
      const events = (text + Buffer.from(chunk).toString()).split('\n\n');
      text = events.pop() ?? '';
      for (const each of events) {
        const [, event, data] = /^(?:id: \d+\n)?event: (\w+)\ndata: (.*)$/.exec(each) ?? [];
        if (event && data) this.events.push({ event, ...JSON.parse(data) });
      }
    }
  }

  /** Sends an operation and returns the answer. */
  post(operationId: string, query: string, headers = this.#headers, more: object = {}): Promise<Response> {
    return fetch(this.#endpoint, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', [tokenHeader]: this.token },
      body: JSON.stringify({ query, extensions: { operationId, ...more } }),
    });
  }

  async stop(operationId: string, headers = this.#headers): Promise<number> {
    const { status } = await fetch(`${this.#endpoint}?operationId=${operationId}`, {
      method: 'DELETE',
      headers: { ...headers, [tokenHeader]: this.token },
    });
    return status;
  }

  of(operationId: string): StreamEvent[] {
    return this.events.filter(({ id }) => id === operationId);
  }

  leave(): void {
    this.#leave.abort();
  }
}
