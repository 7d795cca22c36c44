// Administrators set prices' rules by the API, and shoppers see what they make of a total.

import { gql } from 'graphql-request';
import { beforeAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, startCheckout, startGuest } from '../support/shopper.ts';

const app = await openTestApp();
const ask = askerOf(app);

const set = gql`
  mutation {
    discountSet(input: {
      code: "summer-10", label: "Summer", kind: PERCENT, percent: "10", maxUses: 2, maxUsesPerCustomer: 1
    }) { discount { id code percent uses maxUses } userErrors { field } }
    shippingMethodSet(input: {
      name: "parcel", label: "Parcel", countries: ["DE"]
      rates: [{ price: { amount: "4.90", currency: "EUR" } }]
    }) { shippingMethod { id rates { price { amount } fromWeightGrams } } userErrors { field } }
    taxZoneSet(input: { country: "DE", rates: [{ label: "VAT", percent: "19" }] }) {
      taxZone { id included rounding rates { taxClass percent } } userErrors { field }
    }
  }
`;

const update = gql`
  mutation ($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) {
      checkout {
        total { amount } discountCode shippingMethod country
        adjustments { kind label source amount { amount } included }
        shippingOptions { name label price { amount } }
      }
      userErrors { code field message }
    }
  }
`;

const complete = gql`
  mutation ($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      order { id state total { amount } adjustments { kind amount { amount } } } userErrors { code field }
    }
  }
`;

beforeAll(async () => {
  const price = { minor: 1400n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', description: null, tags: [], active: true, price });
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 100 }]);
});

it('shows a shopper the total that an administrator’s rules make, and charges it', async () => {
  const admin = await app.token('ADMIN');
  const rules = await ask(admin, set);
  expect(rules.discountSet).toMatchObject({
    discount: { code: 'SUMMER-10', percent: '10', uses: 0, maxUses: 2 },
    userErrors: [],
  });
  expect(rules.taxZoneSet.taxZone).toMatchObject({ included: true, rounding: 'LINE' });

  const token = await startGuest(app);
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 2 }] });
  const { id } = (await ask(token, startCheckout)).checkoutStart.checkout;
  const payment = { id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
  const early = await ask(token, complete, { input: payment });
  expect(early.checkoutComplete.userErrors).toEqual([{ code: 'INVALID', field: ['id'] }]);

  const wrong = await ask(token, update, { input: { id, discountCode: 'winter' } });
  expect(wrong.checkoutUpdate).toMatchObject({
    checkout: { total: { amount: '28.00' }, discountCode: null },
    userErrors: [{ code: 'NOT_FOUND', field: ['discountCode'], message: 'WINTER is not valid.' }],
  });
  const input = { id, discountCode: 'summer-10', shippingMethod: 'parcel', country: 'DE' };
  const { checkout } = (await ask(token, update, { input })).checkoutUpdate;
  expect(checkout).toMatchObject({
    total: { amount: '30.10' },
    ...{ discountCode: 'SUMMER-10', shippingMethod: 'parcel', country: 'DE' },
    shippingOptions: [{ name: 'parcel', label: 'Parcel', price: { amount: '4.90' } }],
  });
  const amounts = checkout.adjustments.map(({ kind, amount }: { kind: string; amount: { amount: string } }) => [
    kind,
    amount.amount,
  ]);
  expect(amounts).toEqual([
    ['SHIPPING', '4.90'],
    ['DISCOUNT', '-2.80'],
    ['TAX', '4.80'],
  ]);
  const { order } = (await ask(token, complete, { input: payment })).checkoutComplete;
  expect(order).toMatchObject({ state: 'PAID', total: { amount: '30.10' } });
  expect((await ask(admin, '{ discounts { code uses } }')).discounts).toEqual([{ code: 'SUMMER-10', uses: 1 }]);

  // The other use is for somebody else.
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
  const next = (await ask(token, startCheckout)).checkoutStart.checkout.id;
  const twice = await ask(token, update, { input: { id: next, discountCode: 'summer-10' } });
  expect(twice.checkoutUpdate.userErrors[0].message).toBe('You have used SUMMER-10 as often as you may.');
});

it('tells administrators what is wrong with a rule, and lets nobody else see or change one', async () => {
  const admin = await app.token('ADMIN');
  const bad = gql`
    mutation {
      discountSet(input: { code: "A", label: "A", kind: AMOUNT }) { userErrors { code field } }
      shippingMethodSet(input: { name: "Not one", label: "A", rates: [] }) { userErrors { field } }
      taxZoneSet(input: { country: "Germany", rates: [] }) { userErrors { field } }
      discountDelete(input: { code: "none" }) { deletedId userErrors { code } }
    }
  `;
  expect(await ask(admin, bad)).toEqual({
    discountSet: { userErrors: [{ code: 'INVALID', field: ['amount'] }] },
    shippingMethodSet: { userErrors: [{ field: ['name'] }] },
    taxZoneSet: { userErrors: [{ field: ['country'] }] },
    discountDelete: { deletedId: null, userErrors: [{ code: 'NOT_FOUND' }] },
  });
  const token = await startGuest(app);
  await expect(ask(token, '{ discounts { code } }')).rejects.toThrow('right');
  const { discounts } = await ask(admin, '{ discounts { id } }');
  expect((await ask(token, 'query ($id: ID!) { node(id: $id) { id } }', { id: discounts[0].id })).node).toBeNull();
  const gone = await ask(
    admin,
    'mutation { discountDelete(input: { code: "summer-10" }) { deletedId } taxZoneDelete(input: { country: "DE" }) { deletedId } shippingMethodDelete(input: { name: "parcel" }) { deletedId } }',
  );
  expect(gone.discountDelete.deletedId).toBe(discounts[0].id);
  expect(await ask(admin, '{ discounts { id } shippingMethods { id } taxZones { id } }')).toEqual({
    discounts: [],
    shippingMethods: [],
    taxZones: [],
  });
});
