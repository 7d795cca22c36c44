// Uses every subject of the data layer so that each makes all its keys and publishes to all its channels.

import { createHash, randomUUID } from 'node:crypto';
import { seedDemo } from '../../src/demo/seed.ts';
import { Accounts } from '../../src/redis/account/account.ts';
import { FactorSetUp } from '../../src/redis/account/factor-set-up.ts';
import { ProviderLinks } from '../../src/redis/account/link.ts';
import { MailedProofs } from '../../src/redis/account/mailed-proof.ts';
import { Notices } from '../../src/redis/account/notice.ts';
import { providerPresets } from '../../src/redis/account/provider.ts';
import { ProviderLogIns } from '../../src/redis/account/provider-log-in.ts';
import { SecondFactors } from '../../src/redis/account/second-factor.ts';
import { SignUps } from '../../src/redis/account/sign-up.ts';
import { claimLayout } from '../../src/redis/base/layout.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { type FinishedJob, parseJobId } from '../../src/redis/job/shapes.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { Migration } from '../../src/redis/migration.ts';
import { FixedWindows } from '../../src/redis/rate-limit/fixed-window.ts';
import { AppSessions } from '../../src/redis/session/app-session.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { useCatalogue } from './every-product.ts';
import { SoftPasskey } from './soft-passkey.ts';

const client = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };

/** The steps, each to be followed by a look at what is there: some keys are gone after the next. */
export const everySubject: readonly ((stores: Stores) => Promise<unknown>)[] = [
  ({ redis }) => claimLayout(redis),
  ({ redis }) => new Migration(redis).run(),
  seedDemo,
  useAccounts,
  useSecondFactors,
  useRateLimits,
  useCache,
  useJobs,
  finishJobs,
  useMessages,
  failMessages,
  buryMessages,
  replayMessages,
  useServices,
  useShop,
  useOrders,
  learn,
  useMetrics,
  useFlags,
  useDomainEvents,
  useWebhooks,
];

async function useAccounts({ redis, jobs, accounts, sessions, profiles, apiKeys, erasures }: Stores): Promise<void> {
  const [email, password] = ['ann@example.com', 'a password of some length'];
  const { id } = await accounts.create({ email, password });
  const notices = new Notices(redis, jobs, { available: true });
  await new MailedProofs(redis, { jobs, accounts, notices }).request('PASSWORD_RESET', email, client);
  await accounts.setRoles(id, ['CUSTOMER', 'WORKER']);
  await apiKeys.create(id, { title: 'Script', roles: ['WORKER'] });
  await accounts.logIn(email, 'a wrong password', client).catch(() => {});
  await accounts.create({ email: 'root@example.com', password: null, roles: ['ADMIN'] });
  await erasures.erase((await accounts.create({ email: 'gone@example.com', password: null })).id);
  await profiles.edit(id, { displayName: 'Ann Noether', locale: 'de-CH', timeZone: 'Europe/Zurich' });
  await profiles.giveConsent(id, 'terms', '2030-01');
  const issued = await sessions.start({ userId: id, transport: 'COOKIE', client, method: 'PASSWORD' });
  await sessions.start({ userId: null, transport: 'BEARER', client });
  const other = await sessions.start({ userId: id, transport: 'COOKIE', client });
  await sessions.validate(issued?.token ?? '', client);
  await sessions.end(other?.session.id ?? '', 'REVOKED');
  await new AppSessions(redis, 'web').keep('a', { cookie: '{}', data: '{}' }, 60_000);
}

