// The file that lists by whom people can log in.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'mortar-providers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const providersFile = join(folder, 'providers.json');

function writeProviders(...providers: object[]): void {
  writeFileSync(providersFile, JSON.stringify({ providers }));
}
writeFileSync(join(folder, 'secret'), 'a secret\n');
const company = { id: 'company', name: 'Our company', issuer: 'https://login.example.com', clientId: 'shop' };

const providers = (env: NodeJS.ProcessEnv = {}) =>
  loadConfig({ MORTAR_PROVIDERS_FILE: providersFile, ...env }).accounts.providers;

test('a preset brings what is known of a provider, and each secret comes from the file or a file of its own', () => {
  writeProviders(
    { id: 'google', preset: 'google', clientId: 'a', clientSecret: 'b' },
    { id: 'apple', preset: 'apple', clientId: 'c', teamId: 't', keyId: 'k', privateKeyFile: 'secret' },
    {
      id: 'tenant',
      preset: 'microsoft',
      issuer: 'https://login.microsoftonline.com/t/v2.0',
      clientId: 'd',
      name: 'Work',
    },
  );
  expect(providers()).toMatchObject({
    redirectUrl: 'http://localhost:4000/log-in/callback',
    pageUrl: 'http://localhost:4000/dashboard/provider',
    providers: [
      { id: 'google', name: 'Google', issuer: 'https://accounts.google.com', provesEmail: true },
      { id: 'apple', responseMode: 'form_post', secret: { kind: 'es256', key: 'a secret', keyId: 'k', teamId: 't' } },
      { id: 'tenant', name: 'Work', provesEmail: false, secret: { kind: 'none' } },
    ],
  });
});

test.each([
  [[{ id: 'company', clientId: 'a' }], 'neither a preset nor an issuer'],
  [[company, company], 'two providers with the id company'],
  [[{ ...company, id: 'A b' }], 'providers.0.id'],
  [[{ ...company, clientSecretFile: 'none' }], 'cannot be read'],
  [[{ ...company, privateKeyFile: 'secret' }], 'needs teamId and keyId'],
  [[{ ...company, secret: 'typed wrong' }], 'providers.0'],
])('a wrong file of providers says what is wrong: %j', (given, words) => {
  writeProviders(...given);
  expect(() => providers()).toThrow(words);
});

test('in production issuers have https, and the account pages have an address', () => {
  writeProviders({ ...company, issuer: 'http://login.example.com' });
  const production = { NODE_ENV: 'production', MORTAR_ACCOUNT_PAGES_URL: 'https://shop.example.com/account' };
  expect(() => providers(production)).toThrow('https');
  expect(() => providers({ NODE_ENV: 'production' })).toThrow('MORTAR_ACCOUNT_PAGES_URL');
});
