// What whoever watches over security gets to see: every event in the log and in /metrics, and never a secret.

import { gql } from 'graphql-request';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { openTestApp } from '../support/app.ts';
import { letTimePass } from '../support/session-clock.ts';

const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
const app = await openTestApp({ log });
const email = 'grace@example.com';
const [password, wrong, next] = ['a compiler for everyone', 'a wrong guess of it', 'a compiler for nobody else'];
const secrets: string[] = [password, wrong, next];

interface Payload {
  token: string;
  userErrors: { code: string }[];
}

async function send(name: string, input: object, token?: string): Promise<Payload> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const query = gql`mutation ($input: ${type}Input!) { payload: ${name}(input: $input) { token userErrors { code } } }`;
  const { payload } = await app.client(token).request<{ payload: Payload }>(query, { input });
  if (payload.token) secrets.push(payload.token, payload.token.split('.')[2] as string);
  return payload;
}

await send('accountCreate', { email: 'ada@example.com', password, transport: 'BEARER' });
const created = await send('accountCreate', { email, password, transport: 'BEARER' });
await send('sessionLogIn', { email, password, transport: 'BEARER' });
for (let attempt = 0; attempt < 8; attempt++) await send('sessionLogIn', { email, password: wrong });
await send('sessionLogIn', { email: 'nobody@example.com', password });
const confirmed = await send('sessionReauthenticate', { password }, created.token);
await send('passwordChange', { currentPassword: password, newPassword: next }, confirmed.token);
const [owner = '', name = ''] = created.token.split('.');
const account = await app.stores.accounts.findByEmail(email);
const userId = account?.id as string;
await letTimePass(app.stores.redis, [`${owner}.${name}`], 60_000);
await expect(app.client(created.token).request('{ viewer { user { id } } }')).rejects.toThrow('UNAUTHENTICATED');
await app.stores.accounts.setRoles(userId, ['ADMIN']);
const again = await send('sessionLogIn', { email: 'ada@example.com', password, transport: 'BEARER' });
const [adaOwner = '', adaName = ''] = again.token.split('.');
const moved = { authorization: `Bearer ${again.token}`, 'user-agent': 'curl/8.9', 'content-type': 'application/json' };
await fetch(app.endpoint, {
  method: 'POST',
  headers: moved,
  body: JSON.stringify({ query: '{ viewer { user { id } } }' }),
});
await app.client(again.token).request('mutation { sessionLogOut { ended } }');
await send('sessionLogIn', { email: 'ada@example.com', password, transport: 'BEARER' });
for (const id of [userId, adaOwner.slice(1)]) await app.stores.accounts.setDisabled(id, true);
await app.stores.accounts.setDisabled(userId, false);
const events = lines.map((line) => (JSON.parse(line) as { security?: object }).security);

describe('security events', () => {
  it.each<[string, { reason?: string; [fact: string]: unknown }]>([
    ['account_created', { userId }],
    ['log_in', { userId: adaOwner.slice(1), ipAddress: '127.0.0.1' }],
    ['session_flagged', { sessionId: `${adaOwner}.${adaName}` }],
    ['session_ended', { userId: adaOwner.slice(1), sessionId: `${adaOwner}.${adaName}`, reason: 'LOGGED_OUT' }],
    ['session_ended', { userId, reason: 'PASSWORD_CHANGED' }],
    ['session_ended', { userId: adaOwner.slice(1), reason: 'ACCOUNT_DISABLED' }],
    ['log_in_failed', { userId, ipAddress: '127.0.0.1' }],
    ['log_in_failed', { userId: null, ipAddress: '127.0.0.1' }],
    ['log_in_delayed', { reason: 'address', ipAddress: '127.0.0.1' }],
    ['reauthenticated', { userId }],
    ['session_rotated', { userId }],
    ['password_changed', { userId }],
    ['token_reused', { userId, sessionId: `${owner}.${name}` }],
    ['roles_changed', { userId, reason: 'ADMIN' }],
    ['account_disabled', { userId }],
    ['account_enabled', { userId }],
  ])('%s is in the log, with %j, and in /metrics', async (kind, facts) => {
    expect(events).toContainEqual(expect.objectContaining({ kind, ...facts }));
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    const reason = kind === 'session_ended' ? facts.reason : '\\w*';
    expect(metrics).toMatch(new RegExp(`mortar_security_events_total\\{event="${kind}",reason="${reason}"\\} [1-9]`));
  });

  it('and all the rest of the log at its most talkative hold no password, no token and no hash of one', async () => {
    const text = lines.join('');
    expect(secrets.length).toBeGreaterThan(6);
    for (const secret of secrets) expect(text).not.toContain(secret);
    const { redis } = app.stores;
    const stored = await redis.client.hget(accountKeys.record(redis, owner), 'password');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(text).not.toContain('$argon2');
    expect(text).not.toContain(email);
  });
});
