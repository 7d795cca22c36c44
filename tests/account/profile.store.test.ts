// What the holder of an account says of himself and has agreed to, and the last log-ins.

import { expect, test } from 'vitest';
import { profileLimits } from '../../src/redis/account/profile.ts';
import type { Account } from '../../src/redis/account/record.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { sessionLimits } from '../../src/redis/session/settings.ts';
import { userOwner } from '../../src/redis/session/token.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';

const stores = createStores(await openTestRedis());
const { accounts, profiles, accountDirectory, sessions, audit, redis } = stores;
let made = 0;
const create = (displayName?: string) =>
  accounts.create({ email: `person${++made}@example.com`, displayName, password: null });
const found = async (text: string): Promise<string[]> => {
  const { entries } = await accountDirectory.search(text, { after: null, size: 100, backwards: false });
  return entries.map(({ account }) => (account as Account).id);
};

test('what is given changes, what is left out stays, and null takes it away', async () => {
  const { id } = await create('Grace');
  expect(await profiles.edit(id, { locale: 'DE-ch', timeZone: 'Europe/Zurich' })).toMatchObject({
    displayName: 'Grace',
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
  });
  expect(await profiles.edit(id, { displayName: ' Grace Hopper ', locale: null })).toMatchObject({
    displayName: 'Grace Hopper',
    locale: null,
    timeZone: 'Europe/Zurich',
  });
  expect(await profiles.edit(id, {})).toMatchObject({ displayName: 'Grace Hopper' });
  expect(await accounts.find(id)).toMatchObject({ displayName: 'Grace Hopper', timeZone: 'Europe/Zurich' });
  await audit.settle();
  const { entries } = await audit.page({ accountId: id }, { after: null, size: 10, backwards: false });
  // What was said is nobody's affair in the log.
  expect(entries.map(({ kind, after }) => `${kind} ${after}`)).toContain('profile_changed displayName,locale');
  expect(JSON.stringify(entries)).not.toContain('Hopper');
});

test('a program keeps an object of its own with an account', async () => {
  const { id } = await create();
  const attributes = { newsletter: 'weekly', sizes: [38, 39], note: 'ärger 🙂' };
  expect((await profiles.edit(id, { attributes })).attributes).toEqual(attributes);
  expect(await profiles.edit(id, { displayName: 'Grace' })).toMatchObject({ displayName: 'Grace', attributes });
  expect((await profiles.edit(id, { attributes: { newsletter: 'never' } })).attributes).toEqual({
    newsletter: 'never',
  });
  for (const wrong of ['text', 7, ['a list'], { endless: Number.NaN }])
    await expect(profiles.edit(id, { attributes: wrong }), String(wrong)).rejects.toThrow('attributes');
  await expect(profiles.edit(id, { attributes: { long: 'x'.repeat(4_096) } })).rejects.toThrow('at most 4096');
  expect((await profiles.edit(id, { attributes: null })).attributes).toBeNull();
});

test('a user name logs in as the address does, is one in upper and lower case, and is free once nobody has it', async () => {
  const password = 'a password of some length';
  const client = { ipAddress: '203.0.113.9', userAgent: null };
  const email = `person${++made}@example.com`;
  const [{ id }, other] = [await accounts.create({ email, password }), await create()];
  const [name, next] = [`Grace.${made}`, `hopper-${made}`];
  expect(await profiles.edit(id, { logInName: name })).toMatchObject({ logInName: name, email });
  for (const given of [name, name.toUpperCase(), email])
    expect((await accounts.logIn(given, password, client)).id).toBe(id);
  await expect(profiles.edit(other.id, { logInName: name.toLowerCase() })).rejects.toThrow('Another account');
  expect((await profiles.edit(id, { logInName: name.toUpperCase() })).logInName).toBe(name.toUpperCase());
  for (const wrong of ['ab', '.abc', 'a b c', 'a@b.cd', 'ä'.repeat(4), 'x'.repeat(31)])
    await expect(profiles.edit(id, { logInName: wrong }), wrong).rejects.toThrow('A user name has');

  await profiles.edit(id, { logInName: next });
  await expect(accounts.logIn(name, password, client)).rejects.toThrow('do not go together');
  expect((await profiles.edit(other.id, { logInName: name })).logInName).toBe(name);
  await expect(accounts.logIn(name, password, client)).rejects.toThrow('do not go together');
  expect((await profiles.edit(id, { logInName: null })).logInName).toBeNull();
  expect(await accounts.findByEmail(next)).toBeNull();
});

test('of two accounts that take a user name at once one gets it, and of two names that one takes at once one is left', async () => {
  const [one, two] = [await create(), await create()];
  const [name, first, second] = [`taken${made}`, `first${made}`, `second${made}`];
  const both = await Promise.allSettled([one, two].map(({ id }) => profiles.edit(id, { logInName: name })));
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await Promise.allSettled([first, second].map((logInName) => profiles.edit(one.id, { logInName })));
  const { logInName } = (await accounts.find(one.id)) as Account;
  for (const each of [first, second])
    expect(await accounts.addresses.holder(each), each).toBe(each === logInName ? one.id : null);
});

