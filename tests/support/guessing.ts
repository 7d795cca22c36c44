// Simulates a stranger who guesses the password of one account from some addresses, as fast as Mortar lets each of them, while the
// owner logs in now and then. Scripts read a clock of the simulation's own, so that a year takes minutes.

import { Accounts } from '../../src/redis/account/account.ts';
import type { RedisClient } from '../../src/redis/base/connect.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import type { Script, ScriptArgument } from '../../src/redis/base/scripts.ts';
import { ClockedRedis } from './lua-clock.ts';

export interface GuessingPlan {
  readonly days: number;
  /** The stranger's addresses. */
  readonly addresses: readonly string[];
}

export interface GuessingReport {
  readonly guesses: number;
  /** In any 24 hours. */
  readonly mostPerDay: number;
  readonly knownDevice: Tally;
  readonly newDevice: Tally;
}

interface Tally {
  tries: number;
  refused: number;
}

const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.UTC(2026, 0, 1);
const email = 'owner@example.com';
const password = 'a long enough sentence';
/** How often the owner logs in, on each kind of device. */
const ownerEveryMs = 5 * hour;

class OwnTimeRedis extends ClockedRedis {
  nowMs = begin;

  override async run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    await this.setClock(keys[0] as string, this.nowMs);
    return super.run(script, keys, args);
  }
}

export async function simulateGuessing(
  client: RedisClient,
  prefix: string,
  { days, addresses }: GuessingPlan,
): Promise<GuessingReport> {
  const redis = new OwnTimeRedis(client, prefix);
  let delayedBy: string | undefined;
  const accounts = new Accounts(redis, { memoryKiB: 64, iterations: 1 }, (event) => {
    if (event.kind === 'log_in_delayed') delayedBy = event.reason;
  });
  const owner = await Owner.signUp(accounts);
  const mayTryAt = addresses.map(() => begin);
  let accountMayTryAt = begin;
  let ownerAt = begin + ownerEveryMs;
  const guesses: number[] = [];
  for (;;) {
    const index = indexOfLeast(mayTryAt);
    const next = Math.max(redis.nowMs + 1, mayTryAt[index] as number, accountMayTryAt);
    for (; ownerAt <= next; ownerAt += ownerEveryMs) {
      redis.nowMs = ownerAt;
      await owner.logIn();
    }
    if (next > begin + days * day) break;
    redis.nowMs = next;
    const client = { ipAddress: addresses[index] as string, userAgent: null };
    const problem = await problemOf(accounts.logIn(email, `wrong password ${guesses.length}`, client));
    const until = next + (problem?.retryAfterSeconds ?? 0) * 1_000;
    if (problem?.code === 'INVALID_CREDENTIALS') guesses.push(next);
    else if (delayedBy === 'account') accountMayTryAt = until;
    else mayTryAt[index] = until;
  }
  await accounts.close();
  return { guesses: guesses.length, mostPerDay: mostInADay(guesses), ...owner.tallies };
}

class Owner {
  readonly tallies = { knownDevice: { tries: 0, refused: 0 }, newDevice: { tries: 0, refused: 0 } };
  readonly #accounts: Accounts;
  readonly #device: string;

  constructor(accounts: Accounts, device: string) {
    this.#accounts = accounts;
    this.#device = device;
  }

  static async signUp(accounts: Accounts): Promise<Owner> {
    const { id } = await accounts.create({ email, password });
    const client = { ipAddress: '198.51.100.20', userAgent: null };
    return new Owner(accounts, (await accounts.remember(id, client)).text);
  }

  /** Mistypes once on each device. */
  async logIn(): Promise<void> {
    for (const [kind, client] of [
      ['knownDevice', { ipAddress: '198.51.100.20', userAgent: null, device: this.#device }],
      ['newDevice', { ipAddress: '198.51.100.21', userAgent: null }],
    ] as const) {
      for (const given of ['a mistyped sentence', password]) {
        const problem = await problemOf(this.#accounts.logIn(email, given, client));
        this.tallies[kind].tries++;
        if (problem && problem.code !== 'INVALID_CREDENTIALS') this.tallies[kind].refused++;
      }
    }
  }
}

async function problemOf(work: Promise<unknown>) {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0];
    throw error;
  }
}

function indexOfLeast(times: readonly number[]): number {
  let least = 0;
  for (let index = 1; index < times.length; index++)
    if ((times[index] as number) < (times[least] as number)) least = index;
  return least;
}

function mostInADay(times: readonly number[]): number {
  let [first, most] = [0, 0];
  for (const [index, time] of times.entries()) {
    while ((times[first] as number) <= time - day) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