/** By stores of its own, since it needs settings that others have no use for. */
async function useSecondFactors({ redis, jobs, sessions }: Stores): Promise<void> {
  const [email, password] = ['bea@example.com', 'a password of some length'];
  const notices = new Notices(redis, jobs, { available: true });
  const accounts = new Accounts(redis, { notices });
  const account = await accounts.create({ email, password, verified: true });
  const issued = await sessions.start({ userId: account.id, transport: 'COOKIE', client });
  await accounts.changePassword(account.id, issued?.session.id ?? '', password, 'another password of some length');
  const settings = { passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] } };
  const factorSetUp = new FactorSetUp(redis, { accounts, notices }, settings);
  const secondFactors = new SecondFactors(redis, { accounts, notices }, settings);
  const passkey = new SoftPasskey();
  const options = await factorSetUp.beginPasskey(account.id);
  await factorSetUp.addPasskey(account.id, 'Phone', passkey.create(options));
  await secondFactors.begin(account.id, null);
  await secondFactors.logInByPasskey(passkey.get(await secondFactors.passkeyOptions(), account.id), client);
  const proofs = new MailedProofs(redis, { jobs, accounts, notices });
  const { challenge } = await proofs.requestChange(account, 'bea@example.org', client);
  const request = createHash('sha256').update(challenge).digest('base64url');
  const mailed = await proofs.issue({ purpose: 'EMAIL_CHANGE', userId: account.id, request });
  await proofs.changeEmail({ token: mailed?.token ?? '' }, account.id);
  const providerLinks = new ProviderLinks(redis, { notices });
  await providerLinks.add(account.id, 'google', { issuer: 'https://accounts.google.com', subject: '1' });
  const signUps = new SignUps(accounts, proofs);
  const github = { ...providerPresets.github, id: 'github', clientId: 'a', secret: { kind: 'none' } } as const;
  const setUp = { providers: [github], redirectUrl: 'http://localhost/log-in/callback', pageUrl: '' };
  await new ProviderLogIns(redis, { accounts, signUps, links: providerLinks }, setUp).begin('github');
  await accounts.close();
}

async function useRateLimits({ redis, rateLimits }: Stores): Promise<void> {
  await new FixedWindows(redis, 'api').hit('me', 60_000);
  await rateLimits.seed();
  await rateLimits.set({ name: 'keys', limit: 2, windowSeconds: 3_600 });
  await rateLimits.set({ name: 'window', algorithm: 'SLIDING_WINDOW', limit: 2, windowSeconds: 3_600 });
  for (const policy of ['keys', 'window']) for (let turn = 0; turn < 3; turn++) await rateLimits.take(policy, 'me');
  await rateLimits.flush();
}

