// Makes docs/images/dashboard.png, the picture in README.md: a Mortar of its own with simulated shoppers, its page Live in a headless
// Chromium. `npm run docs:picture`; the build must be there.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../tests/support/launch-browser.ts';

const size = { width: 1200, height: 720 } as const;
/** So that the chart of page views by minute has something to show. */
const trafficMs = 150_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/main.js');
const data = mkdtempSync(join(tmpdir(), 'mortar-picture-'));
const administrator = { email: 'admin@example.com', password: 'only for this picture' };
const env = {
  ...process.env,
  PORT: '0',
  MORTAR_DATA_DIR: data,
  LOG_LEVEL: 'warn',
  MORTAR_TRUSTED_PROXIES: '127.0.0.1',
  MORTAR_ADMIN_EMAIL: administrator.email,
  MORTAR_ADMIN_PASSWORD: administrator.password,
};

const mortar = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
mortar.stdout.on('data', (part) => {
  said += part;
});
while (!/Dashboard\s+http/.test(said)) await wait(100);
const url = /Dashboard\s+(http:\S+)\/dashboard/.exec(said)?.[1] as string;
const pace = ['--steady', '--visitors-per-minute', '240', '--minutes', '5', '--seed', 'picture'];
const shoppers = spawn(process.execPath, [main, 'simulate', '--url', url.replace('localhost', '127.0.0.1'), ...pace], {
  env,
  stdio: 'ignore',
});
const browser = await launchBrowser();
try {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: size,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await context.request.post(`${url}/graphql`, {
    data: {
      query: 'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { userErrors { message } } }',
      variables: { input: { ...administrator, transport: 'COOKIE' } },
    },
  });
  const page = await context.newPage();
  await page.goto(`${url}/dashboard`);
  await wait(trafficMs);
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  await page.screenshot({ path: join(root, 'docs/images/dashboard.png') });
} finally {
  await browser.close();
  shoppers.kill('SIGTERM');
  mortar.kill('SIGTERM');
  await new Promise((resolve) => mortar.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
