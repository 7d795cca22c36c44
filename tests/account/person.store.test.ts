// A person sees all that is kept of him, and can have it erased: shown by a look into every key of Redis.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { AccountDirectory } from '../../src/redis/account/directory.ts';
import { Erasures } from '../../src/redis/account/erasure.ts';
import type { Account } from '../../src/redis/account/record.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { shopOwner } from '../../src/redis/base/owner.ts';
import { shownNumber } from '../../src/redis/experiment/count.ts';
import { numberOf } from '../../src/redis/metric/event.ts';
import { isOrder } from '../../src/redis/order/record.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { everySubject } from '../support/every-subject.ts';
import { openTestRedis } from '../support/redis.ts';
import { keysWith } from '../support/redis-contents.ts';
import { SoftPasskey } from '../support/soft-passkey.ts';

const settings = {
  mail: { available: true },
  factors: { passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] } },
} as const;
const client = { ipAddress: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
const [email, formerEmail, displayName] = ['zelda.quuxington@example.net', 'zq-before@example.net', 'Zelda Quuxington'];
const password = 'a password of some length';

/** Somebody of whom every subject keeps something. */
async function person(stores: Stores): Promise<Account> {
  const { accounts, profiles, sessions, secondFactors, factorSetUp, mailedProofs, carts, checkouts, orders } = stores;
  const account = await accounts.create({ email: formerEmail, password, displayName: 'Zelda', verified: true });
  const { id } = account;
  const { challenge } = await mailedProofs.requestChange(account, email, client);
  const request = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(challenge))).toString('base64url');
  const mailed = await mailedProofs.issue({ purpose: 'EMAIL_CHANGE', userId: id, request });
  await mailedProofs.changeEmail({ token: mailed?.token ?? '' }, id);
  await profiles.edit(id, { displayName, locale: 'de-CH', timeZone: 'Europe/Zurich', logInName: 'zelda.q' });
  await profiles.giveConsent(id, 'terms', '2030-01');
  await accounts.logIn(email, 'a wrong password', client).catch(() => {});
  await accounts.remember(id, client);
  for (const method of ['PASSWORD', 'MAIL'] as const)
    await sessions.start({ userId: id, transport: 'COOKIE', client, method, deviceName: 'Phone of Zelda' });
  const passkey = new SoftPasskey();
  await factorSetUp.addPasskey(id, 'Key of Zelda', passkey.create(await factorSetUp.beginPasskey(id)));
  await stores.apiKeys.create(id, { title: 'Script of Zelda', roles: ['CUSTOMER'] });
  await stores.providerLinks.add(id, 'google', { issuer: 'https://accounts.google.com', subject: 'zelda-9' });
  await secondFactors.trust(id, null);
  await secondFactors.begin(id, null);
  await mailedProofs.request('PASSWORD_RESET', email, client);
  await stores.audit.settle();

  const owner = shopOwner(id);
  await carts.add(owner, [{ sku: 'cup-1', quantity: 1 }]);
  const paid = await checkouts.start(owner);
  await checkouts.update(owner, paid.id, { discountCode: 'TEN', shippingMethod: 'parcel', country: 'DE' });
  await checkouts.complete(owner, paid.id, 'tok_ok', 'a key of the person');
  await orders.index((await orders.get(paid.id)) as never);
  await stores.outbox.relayAll();
  await carts.add(owner, [{ sku: 'cup-1', quantity: 2 }], 'browser-of-hers');
  await checkouts.start(owner);
  await stores.cartOutbox.relayAll();
  await stores.experiments.assign({ key: 'checkout-button', visitorId: 'browser-of-hers' }, id);
  await stores.siteRoles.set('shop', id, 'EDITOR');
  const visit = { visitorId: 'browser-of-hers', sessionId: 's', type: 'PAGE_VIEW', path: '/products/cup-2' };
  await stores.metrics.track('default', [{ ...visit, eventId: 'a-visit' }] as never);
  return account;
}

