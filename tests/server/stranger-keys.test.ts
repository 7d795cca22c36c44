// What a stranger without an account can write: every key of it has a lifetime, or is one of the few that are bounded otherwise.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';
import { findKeys } from '../support/redis-keys.ts';

/** Keys without a lifetime, by what bounds them. */
const bounded = {
  // Emptied by relays and workers, and capped.
  outbox: /^\{(cart|ord):\d+\}:outbox$/,
  // Jobs that follow from what a stranger does: their number is that of what is kept of finished ones, and the workers' backlog.
  queue: /^(queues|\{q:[a-z-]+\}:)/,
  // One account for each sign-up, of which the policy `sign-up` admits 30 an hour from one address.
  account: /^(account-email:|\{session:\d+\}:(accounts|account-words|u.*:(access|account))$)/,
  // Numbers of shards, the last changes of each, and what is stored at the start.
  fixed:
    /^(\{session:\d+\}:(version|changes)|\{ord:\d+\}:number|layout|metric-salt|sites|experiments|\{limit\}:(policies|version))$/,
  // One for each checkout of the last day that somebody tried to pay: each takes up to two out that are gone.
  numbers: /^\{ord:\d+\}:by-number$/,
  // The catalogue and its stock; holds are swept, and bounded by shopper and address.
  shop: /^(\{cat\}|\{inv:main\}):/,
} as const;

it('every mutation that is for everybody leaves keys that go by themselves, from however many addresses it comes', async () => {
  const app = await openTestApp({
    trustedProxies: ['127.0.0.0/8'],
    accounts: { passwords: { memoryKiB: 7_168, iterations: 1 } },
  });
  const { catalogue, inventory, experiments, redis } = app.stores;
  await catalogue.set({
    sku: 'cup',
    name: 'Cup',
    description: null,
    tags: [],
    price: { minor: 100n, currency: 'EUR' },
    active: true,
  });
  await inventory.adjust([{ sku: 'cup', delta: 1_000 }]);
  await experiments.set({ key: 'button', variants: [{ key: 'a' }, { key: 'b' }], goal: 'PURCHASE' });
  await experiments.start('button');
  const before = new Set((await findKeys(redis)).map(({ key }) => key));
  const ask = async (index: number, query: string, token?: string) => {
    const headers = { 'x-forwarded-for': `203.0.113.${index}`, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const { body } = await postGraphql(app.endpoint, { query }, headers);
    return (body.data ?? {}) as Record<string, { token?: string; checkout?: { id: string } }>;
  };
  for (let index = 0; index < 20; index++) {
    const email = `stranger-${index}@example.com`;
    await ask(index, `mutation { sessionLogIn(input: { email: "${email}", password: "a wrong one" }) { token } }`);
    await ask(
      index,
      `mutation { experimentAssign(input: { key: "button", visitorId: "v${index}" }) { assignment { variant } } }`,
    );
    const event = `{ eventId: "e${index}", visitorId: "v${index}", type: CART }`;
    await ask(index, `mutation { track(input: { events: [${event}] }) { accepted } }`);
    const started = await ask(index, 'mutation { sessionStart(input: { transport: BEARER }) { token } }');
    const token = started.sessionStart?.token;
    await ask(
      index,
      'mutation { cartLinesAdd(input: { lines: [{ sku: "cup", quantity: 1 }] }) { cart { version } } }',
      token,
    );
    const { checkoutStart } = await ask(index, 'mutation { checkoutStart { checkout { id } } }', token);
    const input = `id: "${checkoutStart?.checkout?.id}", paymentToken: "tok_declined", idempotencyKey: "k${index}"`;
    await ask(index, `mutation { checkoutComplete(input: { ${input} }) { userErrors { code } } }`, token);
    await ask(index, 'mutation { sessionLogOut { userErrors { code } } }', index % 2 ? token : undefined);
  }
  await ask(
    1,
    'mutation { accountCreate(input: { email: "new@example.com", password: "four words of mine 42" }) { token } }',
  );
  const left = (await findKeys(redis)).filter(({ key }) => !before.has(key));
  expect(left.length).toBeGreaterThan(100);
  const lasting = left.filter(({ key, expires }) => !expires && !Object.values(bounded).some((each) => each.test(key)));
  expect(lasting).toEqual([]);
});