async function useCache({ cache }: Stores): Promise<void> {
  await cache.get('a', () => 1, { ttlSeconds: 60, tags: ['all', 'some'] });
  await cache.set('b', 2, { ttlSeconds: 60, tags: ['all'] });
  await cache.invalidate({ tags: ['some'] });
  // Its lease stays for a while, so that nobody tries again at once.
  await cache.set('c', 3, { ttlSeconds: 0.001, staleSeconds: 60 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  await cache.get('c', () => Promise.reject(new Error('on purpose')), {
    ttlSeconds: 60,
    staleSeconds: 60,
    memorySeconds: 0,
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await cache.report();
}

async function useWebhooks({ webhooks, webhookDeliveries }: Stores): Promise<void> {
  const { endpoint } = await webhooks.create({ url: 'https://example.com/', types: ['order.paid'] });
  const answer = { succeeded: true, status: 200, answer: '', error: null, durationMs: 1 };
  const delivery = { id: 'evt_1', type: 'order.paid', body: '{}', at: new Date(), ...answer };
  await webhookDeliveries.note(endpoint.id, delivery, false);
}

/** One that is told, one that waits for its reader, and one that the reader has. */
async function useDomainEvents({ accounts, domainEvents, domainEventDeliveries }: Stores): Promise<void> {
  await domainEvents.register({ name: 'ledger', types: ['account.created'] });
  const tell = (name: string) => accounts.create({ email: `${name}@example.com`, password: null });
  const step = { readers: ['ledger'], want: 1, leaseMs: 60_000, ended: [] };
  await tell('first');
  for (const tag of domainEventDeliveries.tags) await domainEventDeliveries.step(tag, step);
  await tell('second');
}

const step = { queue: 'work', workerId: 'w', leaseMs: 30_000, finished: [] } as const;

async function useJobs({ redis, jobs, jobLeases, jobSchedules }: Stores): Promise<void> {
  const names = ['completed', 'failed', 'retried', 'cancelled', 'active'];
  for (const name of names) await jobs.enqueue({ queue: 'work', name, maxAttempts: 1, idempotencyKey: name });
  await jobs.enqueue({ queue: 'work', name: 'later', delayMs: 60_000 });
  for (let priority = 0; priority < 10; priority++) await jobs.enqueue({ queue: 'waiting', name: 'any', priority });
  await jobSchedules.set({ queue: 'work', key: 'often', cron: '* * * * * *', jobName: 'often' });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await jobSchedules.fire('work');
  await setJobsAside(redis, jobs, jobLeases);
  const { claimed } = await jobLeases.step({ ...step, want: 10 });
  const touches = claimed.map(({ id, fence }) => ({ id, fence, progress: 0.5, message: 'half', log: 'a line' }));
  await jobLeases.touch('work', 30_000, touches);
  await finishSome(jobLeases, claimed);
}

async function finishSome(
  jobLeases: Stores['jobLeases'],
  claimed: readonly { readonly id: string; readonly fence: string; readonly name: string }[],
): Promise<void> {
  const finished = claimed.flatMap(({ id, fence, name }): FinishedJob[] => {
    if (name === 'completed') return [{ id, fence, outcome: { kind: 'COMPLETED', result: 1 } }];
    if (name === 'failed') return [{ id, fence, outcome: { kind: 'FAILED', message: 'no', retry: false } }];
    return [];
  });
  await jobLeases.step({ ...step, want: 0, finished });
}

/** One whose name the worker does not know, and one that cannot be read. */
async function setJobsAside(redis: Stores['redis'], jobs: Stores['jobs'], leases: Stores['jobLeases']): Promise<void> {
  for (const name of ['unknown', 'spoilt']) await jobs.enqueue({ queue: 'aside', name, priority: 1 });
  const { id } = await jobs.enqueue({ queue: 'aside', name: 'spoilt', priority: 1 });
  const number = parseJobId(id)?.number as string;
  await redis.client.hset(jobKeys.part(redis.prefix, 'aside', 'jobs'), number, 'no record');
  await leases.step({ queue: 'aside', workerId: 'w', want: 10, leaseMs: 30_000, finished: [], names: ['spoilt'] });
}

async function finishJobs({ jobs }: Stores): Promise<void> {
  const { id } = await jobs.enqueue({ queue: 'work', name: 'unwanted' });
  await jobs.cancel(id);
}

const topic = 'orders';
const toGroup = { topic, group: 'mail', from: 'OLDEST', want: 10, leaseMs: 30_000, maxAttempts: 3 } as const;

async function useMessages({ messages }: Stores): Promise<void> {
  for (const key of ['one', 'two', 'three']) await messages.publish(topic, { key }, { idempotencyKey: key });
}

async function failMessages({ redis }: Stores): Promise<void> {
  const groups = new MessageGroups(redis);
  const { taken } = await groups.step({ ...toGroup, ended: [], renewed: [] });
  const outcome = { kind: 'FAILED', error: 'no', retry: true, delayMs: 1 } as const;
  await groups.step({ ...toGroup, want: 0, ended: taken.map((delivery) => ({ delivery, outcome })), renewed: [] });
}

async function buryMessages({ redis }: Stores): Promise<void> {
  const groups = new MessageGroups(redis);
  const { taken } = await groups.step({ ...toGroup, ended: [], renewed: [] });
  const outcome = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
  await groups.step({ ...toGroup, want: 0, ended: taken.map((delivery) => ({ delivery, outcome })), renewed: [] });
}

async function replayMessages({ redis }: Stores): Promise<void> {
  await new MessageGroups(redis).replayDead(toGroup, 2);
}

async function useServices({ services }: Stores): Promise<void> {
  const instance = { service: 'mail', address: 'http://127.0.0.1:1', version: '1' };
  await services.register({ ...instance, instanceId: 'stays' });
  await services.register({ ...instance, instanceId: 'goes', ttlSeconds: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await services.sweep();
}

async function useShop(stores: Stores): Promise<void> {
  const { carts, checkouts, cartOutbox } = stores;
  await useCatalogue(stores);
  await carts.add('guest', [{ sku: 'cup-1', quantity: 1 }], 'visitor');
  await carts.merge('guest', 'me');
  await checkouts.start('me');
  await cartOutbox.relayAll();
}

async function setPrices({ priceRules }: Stores): Promise<void> {
  const price = { minor: 500n, currency: 'EUR' };
  const discount = {
    ...({ label: 'Off', kind: 'PERCENT', active: true, percent: '10', amount: null, minimum: null } as const),
    ...{ maxUses: 10, maxUsesPerCustomer: 1, startsAt: null, endsAt: null },
  };
  await priceRules.setDiscount({ ...discount, code: 'TEN', automatic: false });
  await priceRules.setDiscount({ ...discount, code: 'ALWAYS', automatic: true });
  const rates = [{ price, fromWeightGrams: 0, fromTotal: null }];
  await priceRules.setShippingMethod({
    ...{ name: 'parcel', label: 'Parcel', active: true, countries: [], taxClass: null },
    rates,
  });
  const vat = { taxClass: 'standard', label: 'VAT', percent: '19' };
  await priceRules.setTaxZone({ country: 'DE', included: true, rounding: 'LINE', rates: [vat] });
}

async function useOrders(stores: Stores): Promise<void> {
  const { carts, checkouts, orders, orderLinks, orderSearch, outbox, reconciliation } = stores;
  await reconciliation.run();
  await setPrices(stores);
  await carts.add('me', [{ sku: 'cup-1', quantity: 1 }]);
  const { id } = await checkouts.start('me');
  const address = {
    country: 'DE',
    name: 'Ann Lee',
    lines: ['Weg 1'],
    locality: 'Berlin',
    postalCode: '10115',
    phone: '030',
  };
  await checkouts.update('me', id, {
    ...{ discountCode: 'TEN', shippingMethod: 'parcel', email: 'ann@example.com', note: 'Ring twice' },
    ...{ shippingAddress: address, billingAddress: { ...address, organization: 'Mugs' } },
  });
  await checkouts.complete('me', id, 'tok_ok', 'key');
  const order = await orders.get(id);
  if (order) await orderSearch.add(order);
  await orderLinks.use(await orderLinks.issue(id), 'session:other');
  await outbox.relayAll();
}

async function learn({ recommendations, recentViews }: Stores): Promise<void> {
  for (const eventId of ['one', 'two', 'three'])
    await recommendations.learn('purchase', [{ skus: ['cup-1', 'cup-2'], eventId }]);
  const event = { type: 'PAGE_VIEW', visitorId: 'v', path: '/products/cup-1' } as const;
  await recentViews.note([{ event: event as never, atMs: Date.now() }]);
}

async function useFlags({ flags }: Stores): Promise<void> {
  const conditions = [{ subject: 'ATTRIBUTE', attribute: 'plan', operator: 'IN', values: ['pro'] }] as const;
  await flags.set({
    key: 'new-checkout',
    enabled: true,
    isPublic: true,
    percent: 10,
    rules: [{ conditions, value: 1 }],
  });
}

async function useMetrics({ metrics, sites, siteGoals, siteRoles, siteShares, experiments }: Stores): Promise<void> {
  await siteGoals.set({ site: 'default', name: 'Bought', event: 'PURCHASE', valueOfEvent: true });
  const visitor = { visitorId: 'v' };
  await experiments.assign({ key: 'checkout-button', visitorId: 'v', country: 'DE' }, 'account');
  await experiments.assign({ key: 'checkout-button', visitorId: 'w' }, 'account');
  const events = [
    { ...visitor, eventId: randomUUID(), type: 'PAGE_VIEW', path: '/', country: 'DE' },
    { ...visitor, eventId: randomUUID(), type: 'ENGAGEMENT', path: '/', seconds: 9 },
    { ...visitor, eventId: randomUUID(), type: 'PURCHASE', value: { minor: 1000n, currency: 'EUR' } },
  ];
  const old = { ...events[0], eventId: randomUUID(), at: new Date(0) };
  await metrics.track('default', [...events, old] as never);
  await metrics.importSalt();
  await metrics.dailyVisitors('default');
  await sites.set('shop', ['shop.example.com']);
  await siteRoles.set('shop', 'somebody', 'VIEWER');
  const { token } = await siteShares.create({ site: 'shop', name: 'Board', password: 'a password' });
  await siteShares.open({ token, password: 'a wrong one', network: '203.0.113' });
  await metrics.close();
}
