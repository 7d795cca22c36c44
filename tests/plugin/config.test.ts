// mortar.config.ts: how it is found and loaded, and what is said about a mistake in it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mailSettings } from '../../src/commands/mail-settings.ts';
import { programOf } from '../../src/commands/program.ts';
import { loadConfig } from '../../src/config.ts';
import { defineMortar, definePlugin } from '../../src/index.ts';
import { checkProgram } from '../../src/plugins/check.ts';
import { loadProgram } from '../../src/plugins/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'mortar-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const load = (name?: string) => loadProgram(name, folder);

describe('the file', () => {
  it('is not needed', async () => {
    expect(await loadProgram(undefined, tmpdir())).toEqual({ plugins: [] });
  });

  it('may be TypeScript that Node cannot run by itself', async () => {
    const text = `
      enum Kind { Points = 'points' }
      interface Named { readonly name: string }
      const plugin: Named = { name: Kind.Points };
      export default { plugins: [plugin], payments: null };`;
    expect(await load(write('types.ts', text))).toEqual({ plugins: [{ name: 'points' }], payments: null });
  });

  it('may be JavaScript, and import what is beside it', async () => {
    write('plugin.mjs', `export const plugin = { name: 'beside' };`);
    const text = `import { plugin } from './plugin.mjs'; export default { plugins: [plugin] };`;
    expect(await load(write('beside.mjs', text))).toMatchObject({ plugins: [{ name: 'beside' }] });
  });

  it('is found by its usual name', async () => {
    write('mortar.config.mjs', `export default { plugins: [{ name: 'usual' }] };`);
    expect(await load()).toMatchObject({ plugins: [{ name: 'usual' }] });
    write('mortar.config.ts', `export default { plugins: [{ name: 'first' as string }] };`);
    expect(await load()).toMatchObject({ plugins: [{ name: 'first' }] });
  });

  it.each([
    ['missing.ts', undefined, 'MORTAR_CONFIG is "missing.ts", but there is no such file'],
    ['empty.mjs', '', 'empty.mjs must have an object as its default export'],
    ['empty.ts', 'export const x = 1;', 'empty.ts must have an object as its default export'],
    ['throws.mjs', `throw new Error('no key')`, 'throws.mjs cannot be loaded: no key'],
    ['broken.ts', 'export default {', 'broken.ts cannot be loaded: '],
    ['import.ts', `import 'no-such-package'; export default {};`, 'import.ts cannot be loaded: '],
    [
      'typo.ts',
      'export default { paymets: null };',
      'typo.ts: paymets is not a key of the configuration. Did you mean payments?',
    ],
  ])('%s is refused in one line', async (name, text, line) => {
    if (text !== undefined) write(name, text);
    const refused = (await load(name).catch((error: Error) => error)) as Error;
    expect(refused.message).toContain(line);
    expect(refused.message).not.toContain('\n');
  });
});

const taxes = { adjustments: () => [] };

describe('a key', () => {
  it.each([
    [null, 'Config must have an object as its default export'],
    [{ zzz: 1 }, 'Config: zzz is not a key of the configuration. Keys: plugins, payments,'],
    [{ constructor: 1 }, 'Config: constructor is not a key of the configuration.'],
    [{ plugins: {} }, 'Config: plugins is an object, but must be a list'],
    [{ payments: 'stripe' }, 'Config: payments is "stripe", but must be null, or a PaymentProvider'],
    [{ payments: { authorise() {} } }, 'Config: payments is an object, but must be null, or a PaymentProvider'],
    [{ mail: { template: {} } }, 'Config: mail.template is not a key of the configuration. Did you mean templates?'],
    [{ mail: { mailer: {} } }, 'Config: mail.mailer is an object, but must be an object with send and close'],
    [{ jobs: [] }, 'Config: jobs is a list, but must be a function'],
    [{ on: { 'order.payd': () => {} } }, 'Config: on.order.payd is not a domain event. Did you mean order.paid?'],
    [{ plugins: ['loyalty'] }, 'Config: plugins[0] must be a plugin'],
    [{ plugins: [{}] }, 'Config: plugins[0] has no name.'],
    [
      { plugins: [{ name: 'Loyalty' }] },
      'Config: plugins[0].name is "Loyalty", but must be 1 to 40 lower-case letters',
    ],
    [
      { plugins: [{ name: 'a', shema() {} }] },
      'Config: plugins[0].shema is not a key of the configuration. Did you mean schema?',
    ],
    [
      { plugins: [{ name: 'a', mortar: 'new' }] },
      'Config: plugins[0].mortar is "new", but must be a range of versions',
    ],
    [
      { plugins: [{ name: 'a', mortar: '^7.0.0' }] },
      'The plugin "a" is for Mortar ^7.0.0, and this is 0.1.0: install another version of one of them',
    ],
    [{ plugins: [{ name: 'a' }, { name: 'a' }] }, 'Config: two plugins have the name "a"'],
    [{ calculators: { tax: {} } }, 'Config: calculators.tax is not a key of the configuration. Did you mean taxes?'],
    [{ calculators: { taxes: {} } }, 'Config: calculators.taxes is an object, but must be an object with adjustments'],
    [
      { plugins: [{ name: 'a', calculators: { taxes } }], calculators: { taxes } },
      'Config: the plugins "a" and "app" both replace the calculator taxes: leave one out',
    ],
  ])('%j is refused', (config, line) => {
    expect(() => checkProgram(config, 'Config')).toThrow(line);
  });
});

it('what the configuration itself adds is a plugin named app, behind the others', () => {
  const loyalty = definePlugin({ name: 'loyalty', mortar: '^0.1.0' });
  const config = defineMortar({ plugins: [loyalty], routes: () => [] });
  expect(checkProgram(config, 'Config').plugins.map(({ name }) => name)).toEqual(['loyalty', 'app']);
});

describe('in production, addresses that must be confirmed', () => {
  const settings = { NODE_ENV: 'production', REDIS_URL: 'redis://127.0.0.1:1', MORTAR_ACCOUNTS_VERIFY: '1' };
  const pages = { MORTAR_ACCOUNT_PAGES_URL: 'https://shop.example.com/account' };
  const mailer = { send: async () => {}, close: () => {} };

  it('need something that sends mail: a server, or the mailer of the program', () => {
    expect(() => mailSettings(loadConfig(settings))).toThrow(
      'MORTAR_ACCOUNTS_VERIFY is set, but neither MORTAR_SMTP_URL nor mail.mailer of the configuration is',
    );
    const server = loadConfig({ ...settings, ...pages, MORTAR_SMTP_URL: 'smtp://127.0.0.1:25' });
    expect(mailSettings(server).verify).toBe(true);
    expect(mailSettings(loadConfig({ ...settings, ...pages }), { mail: { mailer } })).toMatchObject({
      verify: true,
      mailer,
    });
  });

  it('are checked before anything is opened', async () => {
    const MORTAR_CONFIG = join(folder, write('own-mails.mjs', 'export default { mail: { language: "fr" } };'));
    await expect(programOf(loadConfig({ ...settings, MORTAR_CONFIG }))).rejects.toThrow(
      'MORTAR_ACCOUNTS_VERIFY is set',
    );
  });
});
