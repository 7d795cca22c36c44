// Passwords at rest and under attack: how they are hashed, when guessing gets slow, and for whom it does not.

import { describe, expect, it, vi } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { attemptPolicies } from '../../src/redis/account/attempt.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { Passwords, passwordDefaults } from '../../src/redis/account/password.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { parseSessionId, userOwner } from '../../src/redis/session/token.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
/** Hashing is not what most of these are about. */
const cheap = { memoryKiB: 64, iterations: 1 };
const accounts = new Accounts(redis, cheap);
const sessions = new Sessions(redis);
const password = 'a long enough sentence';
let count = 0;
const newEmail = (): string => `person${++count}@example.com`;
/** An address in a network of its own. */
const newClient = (host = 1) => ({ ipAddress: `198.18.${++count}.${host}`, userAgent: 'node' });

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'OK',
    (error) => (error instanceof Refusal ? (error.problems[0]?.code ?? '') : String(error)),
  );
}

/** Has the free tries get as far as having their password checked, and further ones only after the waits of 1, 2, 4 ... s. */
async function expectFewGuesses(free: number, guessAll: () => Promise<readonly string[]>) {
  const began = performance.now();
  const codes = await guessAll();
  const waitsOver = Math.floor(Math.log2(1 + (performance.now() - began) / 1_000));
  const checked = codes.filter((code) => code === 'INVALID_CREDENTIALS').length;
  expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(codes.length - checked);
  expect(checked).toBeGreaterThanOrEqual(free);
  expect(checked).toBeLessThanOrEqual(free + waitsOver);
}

/** One try after the other. */
async function guess(times: number, tryOnce: (index: number) => Promise<unknown>): Promise<string[]> {
  const codes: string[] = [];
  for (let index = 0; index < times; index++) codes.push(await codeOf(tryOnce(index)));
  return codes;
}

/** Lets the wait of every counter be over, and keeps the count. */
async function letWaitsEnd(): Promise<void> {
  const masters = 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client];
  for (const node of masters) {
    for (const key of await node.keys(`${redis.prefix}:attempts:*`)) await redis.client.hset(key, 'until', 0);
  }
}

async function waitOf(work: Promise<unknown>): Promise<number> {
  const message = await work.then(
    () => '',
    (error) => (error as Error).message,
  );
  return Number(/in (\d+) s/.exec(message)?.[1] ?? 0);
}

/** A refusal's code and after how many seconds to come again. */
async function refusalOf(work: Promise<unknown>) {
  return work.then(
    () => null,
    (error) => (error instanceof Refusal ? error.problems[0] : null),
  );
}

async function storedHash(userId: string): Promise<string> {
  return (await redis.client.hget(accountKeys.record(redis, userOwner(userId)), 'password')) ?? '';
}

describe('a password', () => {
  it('is kept as Argon2id with OWASP’s parameters unless told otherwise', async () => {
    const { id } = await new Accounts(redis).create({ email: newEmail(), password });
    const { memoryKiB, iterations, parallelism } = passwordDefaults;
    expect(await storedHash(id)).toContain(`$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$`);
  });

  it('is hashed anew at the log-in after the parameters were raised, and not when they were not', async () => {
    const email = newEmail();
    const { id } = await accounts.create({ email, password });
    const before = await storedHash(id);
    await accounts.logIn(email, password, newClient());
    expect(await storedHash(id)).toBe(before);
    for (const [memoryKiB, iterations, parallelism] of [
      [128, 1, 1],
      [128, 2, 1],
      [128, 2, 2],
    ] as const) {
      const raised = new Accounts(redis, { memoryKiB, iterations, parallelism });
      // As much is computed for a wrong one as where there is no account.
      const hash = vi.spyOn(Passwords.prototype, 'hash');
      expect(await codeOf(raised.logIn(email, `${password}!`, newClient()))).toBe('INVALID_CREDENTIALS');
      expect(await hash.mock.results[0]?.value).toContain(`$m=${memoryKiB},t=${iterations},p=${parallelism}$`);
      hash.mockRestore();
      await raised.logIn(email, password, newClient());
      expect(await storedHash(id)).toContain(`$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$`);
      await raised.logIn(email, password, newClient());
      expect(await codeOf(raised.logIn(email, `${password}!`, newClient()))).toBe('INVALID_CREDENTIALS');
    }
  });

  it('may be any ten characters that are not among the commonest, in whatever way they are typed', async () => {
    for (const weak of ['123456789', 'qwertyuiop', 'aaaaaaaaaaaa', 'Password123'])
      expect(await codeOf(accounts.create({ email: newEmail(), password: weak })), weak).toBe('WEAK_PASSWORD');
    const email = newEmail();
    await accounts.create({ email, password: 'ein größerer Satz' });
    expect(await codeOf(accounts.logIn(email, 'ein größerer Satz'.normalize('NFD'), newClient()))).toBe('OK');
  });
});

