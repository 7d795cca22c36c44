// Which passwords, addresses and names an account may have.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import type { AccountSettings } from '../../src/redis/account/settings.ts';
import { emailIdentity } from '../../src/redis/account/text.ts';
import { type Problem, Refusal } from '../../src/redis/base/problem.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const events: string[] = [];
const open = (settings: AccountSettings = {}): Accounts => {
  const accounts = new Accounts(redis, { memoryKiB: 64, iterations: 1, ...settings }, ({ kind }) => events.push(kind));
  afterAll(() => accounts.close());
  return accounts;
};
const accounts = open({ words: ['Zalando'] });
let count = 0;
const password = 'a long enough sentence';

async function problemOf(work: Promise<unknown>): Promise<Problem | null> {
  return work.then(
    () => null,
    (error) => {
      if (error instanceof Refusal) return error.problems[0] as Problem;
      throw error;
    },
  );
}

const signUp = (given: Partial<Parameters<Accounts['create']>[0]>, store = accounts): Promise<Problem | null> =>
  problemOf(store.create({ email: `p${++count}@example.com`, password, ...given }));

describe('a password', () => {
  it.each([
    ['123456789', /at least 10 characters/],
    ['x'.repeat(257), /at most 256 characters/],
    ['Password123!', /commonly used password/],
    ['iloveyou1!', /commonly used password/],
    ['qwerty123456789', /commonly used password/],
    ['P@ssw0rd1234', /commonly used password/],
    ['Passwort2024', /commonly used password/],
    ['qwertyuiop', /./],
    ['aaaaaaaaaaaa', /Repeated characters/],
    ['abcdefghijkl', /sequences/],
    [`${'a1'.repeat(32)}kX9#mQ2$vL`, /Repeated/],
    ['Mortar-2026!', /the name of this site/],
    ['zalando2026', /the name of this site/],
  ])('that is easy to guess is refused with the reason and what to do: %s', async (weak, reason) => {
    const problem = await signUp({ password: weak });
    expect(problem).toMatchObject({ code: 'WEAK_PASSWORD', field: ['password'] });
    expect(problem?.message).toMatch(reason);
    if (weak.length <= 256 && weak.length >= 10) expect(problem?.message).toContain('Choose a longer one');
  });

  it('made of its owner’s address or name is refused', async () => {
    for (const weak of [
      'grace.hopper@example.com',
      'gracehopper1',
      'HopperGrace!',
      'Amazing Grace1',
      'amazinggrace1990amazinggrace',
    ]) {
      const given = { email: 'grace.hopper@example.com', displayName: 'Amazing Grace', password: weak };
      expect((await signUp(given))?.message, weak).toContain('contains your name');
    }
  });

  it.each([
    'correct horse battery staple',
    'a compiler for everyone',
    'ein größerer Satz',
    'kX9#mQ2$vL',
    'ψηφιακός χάρτης 7 νησιών',
    '!@#$%^&*()_+qwertyuiop[]asdfghjkl;zxcvbnm,./1234567890-=QWERTYUI'.repeat(4),
  ])('that is hard to guess is accepted: %s', async (strong) => {
    expect(await signUp({ password: strong })).toBeNull();
  });

  it('counts to its last character', async () => {
    const long = '!@#$%^&*()_+qwertyuiop[]asdfghjkl;zxcvbnm,./1234567890-=QWERTYUI'.repeat(4);
    const { email } = await accounts.create({ email: `p${++count}@example.com`, password: long });
    const client = { ipAddress: `198.18.9.${++count}`, userAgent: null };
    await expect(accounts.logIn(email, `${long.slice(0, -1)}J`, client)).rejects.toThrow('do not go together');
    expect((await accounts.logIn(email, long, client)).email).toBe(email);
  });

  it('is judged when it is changed, too', async () => {
    const { id } = await accounts.create({ email: 'change@example.com', password });
    const change = accounts.changePassword(id, 'uAAAAAAAAAAAAAAAA.BBBBBBBBBBBB', password, 'change2026!');
    expect(await problemOf(change)).toMatchObject({ code: 'WEAK_PASSWORD', field: ['newPassword'] });
  });

  it('is judged while everything else goes on', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await signUp({ password: '!@#$%^&*()_+qwertyuiop[]asdfghjkl;zxcvbnm,./1234567890-=QWERTYUI' });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  it('is judged again after the thread has ended', async () => {
    await accounts.close();
    expect(await signUp({ password: 'Password123!' })).toMatchObject({ code: 'WEAK_PASSWORD' });
  });
});

describe('a service for leaked passwords', () => {
  const leaked = 'tangerine submarine quartet';
  const digits = createHash('sha1').update(leaked).digest('hex').toUpperCase();
  const asked: string[] = [];
  let answer: (url: string) => { status: number; body: string } = () => ({ status: 200, body: '' });
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status).end(body);
  });

  async function url(): Promise<string> {
    if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`;
  }
  afterAll(() => void server.close());

  it('is sent five digits of a hash, and what it knows is refused', async () => {
    const store = open({ breachedUrl: await url() });
    answer = () => ({ status: 200, body: `${'0'.repeat(35)}:3\r\n${digits.slice(5)}:42\r\n` });
    expect((await signUp({ password: leaked }, store))?.message).toContain('known from a data leak');
    expect(asked).toEqual([`/range/${digits.slice(0, 5)}`]);
    expect(await signUp({}, store)).toBeNull();
    // Padding looks like an entry that never occurred.
    answer = () => ({ status: 200, body: `${digits.slice(5)}:0` });
    expect(await signUp({ password: leaked }, store)).toBeNull();
  });

  it.each([
    ['answers with an error', async () => url(), { status: 503, body: '' }],
    ['sends without end', async () => url(), { status: 200, body: 'x'.repeat(600_000) }],
    ['sends elsewhere', async () => url(), { status: 302, body: '' }],
    ['is away', async () => 'http://127.0.0.1:1/range/', { status: 200, body: '' }],
  ])('that %s blocks no sign-up, and is reported', async (_kind, urlOf, broken) => {
    const store = open({ breachedUrl: await urlOf() });
    answer = () => broken;
    events.length = 0;
    const before = asked.length;
    expect(await signUp({ password: leaked }, store)).toBeNull();
    expect(await signUp({ password: leaked }, store)).toBeNull();
    // It is not asked again at once.
    expect(asked.length - before).toBeLessThanOrEqual(1);
    expect(events.filter((kind) => kind === 'breach_check_failed')).toHaveLength(1);
  });
});

describe('a name and an address', () => {
  it.each([
    ['NUL', 'a\0b'],
    ['a control character', 'a\u0007b'],
    ['a line break', 'a\nb'],
    ['a separator of lines', 'a\u2028b'],
    ['an override of the direction', 'a\u202eb'],
    ['an isolate', 'a\u2066b'],
    ['a mark of direction', 'a\u200fb'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('with %s are refused', async (_kind, text) => {
    expect(await signUp({ displayName: text })).toMatchObject({ code: 'INVALID', field: ['displayName'] });
    expect(await signUp({ email: `${text}@example.com` })).toMatchObject({ code: 'INVALID', field: ['email'] });
    expect(await signUp({ email: `a@${text}.com` })).toMatchObject({ code: 'INVALID', field: ['email'] });
  });

  it.each(['👩‍💻 Ada', 'می‌خواهم', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Zoë', '李小龍', 'क्‍ष'])(
    'that people have are accepted: %s',
    async (displayName) => {
      expect(await signUp({ displayName })).toBeNull();
    },
  );

  it.each([
    'a\u200bb@example.com',
    'a\u200db@example.com',
    'a\ufeffb@example.com',
    'a＠b@example.com',
    'a＠example.com',
  ])('that hide something in an address are refused: %j', async (email) => {
    expect(await signUp({ email })).toMatchObject({ code: 'INVALID', field: ['email'] });
  });
});

describe('two spellings of an address', () => {
  it.each([
    ['Grace.H@Example.COM', 'grace.h@example.com'],
    ['ｇｒａｃｅ2@example.com', 'grace2@example.com'],
    ['straße@example.com', 'STRASSE@example.com'],
    ['ὈΔΥΣΣΕΎΣ@example.com', 'ὀδυσσεύς@example.com'],
    ['ﬁona@example.com', 'fiona@example.com'],
    ['e\u0301mile@example.com', 'Émile@example.com'],
  ])('are one account: %s and %s', async (given, other) => {
    await accounts.create({ email: given, password });
    expect(await signUp({ email: other })).toMatchObject({ code: 'EMAIL_TAKEN' });
    // Mail goes to the address as it was given.
    expect((await accounts.findByEmail(other))?.email).toBe(given);
    expect((await accounts.logIn(other, password, { ipAddress: `198.18.9.${++count}`, userAgent: null })).email).toBe(
      given,
    );
  });

  it('that only look alike are two', () => {
    expect(emailIdentity('ıan@example.com')).not.toBe(emailIdentity('ian@example.com'));
    expect(emailIdentity('аnna@example.com')).not.toBe(emailIdentity('anna@example.com'));
  });

  it('find an account whose key was made before', async () => {
    const email = 'straßer@example.com';
    const { id } = await accounts.create({ email, password });
    const keyOf = (identity: string): string =>
      accountKeys.email(redis.prefix, createHash('sha256').update(identity).digest('base64url'));
    await redis.client.del(keyOf('strasser@example.com'));
    await redis.client.set(keyOf('straßer@example.com'), id);
    expect(await accounts.findByEmail('strasser@example.com')).toBeNull();
    expect(await signUp({ email })).toMatchObject({ code: 'EMAIL_TAKEN' });
    expect((await accounts.findByEmail(email))?.id).toBe(id);
    // From then on by the present key too.
    expect((await accounts.findByEmail('strasser@example.com'))?.id).toBe(id);
  });
});
