// What one account has alone: of two that take it at once one gets it, wherever each of them is, and a process that dies half-way leaves
// nothing taken.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { claimLimits } from '../../src/redis/account/claim.ts';
import { emailKey } from '../../src/redis/account/email-key.ts';
import { accountKeys, claimKey } from '../../src/redis/account/keys.ts';
import type { Account } from '../../src/redis/account/record.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { userOwner } from '../../src/redis/session/token.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const settings = { mail: { available: true }, passwords: { memoryKiB: 64, iterations: 1 } } as const;
const plain = createStores(redis, settings);
const other = createStores(await openTestRedis(redis.prefix, redis.shards), settings);
let made = 0;
const client = () => ({ ipAddress: `10.9.${made >> 8}.${++made & 255}`, userAgent: null });

/** Comes to a halt before one of its scripts, until it may go on, or for ever. */
class Halting extends RedisHandle {
  calls = 0;
  haltAt = -1;
  arrive = () => {};
  readonly arrived = new Promise<void>((resolve) => {
    this.arrive = resolve;
  });
  release = () => {};
  readonly #released = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    if (this.calls++ === this.haltAt) {
      this.arrive();
      await this.#released;
    }
    return super.run(...call);
  }
}

interface Contender {
  readonly account: Account;
  /** Takes what there is one of. */
  readonly take: (stores: Stores) => Promise<unknown>;
}

interface Contest {
  readonly contenders: readonly Contender[];
  readonly text: string;
  /** Whether an account has it by its own record, and where its key leads. */
  readonly has: (account: Account) => Promise<boolean>;
  readonly holder: () => Promise<string | null>;
}

const newAccount = (): Promise<Account> =>
  plain.accounts.create({ email: `c${++made}@example.com`, password: null, verified: true });
const both = async (): Promise<Account[]> => [await newAccount(), await newAccount()];

const contests = {
  'an address that both have proven': async () => {
    const email = `wanted${++made}@example.com`;
    const contenders = (await both()).map(async (account): Promise<Contender> => {
      const { challenge } = await plain.mailedProofs.requestChange(account, email, client());
      const request = createHash('sha256').update(challenge).digest('base64url');
      const mail = await plain.mailedProofs.issue({ purpose: 'EMAIL_CHANGE', userId: account.id, request });
      const token = mail?.token ?? '';
      return { account, take: ({ mailedProofs }) => mailedProofs.changeEmail({ token }, account.id) };
    });
    return { contenders: await Promise.all(contenders), text: email, ...ofAddress(email) };
  },
  'a user name': async () => {
    const logInName = `wanted${++made}`;
    const contenders = (await both()).map((account): Contender => {
      return { account, take: ({ profiles }) => profiles.edit(account.id, { logInName }) };
    });
    return { contenders, text: logInName, ...ofAddress(logInName) };
  },
  'an identity at a provider': async () => {
    const identity = { issuer: 'https://issuer.example.com', subject: `wanted${++made}` };
    const contenders = (await both()).map((account): Contender => {
      return { account, take: ({ providerLinks }) => providerLinks.add(account.id, 'company', identity) };
    });
    return {
      contenders,
      text: identity.subject,
      has: async ({ id }) => (await plain.providerLinks.list(id)).length > 0,
      holder: () => plain.providerLinks.holder('company', identity),
    };
  },
} satisfies Record<string, () => Promise<Contest>>;
const names = Object.keys(contests) as (keyof typeof contests)[];
const open = (name: keyof typeof contests): Promise<Contest> => contests[name]();

function ofAddress(text: string): Pick<Contest, 'has' | 'holder'> {
  return {
    has: async ({ id }) => {
      const account = await plain.accounts.find(id);
      return account?.email === text || account?.logInName === text;
    },
    holder: async () => (await plain.accounts.findByEmail(text))?.id ?? null,
  };
}

/** Whoever has succeeded has it, nobody else, and its key leads there; the others are reached as before. */
async function expectOne(contest: Contest, outcomes: readonly PromiseSettledResult<unknown>[], what: string) {
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(String(outcome.reason), what).toMatch(/already|Another|meanwhile/);
  const winners = contest.contenders.filter((_each, at) => outcomes[at]?.status === 'fulfilled');
  expect(winners, what).toHaveLength(1);
  for (const { account } of contest.contenders) {
    expect(await contest.has(account), what).toBe(account === winners[0]?.account);
    const now = (await plain.accounts.find(account.id)) as Account;
    expect((await plain.accounts.findByEmail(now.email))?.id, what).toBe(account.id);
    expect(await noteOf(account), what).toBeNull();
  }
  expect(await contest.holder(), what).toBe(winners[0]?.account.id);
}

