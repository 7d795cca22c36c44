// How whoever has ordered is reached: addresses by the rules of their country, the receipt by mail, and what staff sees.

import { gql } from 'graphql-request';
import { beforeAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, completeCheckout, startCheckout, startGuest } from '../support/shopper.ts';

const app = await openTestApp({
  workQueues: ['orders'],
  mail: {
    siteName: 'Mugs',
    from: 'shop@example.com',
    language: 'de',
    pagesUrl: 'https://shop.example.com',
    keepUnsent: true,
  },
});
const ask = askerOf(app);

const update = gql`
  mutation ($input: CheckoutUpdateInput!) {
    checkoutUpdate(input: $input) {
      checkout {
        email note country shippingAddress { name locality postalCode formatted } billingAddress { name country }
      }
      userErrors { code field message }
    }
  }
`;

const berlin = { country: 'de', name: ' Ann ', lines: ['Weg 1'], locality: 'Berlin', postalCode: '10115' };

async function start(token: string): Promise<string> {
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
  return (await ask(token, startCheckout)).checkoutStart.checkout.id;
}

/** The export has the order, and what tells of the person only if it is asked for that. */
async function expectExport(number: string): Promise<void> {
  const admin = await app.token('ADMIN');
  const query = gql`
    query ($contacts: Boolean, $format: ExportFormat) {
      ordersExport(contacts: $contacts, format: $format) { text count endCursor }
    }
  `;
  for (const format of ['CSV', 'JSON_LINES']) {
    const { text, count, endCursor } = (await ask(admin, query, { format })).ordersExport;
    expect({ count, endCursor }).toEqual({ count: 1, endCursor: null });
    expect(text).toContain(number);
    expect(text).toMatch(/mug["\w:,]*Mug/);
    for (const personal of ['ann@', 'Ann', 'Weg 1', '10115', 'Ring twice', 'session:'])
      expect(text).not.toContain(personal);
    const whole = (await ask(admin, query, { format, contacts: true })).ordersExport.text;
    for (const personal of ['ann@example.com', 'Ann', 'Weg 1', '10115', 'Ring twice'])
      expect(whole).toContain(personal);
    expect(whole).not.toContain('session:');
  }
  await expect(ask(await app.token(), query)).rejects.toThrow('right');
  await expectNotes(admin);
}

/** Each export of contacts, once for further pages. */
async function expectNotes(admin: string): Promise<void> {
  const notes = '{ auditLog(kinds: ["contacts_exported"]) { nodes { actorId reason } } }';
  const me = (await ask(admin, '{ viewer { user { id } } }')).viewer.user.id;
  const all = { actorId: me, reason: 'all orders' };
  expect((await ask(admin, notes)).auditLog.nodes).toEqual([all, all]);
  const other = await app.token('ADMIN');
  const { endCursor } = (await ask(other, '{ orders(first: 1) { pageInfo { endCursor } } }')).orders.pageInfo;
  const rest = `{ ordersExport(contacts: true, cursor: "${endCursor}", placedFrom: "2020-01-01T00:00:00Z") { count } }`;
  for (const _time of [1, 2]) expect((await ask(other, rest)).ordersExport).toEqual({ count: 0 });
  const reasons = (await ask(admin, notes)).auditLog.nodes.map(({ reason }: { reason: string }) => reason);
  expect(reasons.sort()).toEqual(['all orders', 'all orders', 'orders placed from 2020-01-01T00:00:00.000Z']);
}

beforeAll(async () => {
  const price = { minor: 1400n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', description: null, tags: [], active: true, price });
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 100 }]);
});

