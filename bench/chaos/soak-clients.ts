// The clients of the `soak` run: visitors, shoppers, workers and readers of subscriptions, through the public API.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

export const sku = 'mug';
const products = `{ products(first: 5, search: "cup") { totalCount nodes { sku name inventory { available } } } }`;
const addLine = `mutation { cartLinesAdd(input: { lines: [{ sku: "${sku}", quantity: 1 }] }) { cart { version } userErrors { code } } }`;
const start = `mutation { checkoutStart(input: {}) { checkout { id } userErrors { code } } }`;
const complete = `mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { order { state } userErrors { code } } }`;
const enqueue = `mutation { jobEnqueue(input: { queue: "parked", name: "noop" }) { job { id } userErrors { code } } }`;
const publish = `mutation { messagePublish(input: { topic: "soak", payload: 1 }) { userErrors { code } } }`;
const overview = `{ queues { name counts { waiting } } orders(first: 5) { nodes { number } } analytics: metrics(site: "default") { id } }`;
const watch = 'subscription { stockChanged(skus: ["mug"]) { product { sku } } }';
const limits = { watchMs: 1_000 } as const;

interface Answer {
  readonly data?: Readonly<
    Record<string, { readonly userErrors?: readonly unknown[]; readonly checkout?: { id: string } }>
  >;
  readonly errors?: unknown;
}

export class SoakClients {
  answered = 0;
  readonly failures = new Map<string, number>();
  readonly #url: string;
  readonly #guests: readonly string[];
  readonly #operator: string;

  constructor(url: string, guests: readonly string[], operator: string) {
    this.#url = url;
    this.#guests = guests;
    this.#operator = operator;
  }

  /** One use of each kind, one after the other, until it is over. */
  async run(over: AbortSignal, pauseMs: number): Promise<void> {
    for (let turn = 0; !over.aborted; turn += 1) {
      const guest = this.#guests[turn % this.#guests.length] as string;
      const uses: readonly (() => Promise<unknown>)[] = [
        () => this.#ask(guest, products),
        () => this.#collect(turn),
        () => this.#ask(this.#operator, [enqueue, publish, overview][turn % 3] as string),
        () => (turn % 5 === 0 ? this.#buy(guest) : this.#ask(guest, products)),
        () => (turn % 4 === 0 ? this.#watch(guest) : this.#collect(turn)),
      ];
      for (const use of uses) {
        if (over.aborted) return;
        await use().catch((error: unknown) => this.#fail(String((error as Error).cause ?? error)));
        await wait(pauseMs);
      }
    }
  }

  async #buy(token: string): Promise<void> {
    // A cart to which nothing could be added is empty, which is no other failure.
    if ((await this.#ask(token, addLine)).errors) return;
    const id = (await this.#ask(token, start)).data?.checkoutStart?.checkout?.id;
    if (id) await this.#ask(token, complete, { input: { id, paymentToken: 'tok_ok', idempotencyKey: randomUUID() } });
  }

  async #collect(turn: number): Promise<void> {
    const event = { eventId: randomUUID(), type: 'PAGE_VIEW', visitorId: `visitor-${turn % 200}`, path: '/' };
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
    const body = JSON.stringify({ site: 'default', events: [event] });
    const response = await fetch(`${this.#url}/collect`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.ok) this.answered += 1;
    else this.#fail(`/collect answered ${response.status}`);
  }

  async #ask(token: string, query: string, variables: object = {}): Promise<Answer> {
    const response = await this.#post(token, 'application/json', query, variables);
    const answer = (await response.json()) as Answer;
    const refused = Object.values(answer.data ?? {}).find((each) => each?.userErrors?.length);
    if (answer.errors || refused) this.#fail(JSON.stringify(answer.errors ?? refused));
    else this.answered += 1;
    return answer;
  }

  /** Subscribes for a moment. */
  async #watch(token: string): Promise<void> {
    const over = AbortSignal.timeout(limits.watchMs);
    try {
      const { body } = await this.#post(token, 'text/event-stream', watch, {}, over);
      for await (const _ of body ?? []) this.answered += 1;
    } catch (error) {
      if (!over.aborted) throw error;
    }
  }

  #post(token: string, accept: string, query: string, variables: object, signal?: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query, variables });
    return fetch(`${this.#url}/graphql`, { method: 'POST', headers, body, signal: signal ?? null });
  }

  #fail(text: string): void {
    this.failures.set(text, (this.failures.get(text) ?? 0) + 1);
  }
}
