// What passwords cost: judged in a thread, and hashed by a few cores, in fair turns.

import { FairQueue, NoTurn } from '../base/fair-queue.ts';
import { Overloaded } from '../base/problem.ts';
import { tooManyAttempts } from './attempt.ts';
import { hashesAtOnceDefault, type PasswordSettings, Passwords, passwordLimits } from './password.ts';
import { type JudgeSettings, PasswordJudge, type PasswordOwner } from './password-judge.ts';

/** Each hash takes a core for some 20 ms, and 19 MiB. */
const waiting = { waitingPerKey: 30, waiting: 500 } as const;

export interface PasswordWorkSettings extends Partial<PasswordSettings>, JudgeSettings {
  /** How many passwords are hashed at a time. */
  readonly hashesAtOnce?: number;
}

/** `turn` is whose turn it is; all throw Refusal TOO_MANY_ATTEMPTS if too much of it waits, and Overloaded if too much does in all. */
export class PasswordWork {
  readonly #passwords: Passwords;
  readonly #judge: PasswordJudge;
  readonly #turns: FairQueue;

  constructor(settings: PasswordWorkSettings) {
    this.#passwords = new Passwords(settings);
    this.#judge = new PasswordJudge(settings);
    this.#turns = new FairQueue({ atOnce: settings.hashesAtOnce ?? hashesAtOnceDefault, ...waiting });
  }

  /** @throws Refusal WEAK_PASSWORD on `field`. */
  require(password: string, owner: PasswordOwner, turn: string, field: string): Promise<void> {
    return inTurn(this.#judge.require(password, owner, turn, field));
  }

  hash(password: string, turn: string): Promise<string> {
    return inTurn(this.#turns.run(turn, () => this.#passwords.hash(password)));
  }

  /** Takes as long where nothing is stored. */
  verify(stored: string | null, password: string, turn: string): Promise<boolean> {
    const given = password.slice(0, passwordLimits.maxLength * 2);
    return inTurn(this.#turns.run(turn, () => this.#passwords.verify(stored, given)));
  }

  isOutdated(stored: string): boolean {
    return this.#passwords.isOutdated(stored);
  }

  /** Ends the thread that judges. */
  close(): Promise<void> {
    return this.#judge.close();
  }
}

async function inTurn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof NoTurn)) throw error;
    if (error.full === 'key') tooManyAttempts(error.retryAfterSeconds);
    throw new Overloaded(undefined, error.retryAfterSeconds);
  }
}