it('takes the address and mail of a guest, sends the receipt there, and shows both to staff and the guest alone', async () => {
  const token = await startGuest(app);
  const id = await start(token);
  const input = { id, email: ' ann@example.com ', shippingAddress: berlin, note: 'Ring twice' };
  const { checkout, userErrors } = (await ask(token, update, { input })).checkoutUpdate;
  expect(userErrors).toEqual([]);
  expect(checkout).toEqual({
    ...{ email: 'ann@example.com', note: 'Ring twice', country: 'DE' },
    shippingAddress: {
      ...{ name: 'Ann', locality: 'Berlin', postalCode: '10115' },
      formatted: ['Ann', 'Weg 1', '10115 Berlin'],
    },
    billingAddress: { name: 'Ann', country: 'DE' },
  });
  const payment = { id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
  const { order } = (await ask(token, completeCheckout, { input: payment })).checkoutComplete;
  const read = gql`
    query ($id: ID!) {
      node(id: $id) { ... on Order { email note shippingAddress { formatted } customer { id } paymentReference } }
    }
  `;
  const seen = await ask(await app.token('ADMIN'), read, { id: order.id });
  expect(seen.node).toMatchObject({
    email: 'ann@example.com',
    shippingAddress: { formatted: ['Ann', 'Weg 1', '10115 Berlin'] },
    customer: null,
  });
  const own = gql`query ($id: ID!) { node(id: $id) { ... on Order { email } } }`;
  expect((await ask(token, own, { id: order.id })).node).toEqual({ email: 'ann@example.com' });
  expect((await ask(await startGuest(app), own, { id: order.id })).node).toBeNull();
  await expectExport(order.number);
  const unsent = '{ unsentMails { to subject text } }';
  await expect.poll(async () => (await ask(await app.token('ADMIN'), unsent)).unsentMails.length).toBe(1);
  const [mail] = (await ask(await app.token('ADMIN'), unsent)).unsentMails;
  expect(mail).toMatchObject({ to: 'ann@example.com', subject: `Ihre Bestellung ${order.number} bei Mugs` });
  expect(mail.text).toContain('1 x Mug: 14.00');
  expect(mail.text).toContain('Summe: 14.00 EUR');
  expect(mail.text).toContain('Ann, Weg 1, 10115 Berlin');
});

it('shows the account of a customer to staff', async () => {
  const customer = await app.token();
  const id = await start(customer);
  const payment = { id, paymentToken: 'tok_ok', idempotencyKey: 'two' };
  const { order } = (await ask(customer, completeCheckout, { input: payment })).checkoutComplete;
  const read = gql`query ($id: ID!) { node(id: $id) { ... on Order { customer { email } shippingAddress { name } } } }`;
  const { node } = await ask(await app.token('ADMIN'), read, { id: order.id });
  expect(node).toEqual({ customer: { email: expect.stringContaining('@') }, shippingAddress: null });
  await expect(ask(customer, read, { id: order.id })).rejects.toThrow('right');
});

it.each([
  ['a postcode of another form', { postalCode: '1011' }, ['shippingAddress', 'postalCode']],
  ['no city', { locality: '' }, ['shippingAddress', 'locality']],
  [
    'no state, where there are states',
    { country: 'US', postalCode: '94016' },
    ['shippingAddress', 'administrativeArea'],
  ],
  ['a country that is none', { country: 'UK' }, ['shippingAddress', 'country']],
  ['no line', { lines: [] }, ['shippingAddress', 'lines']],
  ['a line break', { name: 'Ann\nBob' }, ['shippingAddress', 'name']],
])('refuses an address with %s', async (_what, change, field) => {
  const token = await startGuest(app);
  const input = { id: await start(token), shippingAddress: { ...berlin, ...change } };
  expect((await ask(token, update, { input })).checkoutUpdate).toMatchObject({
    checkout: { shippingAddress: null },
    userErrors: [{ code: 'INVALID', field }],
  });
});

it('lets the country of the address go before another, and keeps an address that fits', async () => {
  const token = await startGuest(app);
  const id = await start(token);
  const hongKong = {
    country: 'HK',
    name: 'Bo',
    lines: ['1 Road'],
    administrativeArea: 'Kowloon',
    locality: 'Mong Kok',
  };
  const there = await ask(token, update, { input: { id, shippingAddress: hongKong } });
  expect(there.checkoutUpdate).toMatchObject({ checkout: { country: 'HK', shippingAddress: { name: 'Bo' } } });
  const moved = await ask(token, update, { input: { id, country: 'FR' } });
  expect(moved.checkoutUpdate.checkout).toMatchObject({ country: 'FR', shippingAddress: null });
  const wrong = await ask(token, update, { input: { id, email: 'no address' } });
  expect(wrong.checkoutUpdate.userErrors[0].field).toEqual(['email']);
});

it('sends goods in parts, tells the customer of each by mail, and takes back what the customer asks for', async () => {
  const token = await startGuest(app);
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 3 }] });
  const { id: checkout } = (await ask(token, startCheckout)).checkoutStart.checkout;
  await ask(token, update, { input: { id: checkout, email: 'bo@example.com' } });
  const payment = { id: checkout, paymentToken: 'tok_ok', idempotencyKey: 'parts' };
  const { order } = (await ask(token, completeCheckout, { input: payment })).checkoutComplete;
  const admin = await app.token('ADMIN');
  const parts = `order {
    state lines { id quantityToSend quantityToReturn }
    fulfilments { number state carrier trackingNumber lines { quantity line { id } } }
    returns { number state reason lines { quantity } history { state note } }
    refunds { amount { amount } lines { quantity } }
  } userErrors { code field allowed }`;
  const send = `mutation ($input: OrderFulfilmentCreateInput!) { orderFulfilmentCreate(input: $input) { ${parts} } }`;
  const { lines } = (await ask(admin, send, { input: { id: order.id, lines: [] } })).orderFulfilmentCreate.order;
  const pieces = (quantity: number) => [{ id: lines[0].id, quantity }];
  const tracking = { carrier: 'DHL', trackingNumber: '00340', trackingUrl: 'https://dhl.example/00340' };
  const sent = await ask(admin, send, { input: { id: order.id, lines: pieces(2), ...tracking } });
  expect(sent.orderFulfilmentCreate).toMatchObject({
    order: {
      state: 'PAID',
      lines: [{ quantityToSend: 1, quantityToReturn: 2 }],
      fulfilments: [{ number: 1, state: 'SENT', carrier: 'DHL', lines: [{ quantity: 2, line: { id: lines[0].id } }] }],
    },
    userErrors: [],
  });
  const tooMany = await ask(admin, send, { input: { id: order.id, lines: pieces(2) } });
  expect(tooMany.orderFulfilmentCreate.userErrors).toEqual([
    { code: 'LIMIT_EXCEEDED', field: ['lines', '0', 'quantity'], allowed: ['1..1'] },
  ]);

  const requestReturn = `mutation ($input: OrderReturnRequestInput!) { orderReturnRequest(input: $input) { ${parts} } }`;
  const asked = { input: { id: order.id, lines: pieces(1), reason: 'A crack' } };
  const strange = await ask(await startGuest(app), requestReturn, asked);
  expect(strange.orderReturnRequest.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
  expect((await ask(token, requestReturn, asked)).orderReturnRequest.order.returns).toMatchObject([
    { number: 1, state: 'REQUESTED', reason: 'A crack' },
  ]);
  const answer = `mutation ($input: OrderReturnUpdateInput!) { orderReturnUpdate(input: $input) { ${parts} } }`;
  const move = (state: string, more: object = {}) =>
    ask(admin, answer, { input: { id: order.id, number: 1, state, ...more } });
  await expect(ask(token, answer, { input: { id: order.id, number: 1, state: 'APPROVED' } })).rejects.toThrow(
    'UNAUTHENTICATED',
  );
  await move('APPROVED', { note: 'Use the old box' });
  await move('RECEIVED', { restock: true });
  expect((await move('REFUNDED')).orderReturnUpdate.order).toMatchObject({
    returns: [{ state: 'REFUNDED' }],
    refunds: [{ amount: { amount: '14.00' }, lines: [{ quantity: 1 }] }],
  });
  const mails = async () =>
    (await ask(admin, '{ unsentMails { to subject text } }')).unsentMails.filter(
      ({ to }: { to: string }) => to === 'bo@example.com',
    );
  await expect.poll(async () => (await mails()).length).toBe(6);
  const texts = (await mails()).map(({ text }: { text: string }) => text).join('\n');
  for (const words of ['2 x Mug', 'DHL 00340', 'https://dhl.example/00340', 'Use the old box', '14.00 EUR'])
    expect(texts).toContain(words);
  await expect.poll(async () => (await app.stores.inventory.get('mug')).onHand).toBeGreaterThan(90);
});

