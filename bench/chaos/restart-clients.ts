// The clients of the `restart` run: some ask and publish, others subscribe, and come back where their connection ends.

import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export const topic = 'restart.numbers';

const subscription = /* GraphQL */ `
  subscription ($after: String) { messages(topic: "restart.numbers", after: $after) { cursor payload missed } }
`;
const limits = { pauseMs: 20, comeBackMs: 300 } as const;

interface Received {
  readonly data?: { readonly messages: { readonly cursor: string; readonly payload: number; readonly missed: number } };
  readonly errors?: unknown;
}

/** What all clients saw. */
export class Tally {
  answered = 0;
  comebacks = 0;
  /** Requests that nginx closed the connection of. None of them may be done twice. */
  sentAgain = 0;
  readonly published = new Set<number>();
  readonly failures: string[] = [];
  #next = 0;

  number(): number {
    this.#next += 1;
    return this.#next;
  }
}

/** Where it asks, and whether it does over one connection as long as the proxy keeps that. */
export interface Door {
  readonly url: string;
  readonly keepsConnections: boolean;
}

/** Asks over and over: a query, a mutation, and a query by GET. */
export async function ask(
  { url, keepsConnections }: Door,
  token: string,
  tally: Tally,
  over: AbortSignal,
): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    ...(keepsConnections ? {} : { connection: 'close' }),
  };
  const send = async (address: string, init: RequestInit, again = 2): Promise<Response> => {
    try {
      return await fetch(address, init);
    } catch (error) {
      if (keepsConnections || again === 0) throw error;
      // As a browser does: nginx closes connections on which it has read nothing when it reads its settings again.
      tally.sentAgain += 1;
      return send(address, init, again - 1);
    }
  };
  const post = (query: string): Promise<Response> =>
    send(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const kinds = [
    () => post('{ products(first: 1) { nodes { sku } } }'),
    () => send(`${url}/graphql?query=${encodeURIComponent('{ __typename }')}`, { headers }),
  ];
  for (let turn = 0; !over.aborted; turn += 1) {
    const number = turn % 3 === 0 ? tally.number() : undefined;
    const publish = `mutation { messagePublish(input: { topic: "${topic}", payload: ${number} }) { userErrors { code } } }`;
    try {
      const response = await (number === undefined ? (kinds[turn % 2] as () => Promise<Response>)() : post(publish));
      const text = await response.text();
      if (response.status !== 200 || text.includes('"errors"'))
        tally.failures.push(`${response.status} ${text.slice(0, 200)}`);
      else {
        tally.answered += 1;
        if (number !== undefined) tally.published.add(number);
      }
    } catch (error) {
      tally.failures.push(`${keepsConnections ? 'haproxy' : 'nginx'}: ${(error as Error).cause ?? error}`);
    }
    await wait(limits.pauseMs);
  }
}

/** One that subscribes, and again behind the last message that it has. */
export abstract class Subscriber {
  readonly numbers: number[] = [];
  protected cursor: string;
  protected readonly tally: Tally;

  constructor(cursor: string, tally: Tally) {
    this.cursor = cursor;
    this.tally = tally;
  }

  protected abstract listen(over: AbortSignal): Promise<void>;

  async run(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.listen(over);
      if (over.aborted) return;
      this.tally.comebacks += 1;
      await wait(Math.random() * limits.comeBackMs);
    }
  }

  protected take({ data, errors }: Received): void {
    if (errors) this.tally.failures.push(`A subscription got ${JSON.stringify(errors)}`);
    if (!data) return;
    const { cursor, payload, missed } = data.messages;
    if (missed > 0) this.tally.failures.push(`A subscription missed ${missed}`);
    this.cursor = cursor;
    this.numbers.push(payload);
  }
}

export class SocketSubscriber extends Subscriber {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string, cursor: string, tally: Tally) {
    super(cursor, tally);
    this.#url = `${url.replace('http', 'ws')}/graphql`;
    this.#token = token;
  }

  protected async listen(over: AbortSignal): Promise<void> {
    const client = createClient({
      url: this.#url,
      webSocketImpl: WebSocket,
      connectionParams: { token: this.#token },
      retryAttempts: 0,
      on: {
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          if (!over.aborted && code !== 1012) this.tally.failures.push(`A socket was closed with ${code} ${reason}`);
        },
      },
    });
    const leave = (): void => void client.dispose();
    over.addEventListener('abort', leave);
    await new Promise<void>((resolve) => {
      client.subscribe(
        { query: subscription, variables: { after: this.cursor } },
        { next: (result) => this.take(result as Received), error: () => resolve(), complete: () => resolve() },
      );
    });
    over.removeEventListener('abort', leave);
    leave();
  }
}

export class StreamSubscriber extends Subscriber {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string, cursor: string, tally: Tally) {
    super(cursor, tally);
    this.#url = `${url}/graphql`;
    this.#token = token;
  }

  protected async listen(over: AbortSignal): Promise<void> {
    let text = '';
    let [begun, retry] = [false, false];
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${this.#token}`,
        },
        body: JSON.stringify({ query: subscription, variables: { after: this.cursor } }),
        signal: over,
      });
      begun = true;
      if (response.status !== 200) this.tally.failures.push(`A stream got ${response.status}`);
      for await (const chunk of response.body ?? []) {
        const events = (text + Buffer.from(chunk).toString()).split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          if (event.startsWith('event: next')) this.take(JSON.parse(event.slice(event.indexOf('data: ') + 6)));
          retry ||= /^retry: /m.test(event);
        }
      }
      if (!retry) this.tally.failures.push('A stream ended without `retry`');
    } catch (error) {
      if (begun && !over.aborted) this.tally.failures.push(`A stream was cut off: ${(error as Error).cause ?? error}`);
    }
  }
}