describe('guessing', () => {
  it('one account from one address soon waits, longer each time, up to a limit', async () => {
    const email = newEmail();
    await accounts.create({ email, password });
    const client = newClient();
    const wrong = (index: number) => accounts.logIn(email, `wrong password ${index}`, client);
    await expectFewGuesses(attemptPolicies.address.free, () => guess(20, wrong));
    expect(await refusalOf(wrong(0))).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      retryAfterSeconds: expect.any(Number),
    });
    let last = 0;
    for (let round = 0; round < 18; round++) {
      await letWaitsEnd();
      await codeOf(wrong(round));
      const wait = await waitOf(wrong(round));
      expect(wait).toBeGreaterThanOrEqual(Math.min(last * 2 - 2, attemptPolicies.address.maxDelayMs / 1000));
      last = wait;
    }
    expect(last).toBe(attemptPolicies.address.maxDelayMs / 1000);
  });

  it('one account from ever new addresses waits too', async () => {
    const email = newEmail();
    await accounts.create({ email, password });
    const wrong = (index: number) => accounts.logIn(email, `wrong password ${index}`, newClient());
    await expectFewGuesses(attemptPolicies.account.free, () => guess(70, wrong));
  });

  it('from one address keeps nobody waiting elsewhere', async () => {
    const email = newEmail();
    await accounts.create({ email, password });
    const stranger = newClient();
    await guess(50, (index) => accounts.logIn(email, `wrong password ${index}`, stranger));
    const neighbour = stranger.ipAddress.replace(/\d+$/, '99');
    expect(await codeOf(accounts.logIn(email, password, { ...stranger, ipAddress: neighbour }))).toBe('OK');
  });

  it('never keeps a device waiting that the account knows, not even at the same address', async () => {
    const email = newEmail();
    const { id } = await accounts.create({ email, password });
    const client = newClient();
    const device = (await accounts.remember(id, client)).text;
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => codeOf(accounts.logIn(email, `wrong ${index}`, newClient()))),
    );
    await guess(60, (index) => accounts.logIn(email, `wrong password ${index}`, client));
    expect(await codeOf(accounts.logIn(email, password, client))).toBe('TOO_MANY_ATTEMPTS');
    expect(await codeOf(accounts.logIn(email, password, { ...client, device }))).toBe('OK');
    // A stolen device has few guesses of its own.
    await expectFewGuesses(attemptPolicies.device.free, () =>
      guess(20, (index) => accounts.logIn(email, `wrong password ${index}`, { ...newClient(), device })),
    );
  });

  it('an address that nobody has waits just the same', async () => {
    const email = newEmail();
    const client = newClient();
    await expectFewGuesses(attemptPolicies.address.free, () =>
      guess(20, () => accounts.logIn(email, password, client)),
    );
  });

  it.each([
    ['an IPv4 address', (network: number) => `198.19.1.${network}`],
    ['an IPv6 /48', (network: number, host: number) => `2001:db8:${network}:${host}:${host}::${host}`],
  ])('many accounts from %s waits', async (_kind, addressOf) => {
    const [network, neighbour] = [++count, ++count];
    const logIn = (ipAddress: string) => accounts.logIn(newEmail(), password, { ipAddress, userAgent: 'node' });
    await expectFewGuesses(attemptPolicies.network.free, () => guess(70, (index) => logIn(addressOf(network, index))));
    expect(await codeOf(logIn(addressOf(neighbour, 1)))).toBe('INVALID_CREDENTIALS');
  });

  it('is not made any cheaper by logging into an account of one’s own in between', async () => {
    const mine = newEmail();
    await accounts.create({ email: mine, password });
    const client = newClient();
    let checked = 0;
    for (let index = 0; index < 90; index++) {
      if (index % 10 === 9) await codeOf(accounts.logIn(mine, password, client));
      else if ((await codeOf(accounts.logIn(newEmail(), password, client))) === 'INVALID_CREDENTIALS') checked++;
    }
    expect(checked).toBeLessThanOrEqual(attemptPolicies.network.free + 1);
  });

  it('a thousand at once is not a thousand guesses', async () => {
    const email = newEmail();
    await accounts.create({ email, password });
    await expectFewGuesses(attemptPolicies.account.free, () =>
      Promise.all(
        Array.from({ length: 1_000 }, (_, index) => codeOf(accounts.logIn(email, `wrong ${index}`, newClient()))),
      ),
    );
  });

  it('never concerns who has a session: it lives, and its owner can confirm the password in it', async () => {
    const email = newEmail();
    const { id } = await accounts.create({ email, password });
    const client = newClient();
    const issued = await sessions.start({ userId: id, transport: 'COOKIE', client });
    if (!issued) throw new Error('the session was refused');
    await guess(20, (index) => accounts.logIn(email, `wrong password ${index}`, client));
    expect(await codeOf(accounts.logIn(email, password, client))).toBe('TOO_MANY_ATTEMPTS');
    expect(await sessions.validate(issued.token, client)).not.toBeNull();
    await accounts.confirmPassword(id, issued.session.id, password, 'password');
    await accounts.changePassword(id, issued.session.id, password, 'another long sentence');
    expect(await sessions.validate(issued.token, client)).not.toBeNull();
  });

  it('in a stolen session waits too, and keeps no other session waiting', async () => {
    const { id } = await accounts.create({ email: newEmail(), password });
    const start = () => sessions.start({ userId: id, transport: 'COOKIE', client: newClient() });
    const [stolen, mine] = [await start(), await start()];
    const confirm = (session: typeof mine, given: string) =>
      accounts.confirmPassword(id, session?.session.id ?? '', given, 'password');
    await expectFewGuesses(attemptPolicies.session.free, () => guess(20, () => confirm(stolen, 'a wrong password')));
    expect(await codeOf(confirm(mine, password))).toBe('OK');
  });

  it('is forgotten after a while', async () => {
    const email = newEmail();
    const client = newClient();
    await guess(6, () => accounts.logIn(email, password, client));
    const longest = 3 * 24 * 3_600_000;
    const masters = 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client];
    for (const node of masters) {
      for (const key of await node.keys(`${redis.prefix}:attempts:*`)) {
        const ttl = await redis.client.pttl(key);
        expect(ttl).toBeGreaterThan(0);
        expect(ttl).toBeLessThanOrEqual(longest);
      }
    }
  });
});