it('mails the note of a cancellation and of a refund, and none that nobody wrote', async () => {
  const token = await startGuest(app);
  const buy = async (key: string): Promise<string> => {
    const checkout = await start(token);
    await ask(token, update, { input: { id: checkout, email: 'eve@example.com' } });
    const input = { id: checkout, paymentToken: 'tok_ok', idempotencyKey: key };
    return (await ask(token, completeCheckout, { input })).checkoutComplete.order.id;
  };
  const admin = await app.token('ADMIN');
  const act = (field: 'orderCancel' | 'orderRefund', given: object) =>
    ask(admin, `mutation ($input: OrderActionInput!) { ${field}(input: $input) { userErrors { code } } }`, {
      input: given,
    });
  const one = await buy('cancelled');
  await act('orderCancel', { id: one, note: 'The kiln broke' });
  const two = await buy('refunded');
  const amount = { amount: '1.00', currency: 'EUR' };
  await act('orderRefund', { id: two, amount, note: 'A scratch' });
  await act('orderRefund', { id: two, amount });
  const texts = async () =>
    (await ask(admin, '{ unsentMails { to text } }')).unsentMails
      .filter(({ to }: { to: string }) => to === 'eve@example.com')
      .map(({ text }: { text: string }) => text);
  await expect.poll(async () => (await texts()).length).toBe(5);
  const having = (await texts()).map((text: string) => text.match(/The kiln broke|A scratch|Refund of/)?.[0]);
  expect(having.filter(Boolean).sort()).toEqual(['A scratch', 'The kiln broke']);
});

