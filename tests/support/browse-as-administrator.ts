// The person in front of the browser: an administrator with a password.

import type { BrowserContext } from 'playwright-core';
import type { TestApp } from './app.ts';

export const administrator = { email: 'ada@example.com', password: 'correct horse battery staple' };

export async function createAdministrator(app: TestApp): Promise<void> {
  await app.stores.accounts.create({ ...administrator, roles: ['ADMIN'] });
}

/** Logs the whole browser window in, as its pages would. */
export async function logIn(window: BrowserContext, app: TestApp, account = administrator): Promise<void> {
  const response = await window.request.post(app.endpoint, {
    data: {
      query: 'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { userErrors { message } } }',
      variables: { input: { ...account, transport: 'COOKIE' } },
    },
  });
  const { data } = (await response.json()) as { data: { sessionLogIn: { userErrors: { message: string }[] } } };
  if (data.sessionLogIn.userErrors.length > 0) throw new Error(JSON.stringify(data.sessionLogIn.userErrors));
}

/** One page view of `path` by a visitor of its own. */
export async function visit(app: TestApp, visitorId: string, path: string): Promise<void> {
  await app.client().request('mutation ($input: TrackInput!) { track(input: $input) { accepted } }', {
    input: { events: [{ eventId: `${visitorId} ${path}`, type: 'PAGE_VIEW', visitorId, path }] },
  });
}
