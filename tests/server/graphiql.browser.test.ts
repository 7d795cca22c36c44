// GraphiQL in a real browser, against a real server.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn, visit } from '../support/browse-as-administrator.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ graphiql: true });
await createAdministrator(app);
const window = await openWindow();

async function openGraphiql(query?: string) {
  const page = await window.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== app.url) foreign.push(request.url());
  });
  await page.goto(query ? `${app.endpoint}?query=${encodeURIComponent(query)}` : app.endpoint);
  return {
    execute: () => page.getByRole('button', { name: /Execute query/ }).click(),
    result: () => page.locator('.graphiql-response').innerText(),
    foreign,
  };
}

it('runs the query it opens with and loads nothing from elsewhere', async () => {
  const { execute, result, foreign } = await openGraphiql();
  await execute();
  await expect.poll(result).toMatch(/"user":\s*null/);
  expect(foreign).toEqual([]);
});

it('shows each update of a running subscription', async () => {
  await logIn(window, app);
  const { execute, result } = await openGraphiql('subscription { liveMetrics(everyMs: 100) { pageViews } }');
  await execute();
  await expect.poll(result).toMatch(/"pageViews":\s*0/);
  await visit(app, 'visitor-1', '/');
  await expect.poll(result).toMatch(/"pageViews":\s*1/);
  await visit(app, 'visitor-2', '/');
  await expect.poll(result).toMatch(/"pageViews":\s*2/);
});
