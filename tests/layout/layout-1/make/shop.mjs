// Accounts, sessions, catalogue, stock, carts, checkouts and orders in each state.

const laptop = {
  ipAddress: '192.0.2.10',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
};
const phone = { ipAddress: '198.51.100.7', userAgent: 'shop-app/3.1' };
const password = 'violet-kettle-93-Harbour';

export async function makeShop(stores, part) {
  const people = await makePeople(stores);
  await makeProducts(stores, part);
  const orders = await makeOrders(stores, part, people);
  const carts = await makeCarts(stores, people);
  return { people: await readPeople(stores, people), ...orders, ...carts, ...(await readProducts(stores)) };
}

async function makePeople({ accounts, sessions }) {
  const emails = ['ada@example.com', 'Bob.Straße@Example.com', 'carla@example.com', 'dan@example.com'];
  const users = [];
  for (const email of emails)
    users.push({
      email,
      password,
      id: (await accounts.create({ email, password, displayName: email[0].toUpperCase() })).id,
    });
  const [ada, bob, carla, dan] = users;
  await accounts.setRoles(bob.id, ['CUSTOMER', 'ADMIN']);
  const start = (userId, client, transport, deviceName) => sessions.start({ userId, client, transport, deviceName });
  const plain = await start(ada.id, laptop, 'COOKIE', 'Work laptop');
  const first = await start(ada.id, phone, 'BEARER', null);
  const rotated = await sessions.rotate(first.session, phone, true);
  const again = await sessions.rotate(rotated.session, phone, false);
  const admin = await start(bob.id, laptop, 'COOKIE', null);
  const ended = await start(bob.id, phone, 'BEARER', 'Old phone');
  await sessions.end(ended.session.id, 'LOGGED_OUT');
  const disabled = await start(dan.id, phone, 'BEARER', null);
  await accounts.setDisabled(dan.id, true);
  const changed = await start(carla.id, laptop, 'COOKIE', null);
  const other = await start(carla.id, phone, 'BEARER', null);
  const newPassword = 'brass-lantern-41-Meadow';
  await accounts.changePassword(carla.id, changed.session.id, password, newPassword);
  carla.password = newPassword;
  for (const wrong of ['one', 'two', 'three']) await accounts.logIn(ada.email, wrong, phone).catch(() => {});
  const guests = [];
  for (let number = 0; number < 3; number += 1) guests.push(await start(null, phone, 'COOKIE', null));
  const ids = (issued) => ({ token: issued.token, id: issued.session.id, owner: issued.session.token.owner });
  return {
    users,
    disabled: dan.id,
    live: [plain, again, admin, changed, ...guests].map(ids),
    over: [first, ended, disabled, other].map(ids),
  };
}

async function readPeople({ accounts, sessions }, people) {
  const users = [];
  for (const user of people.users) {
    const listed = await sessions.list(user.id);
    users.push({ ...user, account: await accounts.find(user.id), sessions: listed });
  }
  return { ...people, users };
}

const words = ['Oak', 'Pine', 'Steel', 'Linen', 'Glass', 'Paper'];
const things = ['Chair', 'Table', 'Lamp', 'Shelf', 'Mug', 'Rug', 'Clock', 'Vase', 'Box', 'Frame'];

async function makeProducts({ redis, inventory }, part) {
  const { Catalogue } = await part('catalogue.js');
  // Few products of a word get bitmaps already, so that those are among the data.
  const catalogue = new Catalogue(redis, { from: 20, maxTerms: 40, fillStep: 10, sampleEvery: 1 });
  const products = things.flatMap((thing, at) =>
    words.map((word, index) => ({
      sku: `${word}-${thing}`.toUpperCase(),
      name: `${word} ${thing}`,
      description: `A ${thing.toLowerCase()} of ${word.toLowerCase()} for the home`,
      tags: ['home', index % 2 ? 'hard' : 'soft', ...(at < 4 ? ['furniture'] : [])],
      price: { minor: BigInt(900 + 317 * at + 41 * index), currency: 'EUR' },
      active: !(at === 9 && index === 5),
    })),
  );
  await catalogue.setMany(products);
  await catalogue.set({ ...products[3], name: 'Linen Chair, wide', price: { minor: 1_500n, currency: 'EUR' } });
  for (const [at, { sku }] of products.entries())
    await inventory.adjust([{ sku, delta: 5 + (at % 7) * 3 }], `stock:${sku}`);
}

async function readProducts({ catalogue, products, inventory }) {
  const queries = [
    { size: 10 },
    { search: 'oak', size: 20 },
    { search: 'chair wide', size: 20 },
    { tags: ['furniture', 'soft'], sort: 'PRICE_DESC', size: 20 },
    { tags: ['home'], sort: 'BEST_SELLING', size: 8 },
    { sort: 'NEWEST', size: 5 },
  ];
  const searches = [];
  for (const query of queries) {
    const { entries } = await products.page(query);
    searches.push({ query, skus: entries.map(({ product }) => product.sku) });
  }
  const skus = things.flatMap((thing) => words.map((word) => `${word}-${thing}`.toUpperCase()));
  return { searches, products: await catalogue.many(skus), stock: await inventory.many(skus) };
}

