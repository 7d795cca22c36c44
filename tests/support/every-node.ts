// Makes an object of every type that has a global id, as its owner or an administrator does, and keeps what the API answered.

import { MessageGroups } from '../../src/redis/message/group.ts';
import type { TestApp } from './app.ts';
import { logIn } from './log-in.ts';
import { askerOf, buy } from './shopper.ts';
import { SoftPasskey } from './soft-passkey.ts';

export interface Everything {
  /** The bearer token of the customer whose session, cart, checkout and order these are. */
  readonly customer: string;
  readonly administrator: string;
  readonly answers: readonly unknown[];
}

/** What the app of the tests needs to have an example of every type. */
export const everyNodeSettings = {
  accounts: { factors: { passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] } } },
} as const;

const asCustomer = [
  `{ viewer { id user { id sessions { id } } session { id } sessions { id }
    cart { id lines { id product { id } } } checkout { id lines { id } }
    orders { nodes { id lines { id product { id } } } edges { node { id } } }
    apiKeys { id } security { passkeys { id } } } }`,
];

const asAdministrator = [
  `mutation { experimentSet(input: { key: "button", goal: "PURCHASE",
    variants: [{ key: "red" }, { key: "blue" }] }) { experiment { id } } }`,
  `mutation { flagSet(input: { key: "nodes" }) { flag { id } } }`,
  `mutation { goalSet(input: { name: "nodes", page: "/thanks" }) { goal { id } } }`,
  `mutation { jobEnqueue(input: { queue: "nodes", name: "one" }) { job { id } } }`,
  `mutation { jobScheduleSet(input: { queue: "nodes", key: "often", cron: "* * * * *", jobName: "often" }) { schedule { id } } }`,
  `mutation { serviceRegister(input: { service: "billing", instanceId: "billing-1", address: "10.0.0.1:80" }) { instance { id } } }`,
  `mutation {
    discountSet(input: { code: "nodes", label: "Off", kind: PERCENT, percent: "10" }) { discount { id } }
    shippingMethodSet(input: { name: "nodes", label: "Post", active: false, rates: [{ price: { amount: "1", currency: "EUR" } }] }) {
      shippingMethod { id }
    }
    taxZoneSet(input: { country: "DE", rates: [{ label: "VAT", percent: "19" }] }) { taxZone { id } }
  }`,
  `mutation { siteSet(input: { name: "main" }) { site { id } } }`,
  `mutation { siteRoleSet(input: { site: "main", email: "reader@example.com", role: VIEWER }) { siteRole { id } } }`,
  `mutation { siteShareCreate(input: { site: "main", name: "nodes" }) { share { id } } }`,
  `mutation { webhookCreate(input: { url: "https://example.com", types: ["order.paid"] }) { webhook { id } } }`,
  `{ categories { id } experiments { id } flags { id } queues { id } services { id instances { id } } rateLimitPolicies { id } metrics(site: "main") { id }
    cache { id } topics { nodes { id groups { id } } }
    orders { nodes { id } } auditLog(first: 1) { nodes { id } } }`,
];

export async function makeEverything(app: TestApp): Promise<Everything> {
  const ask = askerOf(app);
  const customer = await app.token();
  const administrator = await logInAsAdministrator(app);
  await app.stores.catalogue.setMany([
    { sku: 'mug', name: 'Mug', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true },
  ]);
  await app.stores.categories.set({ slug: 'kitchen', name: 'Kitchen' });
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 100 }]);
  const order = await buy(ask, customer, { sku: 'mug', quantity: 1 });
  await app.stores.accounts.create({ email: 'reader@example.com', password: 'a long enough password' });
  const answers: unknown[] = [order];
  answers.push(
    await ask(
      customer,
      'mutation { cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 2 }] }) { cart { id lines { id } } } }',
    ),
  );
  answers.push(
    await ask(customer, 'mutation { checkoutStart { checkout { id lines { id } } cart { id } userErrors { code } } }'),
  );
  const mailer = { topic: 'orders', group: 'mailer', leaseMs: 60_000, maxAttempts: 3, renewed: [], ended: [] };
  const groups = new MessageGroups(app.stores.redis);
  await app.stores.messages.publish('orders', { a: 1 });
  await groups.step({ ...mailer, from: 'OLDEST', want: 1 });
  await addPasskeyAndKey(app, customer);
  await app.stores.audit.settle();
  for (const document of asCustomer) answers.push(await ask(customer, document));
  for (const document of asAdministrator) answers.push(await ask(administrator, document));
  return { customer, administrator, answers };
}

async function addPasskeyAndKey(app: TestApp, token: string): Promise<void> {
  const { viewer } = await askerOf(app)(token, '{ viewer { user { id } } }');
  const userId = Buffer.from(viewer.user.id, 'base64').toString().slice('User:'.length);
  await app.stores.apiKeys.create(userId, { title: 'Script', roles: ['CUSTOMER'] });
  const options = await app.stores.factorSetUp.beginPasskey(userId);
  await app.stores.factorSetUp.addPasskey(userId, 'Phone', new SoftPasskey().create(options));
}

/** By log-in, so that the password was just given. */
async function logInAsAdministrator(app: TestApp): Promise<string> {
  const [email, password] = ['every-node@example.com', 'a long enough password'];
  await app.stores.accounts.create({ email, password, roles: ['ADMIN'] });
  const { sessionLogIn } = await askerOf(app)(undefined, logIn, { input: { email, password, transport: 'BEARER' } });
  return sessionLogIn.token;
}

/** All texts in answers that are global ids. */
export function globalIdsIn(
  answers: unknown,
): { readonly id: string; readonly typename: string; readonly key: string }[] {
  if (typeof answers === 'string') {
    const { typename, key } =
      /^(?<typename>[A-Z]\w+):(?<key>.+)$/s.exec(Buffer.from(answers, 'base64').toString())?.groups ?? {};
    return typename !== undefined && key !== undefined ? [{ id: answers, typename, key }] : [];
  }
  return typeof answers === 'object' && answers !== null ? Object.values(answers).flatMap(globalIdsIn) : [];
}
