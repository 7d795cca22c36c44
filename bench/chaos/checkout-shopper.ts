// A shopper of the `checkout` run: fills a cart, starts a checkout, pays, and asks again with the same key where there was
// no answer, as a front end does.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { changesOfMind, discount, password, paymentToken, products, signsUp, wantsDiscount } from './checkout-plan.ts';
import type { Random } from './random.ts';

/** What the API has acknowledged. */
export interface Acknowledged {
  /** Ids of orders by the idempotency key of their payment; a key with two is a fault. */
  readonly orders: Map<string, Set<string>>;
  /** Keys whose last answer was that the order is PENDING: it may still be declined, where nobody asked again. */
  readonly pending: Set<string>;
  /** Those that were told to be PENDING and then to be declined, likewise: a checkout again, which another key may buy. */
  readonly declined: Map<string, Set<string>>;
  /** Global ids of orders whose cancelling was acknowledged. */
  readonly cancelled: Set<string>;
  /** E-mail addresses of accounts by the global ids of orders that they paid as guests, and are theirs. */
  readonly owned: Map<string, string>;
}

/** Who shops; the token is another one after a sign-up. */
interface Visitor {
  token: string;
  email: string | null;
}

export interface ShopperSettings {
  /** Where the API answers. */
  readonly endpoints: readonly string[];
  readonly random: Random;
  readonly acknowledged: Acknowledged;
  /** No more checkouts are begun after this; a payment that is under way is seen through. */
  readonly over: AbortSignal;
}

const limits = {
  requestMs: 10_000,
  retryMs: 200,
  seeThroughMs: 60_000,
  roundsOfSession: 20,
  signUpWithinMs: 300,
} as const;

interface Answer {
  readonly [field: string]: {
    readonly token?: string;
    readonly checkout?: { readonly id: string } | null;
    readonly order?: { readonly id: string; readonly state: string } | null;
    readonly userErrors?: readonly { readonly code: string }[];
  };
}

export async function shop(settings: ShopperSettings): Promise<void> {
  const { random, over } = settings;
  while (!over.aborted) {
    const session = await ask(
      settings,
      undefined,
      'mutation { it: sessionStart(input: { transport: BEARER }) { token } }',
    );
    const visitor: Visitor = { token: session?.token ?? '', email: null };
    for (let round = 0; visitor.token !== '' && round < limits.roundsOfSession && !over.aborted; round += 1) {
      await visit(settings, visitor);
      await wait(random.between(0, 500));
    }
  }
}

async function visit(settings: ShopperSettings, visitor: Visitor): Promise<void> {
  const { random, acknowledged, over } = settings;
  const { token } = visitor;
  const lines = products
    .filter(() => random.chance(0.4))
    .map(({ sku }) => `{ sku: "${sku}", quantity: ${random.between(1, 2)} }`);
  if (lines.length === 0) return;
  await ask(settings, token, `mutation { it: cartClear { userErrors { code } } }`);
  await ask(settings, token, `mutation { it: cartLinesAdd(input: { lines: [${lines}] }) { userErrors { code } } }`);
  const started = await ask(settings, token, 'mutation { it: checkoutStart { checkout { id } userErrors { code } } }');
  const checkout = started?.checkout?.id;
  if (!checkout || random.chance(changesOfMind.walksAway)) return;
  if (random.chance(changesOfMind.givesUp)) {
    await ask(settings, token, `mutation { it: checkoutCancel(input: { id: "${checkout}" }) { userErrors { code } } }`);
    return;
  }
  if (random.chance(wantsDiscount)) await choose(settings, token, checkout, `"${discount.code}"`);
  const signingUp = visitor.email === null && random.chance(signsUp) ? signUp(settings, visitor) : Promise.resolve();
  for (let card = paymentToken(random); ; card = 'tok_ok') {
    const paid = await pay(settings, visitor, checkout, card);
    await signingUp;
    if (paid === 'declined' && !over.aborted) continue;
    // Others were faster: it is bought without the discount.
    if (paid === 'used up' && !over.aborted && (await choose(settings, visitor.token, checkout, 'null'))) continue;
    if (typeof paid !== 'string' && paid.state === 'PAID' && visitor.email)
      acknowledged.owned.set(paid.id, visitor.email);
    if (typeof paid === 'string' || paid.state !== 'PAID' || !random.chance(changesOfMind.cancelsOrder)) return;
    const cancel = `mutation { it: orderCancel(input: { id: "${paid.id}" }) { order { id state } userErrors { code } } }`;
    const cancelled = await ask(settings, visitor.token, cancel);
    if (cancelled?.order?.state === 'CANCELLED') acknowledged.cancelled.add(paid.id);
    return;
  }
}