async function buy({ carts, checkouts }, owner, lines, token = 'tok_ok') {
  await carts.add(owner, lines);
  const { id } = await checkouts.start(owner);
  await checkouts.complete(owner, id, token, `pay-${id}`).catch(() => {});
  return id;
}

/** One whose payment stays unclear, so that a worker has to go on with it, and one that failed. */
async function makePending(stores, part, user) {
  const { createStores } = await part('stores.js');
  const { PaymentUnclear } = await part('payment.js');
  const charge = async () => {
    throw new PaymentUnclear('No answer');
  };
  const unclear = createStores(stores.redis, { shop: { payments: { charge, refund: async () => {} } } });
  const ids = [];
  for (const owner of [`u${user.id}`, 'shopper-9'])
    ids.push(await buy(unclear, owner, [{ sku: 'PINE-LAMP', quantity: 2 }]));
  await stores.orders.move(ids[1], { from: ['PENDING'], to: 'FAILED', note: 'No answer', event: 'failed' });
  // Until nobody is taken to be at it any more.
  await new Promise((resolve) => setTimeout(resolve, 15_100));
  return ids;
}

/** Orders in each state, and the outbox as a process leaves it that died right after the move. */
async function makeOrders(stores, part, { users }) {
  const { orderActions, orders, orderImports, outbox, catalogue } = stores;
  const owner = `u${users[0].id}`;
  const ids = [];
  for (let number = 0; number < 8; number += 1)
    ids.push(await buy(stores, owner, [{ sku: `OAK-${things[number].toUpperCase()}`, quantity: 1 }]));
  const [, fulfilled, delivered, cancelled, refunded, restocked] = ids;
  for (const id of [fulfilled, delivered, restocked]) await orderActions.act(id, 'fulfil', { note: 'Parcel 17' });
  await orderActions.act(delivered, 'deliver');
  await orderActions.act(cancelled, 'cancel', { note: 'Changed my mind ✂' });
  await orderActions.act(refunded, 'refund');
  await orderActions.act(restocked, 'refund', { restock: true });
  const [pending, failed] = await makePending(stores, part, users[1]);
  await catalogue.countSold(ids[0], [{ sku: 'OAK-CHAIR', quantity: 3 }]);
  const past = ['2020-01-15', '2021-06-30'].map((day, at) => ({
    number: `P-${at}`,
    owner,
    state: at === 0 ? 'DELIVERED' : 'CANCELLED',
    lines: [
      {
        sku: 'OLD-1',
        name: 'An old one',
        quantity: 1,
        unitPrice: { minor: 1_200n, currency: 'EUR' },
        total: { minor: 1_200n, currency: 'EUR' },
      },
    ],
    total: { minor: 1_200n, currency: 'EUR' },
    day,
  }));
  await orderImports.write(past.map((order) => ({ ...order, placedAt: new Date(order.day) })));
  await orderImports.finish(['P-0']);
  await outbox.relayAll();
  // Written and not relayed: the process ended in between.
  await stores.redis.client.xadd(
    stores.redis.keys.orderShard(Number.parseInt(fulfilled.slice(0, 2), 16) % 8, 'outbox'),
    '*',
    'event',
    'fulfilled',
    'order',
    fulfilled,
  );
  const page = await orders.page(owner, 20, null, false);
  const all = [...ids, pending, failed];
  return {
    orders: await Promise.all(all.map((id) => orders.get(id))),
    listed: page.entries.map(({ order }) => order.id),
    pending,
    past,
  };
}

async function makeCarts({ carts, checkouts }, { users, live }) {
  const guest = live[4].owner;
  await carts.add(
    guest,
    [
      { sku: 'GLASS-MUG', quantity: 2 },
      { sku: 'PAPER-BOX', quantity: 1 },
    ],
    'visitor-9',
  );
  await carts.update(guest, [{ sku: 'GLASS-MUG', quantity: 4 }]);
  const merged = `u${users[2].id}`;
  await carts.add(merged, [{ sku: 'GLASS-MUG', quantity: 1 }]);
  await carts.add('anonymous-visitor', [
    { sku: 'STEEL-CLOCK', quantity: 1 },
    { sku: 'GLASS-MUG', quantity: 1 },
  ]);
  await carts.merge('anonymous-visitor', merged);
  const open = [];
  for (const [at, sku] of ['LINEN-RUG', 'GLASS-VASE', 'STEEL-SHELF'].entries()) {
    const owner = `shopper-${at}`;
    await carts.add(owner, [{ sku, quantity: 2 }]);
    open.push({ owner, ...(await checkouts.start(owner)) });
  }
  await checkouts.cancel(open[2].owner, open[2].id);
  const declined = open[1];
  await checkouts.complete(declined.owner, declined.id, 'tok_declined', 'declined-1').catch(() => {});
  const owners = [guest, merged, 'shopper-0', 'shopper-1'];
  return {
    carts: await Promise.all(owners.map((owner) => carts.get(owner))),
    checkouts: open,
  };
}