it('shows an order to the first session that follows a link mailed to its address, and to no other', async () => {
  const owner = await startGuest(app);
  const checkout = await start(owner);
  await ask(owner, update, { input: { id: checkout, email: 'cy@example.com' } });
  const payment = { id: checkout, paymentToken: 'tok_ok', idempotencyKey: 'link' };
  const { order } = (await ask(owner, completeCheckout, { input: payment })).checkoutComplete;
  await app.stores.orderActions.act(Buffer.from(order.id, 'base64').toString().slice('Order:'.length), 'fulfil');
  const request = `mutation ($input: OrderLinkRequestInput!) {
    orderLinkRequest(input: $input) { requested userErrors { code } }
  }`;
  const [one, two] = [await startGuest(app), await startGuest(app)];
  const admin = await app.token('ADMIN');
  const links = async (): Promise<string[]> => {
    const { unsentMails } = await ask(admin, '{ unsentMails { to text } }');
    const own = unsentMails.filter(({ to }: { to: string }) => to === 'cy@example.com');
    return own.flatMap(({ text }: { text: string }) => /order#token=(\S+)/.exec(text)?.[1] ?? []);
  };
  for (const email of ['dee@example.com', 'Cy@example.com']) {
    const asked = await ask(one, request, { input: { number: order.number, email } });
    expect(asked.orderLinkRequest).toEqual({ requested: true, userErrors: [] });
  }
  await expect.poll(links).toHaveLength(1);
  const [token] = await links();
  const use = `mutation ($input: OrderLinkUseInput!) {
    orderLinkUse(input: $input) { order { id lines { id } } userErrors { code } }
  }`;
  const read = 'query ($id: ID!) { node(id: $id) { id } }';
  expect((await ask(one, read, { id: order.id })).node).toBeNull();
  const used = (await ask(one, use, { input: { token } })).orderLinkUse;
  expect(used).toMatchObject({ order: { id: order.id }, userErrors: [] });
  expect((await ask(one, use, { input: { token } })).orderLinkUse).toEqual(used);
  expect((await ask(one, read, { id: order.id })).node).toEqual({ id: order.id });
  for (const input of [{ token }, { token: 'made up' }])
    expect((await ask(two, use, { input })).orderLinkUse).toEqual({
      order: null,
      userErrors: [{ code: 'PROOF_INVALID' }],
    });
  expect((await ask(two, read, { id: order.id })).node).toBeNull();
  const cancel = 'mutation ($id: ID!) { orderCancel(input: { id: $id }) { userErrors { code } } }';
  expect((await ask(one, cancel, { id: order.id })).orderCancel.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  const sendBack = `mutation ($input: OrderReturnRequestInput!) {
    orderReturnRequest(input: $input) { order { returns { state } } }
  }`;
  const input = { id: order.id, lines: [{ id: used.order.lines[0].id, quantity: 1 }] };
  expect((await ask(one, sendBack, { input })).orderReturnRequest.order.returns).toEqual([{ state: 'REQUESTED' }]);
});