describe('an account', () => {
  it('is made once of many at once with the same address', async () => {
    const email = newEmail();
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        codeOf(accounts.create({ email: index % 2 ? email : email.toUpperCase(), password })),
      ),
    );
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'EMAIL_TAKEN')).toHaveLength(9);
  });

  it('that is enabled again has none of its former sessions back', async () => {
    const { id } = await accounts.create({ email: newEmail(), password });
    const issued = await sessions.start({ userId: id, transport: 'BEARER', client: newClient() });
    await accounts.setDisabled(id, true);
    await accounts.setDisabled(id, false);
    expect(await sessions.validate(issued?.token ?? '')).toBeNull();
    expect(await accounts.find(id)).toMatchObject({ disabled: false, roles: ['CUSTOMER'] });
  });

  it('whose password is changed by two at once is changed by one, and that one’s session lives', async () => {
    const { id } = await accounts.create({ email: newEmail(), password });
    const start = () => sessions.start({ userId: id, transport: 'BEARER', client: newClient() });
    const both = [await start(), await start()];
    const codes = await Promise.all(
      both.map((issued, index) =>
        codeOf(accounts.changePassword(id, issued?.session.id ?? '', password, `another long sentence ${index}`)),
      ),
    );
    expect(codes).toContain('OK');
    // The other one began with a password that was another by its end, or by its beginning.
    expect(codes.find((code) => code !== 'OK')).toMatch(/^(CONFLICT|INVALID_CREDENTIALS)$/);
    const alive = await Promise.all(both.map((issued) => sessions.isLive(issued?.session.id ?? '')));
    expect(alive).toEqual(codes.map((code) => code === 'OK'));
    expect(both.map((issued) => parseSessionId(issued?.session.id ?? '')?.owner)).toEqual([
      userOwner(id),
      userOwner(id),
    ]);
  });
});

it('an account that a failover loses while it is made does not count as made, and can be made again', async () => {
  class LosingHandle extends RedisHandle {
    override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
      const [script, keys] = call;
      if (script.name === 'account/keep') await this.client.del(...keys);
      return super.run(...call);
    }
  }
  const email = newEmail();
  const losing = new Accounts(new LosingHandle(redis.client, redis.prefix, redis.shards), cheap);
  expect(await codeOf(losing.create({ email, password }))).toContain('Unconfirmed');
  expect(await accounts.findByEmail(email)).toBeNull();
  expect((await accounts.create({ email, password })).email).toBe(email);
});