test('the directory finds an account by its new name, and not by the former one', async () => {
  const { id } = await create('Zenobia');
  await profiles.edit(id, { displayName: 'Quetzal' });
  expect(await found('quetzal')).toEqual([id]);
  expect(await found('zenobia')).toEqual([]);
  await profiles.edit(id, { displayName: null });
  expect(await found('quetzal')).toEqual([]);
  expect(await found(`person${made}`)).toEqual([id]);
});

test('names that garble pages, languages and time zones that there are not, and accounts that are gone are refused', async () => {
  const { id } = await create();
  for (const change of [{ displayName: 'a\u202eb' }, { displayName: 'x'.repeat(101) }, { locale: 'not a tag' }])
    await expect(profiles.edit(id, change), JSON.stringify(change)).rejects.toThrow();
  await expect(profiles.edit(id, { timeZone: 'Middle/Earth' })).rejects.toThrow('not known');
  await expect(profiles.edit('AAAAAAAAAAAAAAAA', { displayName: 'Nobody' })).rejects.toThrow('no such account');
});

test('of edits at once all are made or refused, and the directory has the last name alone', async () => {
  const { id } = await create();
  const names = ['Alphonse', 'Bertrand', 'Clothilde', 'Dagobert'];
  await Promise.allSettled(names.map((displayName) => profiles.edit(id, { displayName })));
  const { displayName } = (await accounts.find(id)) as Account;
  for (const name of names) expect(await found(name), name).toEqual(name === displayName ? [id] : []);
});

test('a consent has its version and time, is given once, and is withdrawn in all versions', async () => {
  const { id } = await create();
  await profiles.giveConsent(id, 'terms', '1');
  const [first] = await profiles.consents(id);
  await profiles.giveConsent(id, 'terms', '1');
  expect(await profiles.consents(id)).toEqual([{ ...first, subject: 'terms', version: '1', withdrawnAt: null }]);
  await profiles.giveConsent(id, 'terms', '2');
  await profiles.giveConsent(id, 'terms-of-sale', '1');
  await profiles.withdrawConsent(id, 'terms');
  const withdrawn = (await profiles.consents(id)).filter(({ withdrawnAt }) => withdrawnAt !== null);
  expect(withdrawn.map(({ subject, version }) => `${subject} ${version}`).sort()).toEqual(['terms 1', 'terms 2']);
  await expect(profiles.withdrawConsent(id, 'terms')).rejects.toThrow('not agreed');
  await profiles.giveConsent(id, 'terms', '2');
  expect((await profiles.consents(id)).find(({ version }) => version === '2')).toMatchObject({ withdrawnAt: null });
  await expect(profiles.giveConsent(id, 'Terms', '1')).rejects.toThrow('small letters');
  await expect(profiles.giveConsent(id, 'terms', 'a b')).rejects.toThrow('version');
  await expect(profiles.giveConsent('AAAAAAAAAAAAAAAA', 'terms', '1')).rejects.toThrow('no such account');
});

test('what an account can agree to has an end', async () => {
  const { id } = await create();
  for (let number = 0; number < profileLimits.consents; number++) await profiles.giveConsent(id, 'terms', `${number}`);
  await expect(profiles.giveConsent(id, 'terms', 'one-more')).rejects.toThrow('no more');
  await profiles.giveConsent(id, 'terms', '0');
});

test('the last log-ins say when, how, with what and from which network; they have an end in number and time', async () => {
  const { id } = await create();
  const client = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
  const begin = (method?: 'PASSWORD' | 'MAIL', deviceName?: string) =>
    sessions.start({ userId: id, transport: 'BEARER', client, method, deviceName });
  await begin('PASSWORD');
  await begin('MAIL', 'My phone: the old one');
  // Nobody logs in when an administrator acts as the account.
  await begin();
  const logIns = await sessions.logIns(id);
  expect(logIns).toMatchObject([
    { method: 'MAIL', device: 'My phone: the old one', network: '203.0' },
    { method: 'PASSWORD', device: 'Firefox on Linux', network: '203.0' },
  ]);
  expect(Math.abs((logIns[0]?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  for (let number = 0; number < sessionLimits.logIns.kept; number++) await begin('PASSWORD');
  expect(await sessions.logIns(id)).toHaveLength(sessionLimits.logIns.kept);
  const key = sessionKeys.logIns(redis, userOwner(id));
  expect(await redis.client.llen(key)).toBe(sessionLimits.logIns.kept);
  expect(await redis.client.pttl(key)).toBeGreaterThan(sessionLimits.logIns.ttlMs - 60_000);
  await redis.client.lpush(key, 'nothing that was written by Mortar');
  expect((await sessions.logIns(id)).length).toBeLessThan(sessionLimits.logIns.kept);
});