async function exported(stores: Stores, userId: string): Promise<Map<string, unknown[]>> {
  const sections = new Map<string, unknown[]>();
  const owner = shopOwner(userId);
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const page = await stores.accountExports.page({ userId, owner, visitors: [owner, 'browser-of-hers'] }, after);
    sections.set(page.section, [...(sections.get(page.section) ?? []), ...page.entries]);
    after = page.next ?? undefined;
  }
  return sections;
}

/** The table of a section of a page: keys as patterns, and what is said of them. */
function documented(
  heading: string,
  page = 'docs/accounts.md',
): { readonly matches: RegExp; readonly words: string }[] {
  const [, section = ''] = readFileSync(page, 'utf8').split(`### ${heading}\n`);
  const rows = section.split('\n##')[0]?.matchAll(/^\| (`.*?) \| (.*?) \|/gm) ?? [];
  return [...rows].flatMap(([, keys = '', words = '']) =>
    [...keys.matchAll(/`([^`]+)`/g)].map(([, pattern = '']) => {
      const parts = pattern.split(/<[a-z]+>/).map((part) => part.replace(/[{}.*+?^$()|[\]\\]/g, '\\$&'));
      return { matches: new RegExp(`^${parts.join('.+')}$`), words };
    }),
  );
}

const browser = { site: 'default', visitorId: 'browser-of-hers' } as const;

/** All that a key may name the browser by: its id, and each hash of it. */
function namesOfBrowser(): string[] {
  const { visitorId } = browser;
  const digest = (algorithm: string) => createHash(algorithm).update(visitorId).digest('base64url');
  return [visitorId, numberOf(visitorId), shownNumber(visitorId), digest('sha1'), digest('sha256').slice(0, 22)];
}

/** The browser buys, another device of hers is recognised by it, and administrators name it. */
async function useBrowserMore({ experiments, flags, metrics }: Stores, userId: string): Promise<void> {
  const { visitorId } = browser;
  await experiments.assign({ key: 'checkout-button', visitorId: 'phone-of-hers' }, userId);
  const bought = { eventId: 'bought', visitorId, type: 'PURCHASE', value: { minor: 500n, currency: 'EUR' } } as const;
  await metrics.track(browser.site, [bought]);
  const testers = [{ variant: 'a', visitorIds: [visitorId], accountIds: [] }];
  await experiments.set({ key: 'tested', goal: 'PURCHASE', variants: [{ key: 'a' }, { key: 'b' }], testers });
  const conditions = [{ subject: 'VISITOR', operator: 'IN', values: [visitorId, 'another'] }] as const;
  await flags.set({ key: 'hers', enabled: true, percent: 0, rules: [{ conditions }] });
}

describe('of a person of whom every subject keeps something', () => {
  let stores: Stores;
  let account: Account;

  beforeAll(async () => {
    stores = createStores(await openTestRedis(), settings);
    for (const step of everySubject) await step(stores);
    account = await person(stores);
  }, 60_000);

  test('the export has what each key is about that names the person', async () => {
    const kept = documented('What is exported');
    expect(kept.length).toBeGreaterThan(10);
    const sections = await exported(stores, account.id);
    const found = await keysWith(stores.redis, [account.id, email, formerEmail, 'quuxington', 'browser-of-hers']);
    expect(found.length).toBeGreaterThan(15);
    for (const key of found) {
      const row = kept.find(({ matches }) => matches.test(key));
      expect(row, `${key} is in no row of docs/accounts.md`).toBeDefined();
      const section = /^`(\w+)`$/.exec(row?.words ?? '')?.[1];
      if (section) expect(sections.get(section)?.length, `${section}, for ${key}`).toBeGreaterThan(0);
    }
    expect([...sections].filter(([, entries]) => entries.length === 0)).toEqual([]);
  });

  test('the export has no secret, and nothing of others', async () => {
    const sections = await exported(stores, account.id);
    expect(sections.get('account')).toMatchObject([
      { email, displayName, locale: 'de-CH', formerEmail, roles: ['CUSTOMER'] },
    ]);
    expect(sections.get('orders')).toMatchObject([{ state: 'PAID', total: { currency: 'EUR' } }]);
    expect(sections.get('checkouts')).toMatchObject([{ state: 'OPEN' }]);
    expect(sections.get('visits')).toMatchObject([{ site: 'default', path: '/products/cup-2' }]);
    const text = JSON.stringify([...sections]);
    for (const secret of ['argon2', 'publicKey', 'code:', 'ann@example.com', 'bea@example'])
      expect(text).not.toContain(secret);
  });

  test('exports are begun a few times in a row only', async () => {
    const again = { userId: account.id, owner: shopOwner(account.id), visitors: [] };
    const tries = Array.from({ length: 3 }, () => stores.accountExports.page(again));
    expect((await Promise.allSettled(tries)).some(({ status }) => status === 'rejected')).toBe(true);
    await expect(stores.accountExports.page(again, 'elsewhere 1')).rejects.toThrow('no');
  });

  test('the erasure of a visitor leaves no key that names the browser, by id or hash, but those that the docs name', async () => {
    const { experiments, flags, redis, visitorData } = stores;
    await useBrowserMore(stores, account.id);
    const names = namesOfBrowser();
    const before = await keysWith(redis, names);
    const kept = ['seen', 'alias', 'sticky', 'shown', 'converted', 'spent', 'm:revenue:spent', 'm:revenue:converted'];
    for (const end of [...kept.map((part) => `:${part}`), 'experiments', 'flags'])
      expect(
        before.filter((key) => key.endsWith(end)),
        end,
      ).not.toEqual([]);
    const [experiment] = (await experiments.list()).filter(({ key }) => key === 'checkout-button');
    const counts = await experiments.counts(experiment as never);
    const shown = async () => [...((await experiments.visitorsOf('checkout-button')) ?? [])].flatMap(([, all]) => all);
    const others = (await shown()).filter((number) => number !== numberOf(browser.visitorId));

    const lines = (await visitorData.page(browser)).text.trim().split('\n');
    const exported = lines.map((line) => JSON.parse(line));
    expect(exported).toContainEqual({ experiment: 'tested', tester: 'a' });
    expect(exported).toContainEqual({ flag: 'hers' });
    expect(exported).toContainEqual({ recentlyViewed: ['cup-2'] });
    const conversions = exported.find((line) => line.experiment === 'checkout-button')?.conversions;
    expect(conversions).toMatchObject([
      { metric: null, spent: { EUR: '500' } },
      { metric: 'revenue', spent: { EUR: '500' } },
    ]);

    expect(await visitorData.erase(browser)).toBe(true);
    const stays = documented('What stays of a visitor', 'docs/privacy.md');
    const left = await keysWith(redis, names);
    expect(left.filter((key) => !stays.some(({ matches }) => matches.test(key)))).toEqual([]);
    expect((await visitorData.page(browser)).text).toBe('');
    expect(await visitorData.erase(browser)).toBe(false);
    expect(await experiments.counts(experiment as never)).toEqual(counts);
    expect(others.length).toBeGreaterThan(0);
    expect(await shown()).toEqual(others);
    expect((await experiments.find('tested'))?.testers).toEqual([]);
    expect((await flags.find('hers'))?.rules[0]?.conditions[0]?.values).toEqual(['erased', 'another']);
  });

  test('the erasure leaves no key that names the person but those that the docs name', async () => {
    const { accounts, notices, audit, providerLinks: links, redis } = stores;
    const orders = (await stores.orders.page(shopOwner(account.id), { after: null, size: 10, backwards: false }))
      .entries;
    const stock = await stores.inventory.many(['cup-1']);
    await stores.erasures.erase(account.id);
    expect(await accounts.find(account.id)).toBeNull();
    expect(await accounts.findByEmail(email)).toBeNull();
    // The owner is told, and then nothing needs the address.
    expect(await notices.formerEmail(account.id)).toBe(email);
    await notices.forgetFormerEmail(account.id);
    // As a worker does a little later.
    const worker = createStores(redis, settings);
    const late = new Erasures(redis, { accounts, notices, audit, links, steps: [], againAfterMs: 0 });
    await worker.erasures.resume();
    await late.resume();
    expect(await late.resume()).toBe(0);

    expect(await keysWith(redis, [email, formerEmail, 'quuxington', 'zelda'])).toEqual([]);
    const kept = documented('What stays');
    const left = await keysWith(redis, [account.id]);
    expect(left.filter((key) => !kept.some(({ matches }) => matches.test(key)))).toEqual([]);

    expect(orders).toHaveLength(1);
    for (const { order } of orders) {
      const after = await stores.orders.get((order as { id: string }).id);
      expect(after && isOrder(after) && after.owner).toMatch(/^erased:[\w-]{16}$/);
      expect(after).toMatchObject({ state: 'PAID', number: (order as { number: string }).number });
    }
    // What the open checkout held is free again.
    expect((await stores.inventory.many(['cup-1']))[0]?.available).toBe((stock[0]?.available ?? 0) + 2);
    expect(
      (await new AccountDirectory(redis).search('zelda', { after: null, size: 9, backwards: false })).entries,
    ).toEqual([]);
    await accounts.create({ email, password: null });
  });
});

test('an erasure that a crash ended half-way is finished later, and the account is gone from its first step on', async () => {
  const redis = await openTestRedis();
  const { accounts, notices, audit, providerLinks: links, sessions } = createStores(redis);
  let crashes = 2;
  const erased: string[] = [];
  const steps = [
    async ({ userId }: { userId: string }) => {
      if (crashes-- > 0) throw new Error('the process died');
      erased.push(userId);
    },
  ];
  const erasures = new Erasures(redis, { accounts, notices, audit, links, steps, againAfterMs: 0 });
  const { id } = await accounts.create({ email: 'half@example.com', password: null });
  const issued = await sessions.start({ userId: id, transport: 'BEARER', client });
  await erasures.erase(id);
  expect(await accounts.find(id)).toBeNull();
  expect(await sessions.validate(issued?.token ?? '')).toBeNull();
  expect(await sessions.start({ userId: id, transport: 'BEARER', client })).toBeNull();
  await expect(erasures.erase(id)).rejects.toThrow('no such account');
  await expect(erasures.resume()).rejects.toThrow('the process died');
  expect(await erasures.resume()).toBe(1);
  expect(erased).toEqual([id]);
  expect(await erasures.resume()).toBe(0);
});

test('an administrator’s account is not erased, nor one that there is not', async () => {
  const { accounts, erasures } = createStores(await openTestRedis());
  const { id } = await accounts.create({ email: 'admin@example.com', password: null, roles: ['ADMIN'] });
  await expect(erasures.erase(id)).rejects.toThrow('administrator');
  await accounts.setRoles(id, ['CUSTOMER']);
  await erasures.erase(id);
  await expect(erasures.erase(id)).rejects.toThrow('no such account');
});

test('a link with a provider that is made in the instant of the erasure goes with it', async () => {
  const redis = await openTestRedis();
  const plain = createStores(redis);
  const { id } = await plain.accounts.create({ email: 'linked@example.com', password: null, verified: true });
  const identity = { issuer: 'https://issuer.example.com', subject: 'late' };
  class LinkingHandle extends RedisHandle {
    override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
      if (call[0].name === 'account/erase') await plain.providerLinks.add(id, 'google', identity);
      return super.run(...call);
    }
  }
  await createStores(new LinkingHandle(redis.client, redis.prefix, redis.shards)).erasures.erase(id);
  expect((await keysWith(redis, [id])).filter((key) => key.includes('account-link'))).toEqual([]);
  await expect(plain.providerLinks.add(id, 'google', identity)).rejects.toThrow('no such account');
  expect((await keysWith(redis, [id])).filter((key) => key.includes('account-link'))).toEqual([]);
});
