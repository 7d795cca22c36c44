// Those who shop through the API, as a shop's front end does it.

import { gql } from 'graphql-request';
import type { Client } from 'graphql-ws';
import type { TestApp } from './app.ts';

export const cartFields = gql`
  fragment CartFields on Cart {
    version quantity total { amount currency } lines { quantity product { sku } } warnings { code sku }
  }
`;
export const addLines = gql`
  ${cartFields}
  mutation ($lines: [CartLineInput!]!) {
    cartLinesAdd(input: { lines: $lines }) { cart { ...CartFields } userErrors { code field message } }
  }
`;
export const startCheckout = gql`
  mutation ($input: CheckoutStartInput) {
    checkoutStart(input: $input) { checkout { id total { amount } lines { quantity } reservedUntil } userErrors { code field } }
  }
`;
export const completeCheckout = gql`
  mutation ($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      order { id number state total { amount } lines { sku quantity } history { state } }
      userErrors { code field message }
    }
  }
`;

/** The bearer token of a new guest. */
export async function startGuest(app: TestApp): Promise<string> {
  const start = gql`mutation { sessionStart(input: { transport: BEARER }) { token } }`;
  const { sessionStart } = await app.client().request<{ sessionStart: { token: string } }>(start);
  return sessionStart.token;
}

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests assert.
type Answer = any;

/** Asks as the session of a token, or as nobody. */
export type Ask = (token: string | undefined, document: string, variables?: Record<string, unknown>) => Promise<Answer>;

export function askerOf(app: TestApp): Ask {
  return (token, document, variables = {}) => app.client(token).request(document, variables);
}

/** Buys one line, and gives the order's id. `key` is the idempotency key. */
export async function buy(ask: Ask, token: string, line: { sku: string; quantity: number }, key = 'one') {
  await ask(token, addLines, { lines: [line] });
  const { checkout } = (await ask(token, startCheckout)).checkoutStart;
  const input = { id: checkout.id, paymentToken: 'tok_ok', idempotencyKey: key };
  return (await ask(token, completeCheckout, { input })).checkoutComplete.order.id as string;
}

/** The deliveries of a subscription, one after the other; undefined when it has ended. */
export function watch(socket: Client, query: string, variables: Record<string, unknown> = {}) {
  const stream = socket.iterate<Answer>({ query, variables });
  return {
    async next(): Promise<Answer> {
      const { value, done } = await stream.next();
      if (done) return undefined;
      if (value.errors) throw new Error(value.errors[0]?.message);
      return value.data;
    },
    close: () => stream.return?.(),
  };
}