/** Whether the checkout has the code now, or none for null. */
async function choose(settings: ShopperSettings, token: string, checkout: string, code: string): Promise<boolean> {
  const input = `{ id: "${checkout}", discountCode: ${code} }`;
  const update = `mutation { it: checkoutUpdate(input: ${input}) { checkout { id } userErrors { code } } }`;
  return (await ask(settings, token, update))?.userErrors?.length === 0;
}

/** Becomes an account while a payment is under way. Where no answer came it may be one already. */
async function signUp(settings: ShopperSettings, visitor: Visitor): Promise<void> {
  const email = `${randomUUID()}@example.com`;
  const input = `{ email: "${email}", password: "${password}", transport: BEARER }`;
  await wait(settings.random.between(0, limits.signUpWithinMs));
  const seenThrough = Date.now() + limits.seeThroughMs;
  while (Date.now() < seenThrough) {
    for (const mutation of ['accountCreate', 'sessionLogIn']) {
      const query = `mutation { it: ${mutation}(input: ${input}) { token userErrors { code } } }`;
      const token = (await ask(settings, visitor.token, query))?.token;
      if (!token) continue;
      Object.assign(visitor, { token, email });
      return;
    }
    await wait(limits.retryMs);
  }
}

/** Asks until there is an answer; an answer of PENDING is asked about again. */
async function pay(
  settings: ShopperSettings,
  visitor: Visitor,
  checkout: string,
  card: string,
): Promise<{ id: string; state: string } | 'declined' | 'refused' | 'used up'> {
  const key = randomUUID();
  const input = `{ id: "${checkout}", paymentToken: "${card}", idempotencyKey: "${key}" }`;
  const complete = `mutation { it: checkoutComplete(input: ${input}) { order { id state } userErrors { code } } }`;
  const seenThrough = Date.now() + limits.seeThroughMs;
  while (Date.now() < seenThrough) {
    const answer = await ask(settings, visitor.token, complete);
    const order = answer?.order;
    if (order) {
      const { orders } = settings.acknowledged;
      orders.set(key, (orders.get(key) ?? new Set()).add(order.id));
      if (order.state !== 'PENDING') {
        settings.acknowledged.pending.delete(key);
        return order;
      }
      settings.acknowledged.pending.add(key);
    } else if (answer?.userErrors?.[0]?.code === 'PAYMENT_DECLINED') {
      const { orders, declined } = settings.acknowledged;
      declined.set(key, orders.get(key) ?? new Set());
      orders.delete(key);
      return 'declined';
    } else if (answer?.userErrors?.[0]?.code === 'LIMIT_EXCEEDED') return usedUp(settings, key);
    else if (answer?.userErrors?.length) return 'refused';
    await wait(limits.retryMs);
  }
  return 'refused';
}

/** What may have been told to be PENDING is a checkout again, as after a decline. */
function usedUp({ acknowledged: { orders, pending } }: ShopperSettings, key: string): 'used up' {
  orders.delete(key);
  pending.delete(key);
  return 'used up';
}

/** The answer; null where none came. Each time it goes to one of the servers by chance, as behind a load balancer. */
async function ask(
  { endpoints, random }: ShopperSettings,
  token: string | undefined,
  query: string,
): Promise<Answer[string] | null> {
  try {
    const response = await fetch(random.pick(endpoints) as string, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(limits.requestMs),
    });
    const { data } = (await response.json()) as { data?: Answer | null };
    if (data?.it) return data.it;
  } catch {
    // Its server was killed.
  }
  await wait(limits.retryMs);
  return null;
}
