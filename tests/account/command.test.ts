// `mortar account` and `mortar audit`: accounts, and what was done to them, from the machine itself.

import { afterEach, expect, it, vi } from 'vitest';
import { accountCommand } from '../../src/commands/account.ts';
import { auditCommand } from '../../src/commands/audit.ts';
import { loadConfig } from '../../src/config.ts';
import { openTestApp } from '../support/app.ts';
import { logIn } from '../support/log-in.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { testRedisUrl, untilNextMillisecond } from '../support/redis.ts';
import { codeOf as codeNow } from '../support/totp.ts';

const app = await openTestApp({ accounts: { factors: { secretKeys: ['a key that is long enough for a test'] } } });
const config = loadConfig({ REDIS_URL: testRedisUrl(), MORTAR_KEY_PREFIX: app.stores.redis.prefix });

afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns what it printed. */
async function printedBy(command: typeof accountCommand, ...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  printed.mockClear();
  await command.run(args, config);
  return printed.mock.calls.flat().join('\n');
}

const run = (...args: string[]): Promise<string> => printedBy(accountCommand, ...args);
const audit = (...args: string[]): Promise<string> => printedBy(auditCommand, ...args);

const passwordIn = (text: string): string => /^ {2}Password {2}(\S{24})$/m.exec(text)?.[1] ?? '';

async function enter(email: string, password: string) {
  const input = { email, password, transport: 'BEARER' };
  const { body } = await postGraphql(app.endpoint, { query: logIn, variables: { input } });
  return (body.data as { sessionLogIn: { token: string | null; userErrors: { code: string }[] } }).sessionLogIn;
}

const queues = (token: string | null) =>
  postGraphql(app.endpoint, { query: '{ queues { name } }' }, { authorization: `Bearer ${token}` });

it('creates an administrator, who can log in with the password that it prints', async () => {
  const text = await run('create', 'Ada@example.com', '--name', 'Ada');
  expect(text).toContain('Ada@example.com has an account with the roles CUSTOMER, ADMIN.');
  const { token, userErrors } = await enter('ada@example.com', passwordIn(text));
  expect(userErrors).toEqual([]);
  expect((await queues(token)).body.errors).toBeUndefined();
});

it('creates accounts with the roles that it is given', async () => {
  const { token } = await enter(
    'ben@example.com',
    passwordIn(await run('create', 'ben@example.com', '--roles', 'customer')),
  );
  expect(codeOf(await queues(token))).toBe('FORBIDDEN');
});

it('gives an account back to its owner: another password, no second factor, no sessions', async () => {
  const first = passwordIn(await run('create', 'carl@example.com'));
  const { token } = await enter('carl@example.com', first);
  const authorization = { authorization: `Bearer ${token}` };
  const begun = await postGraphql(
    app.endpoint,
    { query: 'mutation { totpBegin { setup { secret } } }' },
    authorization,
  );
  const { secret } = (begun.body.data as { totpBegin: { setup: { secret: string } } }).totpBegin.setup;
  const query = 'mutation ($input: TotpConfirmInput!) { totpConfirm(input: $input) { token } }';
  const variables = { input: { code: codeNow(secret) } };
  const confirmed = await postGraphql(app.endpoint, { query, variables }, authorization);
  const strong = (confirmed.body.data as { totpConfirm: { token: string } }).totpConfirm.token;
  expect(await enter('carl@example.com', first)).toMatchObject({ token: null });

  const text = await run('reset', 'Carl@example.com');
  expect(text).toContain('carl@example.com has a new password and no second factor; sessions that ended: 1.');
  expect(codeOf(await queues(strong))).toBe('UNAUTHENTICATED');
  expect((await enter('carl@example.com', first)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
  const again = await enter('carl@example.com', passwordIn(text));
  expect((await queues(again.token)).body.errors).toBeUndefined();
});

it.each([
  [['create', 'ada@example.com'], 'account: There is an account with this e-mail address already'],
  [['create', 'nobody'], 'account: This is not an e-mail address'],
  [['create', 'x@example.com', '--roles', 'KING'], 'account: There is no role "KING"'],
  [['create'], 'account: create needs an e-mail address. Usage: account create|reset EMAIL'],
  [['reset', 'nobody@example.com'], 'account: There is no account with the address "nobody@example.com"'],
  [['reset', 'ada@example.com', '--roles', 'ADMIN'], 'account: reset takes no --roles. Usage: '],
  [['reset'], 'account: reset needs an e-mail address. Usage: '],
  [['delete', 'ada@example.com'], 'account: Unknown action "delete". Usage: '],
])('%j is refused', async (args, message) => {
  await expect(run(...args)).rejects.toThrow(message);
});

it('prints the audit log, newest first, as lines of JSON or as CSV that no spreadsheet runs', async () => {
  const { accounts, audit: log } = app.stores;
  const by = {
    userId: (await accounts.create({ email: 'eve@example.com', password: null })).id,
    ipAddress: '203.0.113.7',
  };
  const { id } = await accounts.create({ email: 'dora@example.com', password: null });
  await log.settle();
  // Acts of one millisecond come in any order.
  await untilNextMillisecond(app.stores.redis);
  await accounts.setRoles(id, ['CUSTOMER', 'WORKER'], by);
  await untilNextMillisecond(app.stores.redis);
  log.note({ kind: 'impersonated', userId: id, by, reason: '=HYPERLINK("x"), please' });
  await log.settle();

  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const lines = (await audit('--from', day)).split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const hers = lines.filter(({ accountId }) => accountId === id);
  expect(hers).toMatchObject([
    { kind: 'impersonated', byId: by.userId, reason: '=HYPERLINK("x"), please' },
    { kind: 'roles_changed', byId: by.userId, ipAddress: '203.0.113.7', before: 'CUSTOMER', after: 'CUSTOMER,WORKER' },
    { kind: 'account_invited' },
  ]);
  expect(lines.map(({ at }) => at)).toEqual(
    lines
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );

  const [headings, ...rows] = (await audit('--csv')).split('\n');
  expect(headings).toBe('at,kind,accountId,byId,ipAddress,before,after,reason');
  const own = rows.filter((row) => row.includes(id));
  expect(own[0]).toMatch(/,impersonated,.*,"'=HYPERLINK\(""x""\), please"$/);
  expect(own[1]).toMatch(/,roles_changed,.*,CUSTOMER,"CUSTOMER,WORKER",$/);
  expect(await audit('--to', day)).toBe('');
});

it.each([
  [['--from', 'yesterday'], 'audit: --from is "yesterday", but must be a day such as 2030-01-31'],
  [['--to', '2030-02-31'], 'audit: --to is "2030-02-31", but must be a day such as 2030-01-31'],
  [['--json'], "audit: Unknown option '--json'"],
])('the audit log is not printed for %j', async (args, message) => {
  await expect(audit(...args)).rejects.toThrow(message);
});
