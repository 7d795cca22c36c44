// The plugin in a Mortar of its own, with a Redis that forgets everything at the end.

import { openTestMortar } from 'mortar/testing';
import { afterAll, expect, it } from 'vitest';
import config from '../mortar.config.ts';

const mortar = await openTestMortar(config);
afterAll(() => mortar.close());

async function ask(query: string, variables: object = {}, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${mortar.url}/graphql`, { method: 'POST', headers, body });
  return ((await response.json()) as { data: Data }).data;
}

interface Data {
  readonly productReview?: object | null;
  readonly product?: Product;
  readonly checkoutStart?: { readonly checkout: { readonly id: string } };
}

interface Product {
  readonly id: string;
  readonly ordersLately: number;
  readonly reviews: readonly object[];
  readonly rating: number | null;
}

const review = `mutation ($productId: ID!, $stars: Int!) {
  productReview(productId: $productId, stars: $stars, text: "Fine") { review { stars } userErrors { code field } }
}`;

const pay = `mutation ($id: ID!) {
  checkoutComplete(input: { id: $id, paymentToken: "tok_ok", idempotencyKey: "one" }) { order { state } }
}`;

async function product(): Promise<Product | undefined> {
  return (await ask('{ product(sku: "tea") { id reviews { stars text } rating ordersLately } }')).product;
}

it('a customer reviews and buys a product, a job rates it, and an event counts the order', async () => {
  const price = { minor: 490n, currency: 'EUR' };
  await mortar.stores.catalogue.setMany([
    { sku: 'tea', name: 'Tea', description: null, tags: [], price, active: true },
  ]);
  await mortar.stores.inventory.adjust([{ sku: 'tea', delta: 1 }]);
  const productId = (await product())?.id;
  const token = await mortar.token('CUSTOMER');

  expect((await ask(review, { productId, stars: 4 })).productReview).toBeNull();
  expect((await ask(review, { productId, stars: 6 }, token)).productReview).toEqual({
    review: null,
    userErrors: [{ code: 'INVALID', field: ['stars'] }],
  });
  for (const stars of [4, 5]) await ask(review, { productId, stars }, token);

  expect((await product())?.reviews).toEqual([
    { stars: 5, text: 'Fine' },
    { stars: 4, text: 'Fine' },
  ]);
  await expect.poll(async () => (await product())?.rating, { timeout: 30_000 }).toBe(4.5);

  await ask('mutation { cartLinesAdd(input: { lines: [{ sku: "tea", quantity: 1 }] }) { cart { id } } }', {}, token);
  const { checkoutStart } = await ask('mutation { checkoutStart { checkout { id } } }', {}, token);
  await ask(pay, { id: checkoutStart?.checkout.id }, token);
  await expect.poll(async () => (await product())?.ordersLately, { timeout: 30_000 }).toBe(1);
}, 60_000);
