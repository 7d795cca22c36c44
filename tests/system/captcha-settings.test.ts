// The settings of captchas, and a program's own.

import { expect, test } from 'vitest';
import { captchaSettings } from '../../src/commands/captcha-settings.ts';
import { loadConfig } from '../../src/config.ts';
import { checkProgram } from '../../src/plugins/check.ts';

const needed = {
  MORTAR_CAPTCHA: 'recaptcha-v3',
  MORTAR_CAPTCHA_SITE_KEY: 'the-site-key',
  MORTAR_CAPTCHA_SECRET: 'the-secret',
  MORTAR_CAPTCHA_HOSTNAMES: 'Shop.example.com, localhost',
};

test('every setting is read, and has its default', () => {
  const provider = {
    ...{ name: 'recaptcha-v3', siteKey: 'the-site-key', secret: 'the-secret' },
    hostnames: ['shop.example.com', 'localhost'],
  };
  expect(loadConfig(needed).accounts.captcha).toEqual({
    ...{ purposes: ['SIGN_UP', 'LOG_IN', 'MAIL'], logInFailures: 3, outage: 'refuse' },
    provider: { ...provider, minScore: 0.5, url: undefined },
  });
  const all = loadConfig({
    ...needed,
    MORTAR_CAPTCHA_FOR: 'mail,sign-up',
    MORTAR_CAPTCHA_LOG_IN_FAILURES: '0',
    MORTAR_CAPTCHA_OUTAGE: 'pass',
    MORTAR_CAPTCHA_MIN_SCORE: '0.75',
    MORTAR_CAPTCHA_URL: 'https://www.recaptcha.net/recaptcha/api/siteverify',
  });
  expect(all.accounts.captcha).toEqual({
    ...{ purposes: ['SIGN_UP', 'MAIL'], logInFailures: 0, outage: 'pass' },
    provider: { ...provider, minScore: 0.75, url: 'https://www.recaptcha.net/recaptcha/api/siteverify' },
  });
});

test.each([
  ['MORTAR_CAPTCHA_SITE_KEY', undefined, 'MORTAR_CAPTCHA_SITE_KEY is not'],
  ['MORTAR_CAPTCHA_SECRET', undefined, 'MORTAR_CAPTCHA_SECRET is not'],
  ['MORTAR_CAPTCHA_HOSTNAMES', undefined, 'MORTAR_CAPTCHA_HOSTNAMES is not'],
  ['MORTAR_CAPTCHA', 'arkose', 'hcaptcha, turnstile'],
  ['MORTAR_CAPTCHA_FOR', 'checkout', 'sign-up, log-in, mail'],
  ['MORTAR_CAPTCHA_MIN_SCORE', '1.5', 'a number from 0 to 1'],
  ['MORTAR_CAPTCHA_OUTAGE', 'shrug', 'refuse or pass'],
  ['MORTAR_CAPTCHA_URL', 'ftp://example.com', 'an http or https URL'],
  ['MORTAR_CAPTCHA_SECRET', 'a secret with blanks', 'has a value that is not shown'],
])('%s=%s is refused with what to do', (name, value, words) => {
  expect(() => loadConfig({ ...needed, [name]: value })).toThrow(words);
});

test('a program’s own takes the place of that of the settings, with their rules', () => {
  const own = { name: 'own', siteKey: 'key', verify: async () => true };
  expect(captchaSettings(loadConfig({}), {})).toBeUndefined();
  expect(captchaSettings(loadConfig(needed), {})?.provider).toMatchObject({ name: 'recaptcha-v3' });
  const { captcha } = checkProgram({ captcha: own }, 'mortar.config.ts');
  expect(captchaSettings(loadConfig({ ...needed, MORTAR_CAPTCHA_FOR: 'mail' }), { captcha })).toEqual({
    ...{ purposes: ['MAIL'], logInFailures: 3, outage: 'refuse' },
    provider: own,
  });
  for (const wrong of [{ verify: own.verify }, { name: 'own', siteKey: 'key' }, 'turnstile'])
    expect(() => checkProgram({ captcha: wrong }, 'mortar.config.ts')).toThrow('must be a CaptchaProvider');
});