const noteOf = ({ id }: Account): Promise<string | null> =>
  redis.client.hget(accountKeys.record(redis, userOwner(id)), 'claim');

const halting = (haltAt: number): { handle: Halting; stores: Stores } => {
  const handle = new Halting(redis.client, redis.prefix, redis.shards);
  handle.haltAt = haltAt;
  return { handle, stores: createStores(handle, settings) };
};

/** Has one halt before a step, the other before one of its own, and lets both go on. Tells who came as far. */
async function interleave(contest: Contest, firstAt: number, secondAt: number) {
  const [one, two] = contest.contenders as [Contender, Contender];
  const [first, second] = [halting(firstAt), halting(secondAt)];
  const its = Promise.allSettled([one.take(first.stores)]);
  await Promise.race([first.handle.arrived, its]);
  const others = Promise.allSettled([two.take(second.stores)]);
  await Promise.race([second.handle.arrived, others]);
  first.handle.release();
  const [outcome] = await its;
  second.handle.release();
  await expectOne(contest, [outcome, (await others)[0]], `halts at ${firstAt} and ${secondAt}`);
  return { first: first.handle.calls > firstAt, second: second.handle.calls > secondAt };
}

describe.each(names)('%s', (name) => {
  test('goes to one of two, wherever each is when the other goes on', async () => {
    for (let firstAt = 0, halts = true; halts && firstAt < 20; firstAt++) {
      for (let secondAt = 0, bothHalt = true; bothHalt && secondAt < 20; secondAt++) {
        const reached = await interleave(await open(name), firstAt, secondAt);
        halts = reached.first;
        bothHalt = reached.first && reached.second;
      }
    }
  });

  test('goes to one of two in races, over connections of their own', async () => {
    for (let race = 0; race < 50; race++) {
      const contest = await open(name);
      const [one, two] = contest.contenders as [Contender, Contender];
      await expectOne(contest, await Promise.allSettled([one.take(plain), two.take(other)]), `race ${race}`);
    }
  });

  test('is had by nobody or its owner after a process died at any step, and then by whoever comes next', async () => {
    for (let dies = 0, died = true; died && dies < 20; dies++) {
      const contest = await open(name);
      const [one, two] = contest.contenders as [Contender, Contender];
      const { handle, stores } = halting(dies);
      const work = one.take(stores);
      work.catch(() => {});
      await Promise.race([handle.arrived, Promise.allSettled([work])]);
      died = handle.calls === dies + 1;
      const what = `died at ${dies}`;
      // Who is alive comes first.
      const again = dies % 2 === 0 ? one : two;
      if (again === two) await letClaimsEnd(one.account);
      const had = await contest.has(one.account);
      const outcome = await Promise.allSettled([again.take(plain)]);
      const winner = had || again === one ? one : two;
      expect(await contest.holder(), what).toBe(winner.account.id);
      for (const each of [one, two]) expect(await contest.has(each.account), what).toBe(each === winner);
      if (!had) expect(outcome[0].status, what).toBe('fulfilled');
    }
  });
});

/** As if the claim had been begun a while ago. */
async function letClaimsEnd(account: Account): Promise<void> {
  const note = await noteOf(account);
  const [token, at, key] = (note ?? '').split(' ');
  if (note === null) return;
  const then = `${token} ${Number(at) - claimLimits.underWayMs} ${key}`;
  await redis.client.hset(accountKeys.record(redis, userOwner(account.id)), 'claim', then);
}

test('an address whose claim is under way is nobody else’s, and is free again once the account is erased', async () => {
  const { contenders, text } = await open('an address that both have proven');
  const [{ account, take }] = contenders as [Contender];
  const key = emailKey(redis.prefix, text);
  for (let at = 0; (await redis.client.get(key)) !== account.id; at++) {
    const { handle, stores } = halting(at);
    take(stores).catch(() => {});
    await handle.arrived;
  }
  await expect(plain.accounts.create({ email: text, password: null })).rejects.toThrow('already');
  await expect(plain.profiles.edit(account.id, { displayName: 'Grace' })).resolves.toBeDefined();
  await plain.erasures.erase(account.id);
  expect(await redis.client.exists(key)).toBe(0);
  expect(await redis.client.exists(claimKey(key))).toBe(0);
  await plain.accounts.create({ email: text, password: null });
});
