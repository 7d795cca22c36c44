// Which passwords are refused, and why: those that a program that guesses would find soon, by the dictionaries of zxcvbn, and
// those that are known from leaks.

import { Worker } from 'node:worker_threads';
import { FairQueue } from '../base/fair-queue.ts';
import { Overloaded, rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { BreachedPasswords, type BreachSettings } from './breached.ts';
import { passwordLimits } from './password.ts';

export interface JudgeSettings extends BreachSettings {
  /** Words that say nothing about a person here, such as the name of the shop. */
  readonly words?: readonly string[];
}

/** Whose password it is. */
export interface PasswordOwner {
  readonly email: string;
  readonly displayName: string;
}

interface Verdict {
  readonly guesses: number;
  readonly warning: string | null;
  /** It contains a word of its owner, or one that everybody knows here. */
  readonly personal: boolean;
}

const judgeLimits = {
  /** How many characters are judged: the time grows with more than their number. */
  characters: 64,
  /** A password that is found with fewer guesses is refused. */
  guesses: 1e9,
  wordLength: 3,
  words: 40,
  /** A judgement that takes longer is given up. */
  timeoutMs: 10_000,
  /** The thread and its dictionaries go after this time without a password. */
  idleMs: 60_000,
  turns: { atOnce: 1, waitingPerKey: 10, waiting: 200 },
} as const;

const productName = 'mortar';
const advice = 'Choose a longer one, such as four words that do not belong together.';

const lengths = [rangeOf(passwordLimits.minLength, passwordLimits.maxLength, 'characters')];

export class PasswordJudge {
  readonly #words: readonly string[];
  readonly #breached: BreachedPasswords;
  readonly #turns = new FairQueue(judgeLimits.turns);
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(settings: JudgeSettings = {}) {
    this.#words = [productName, ...(settings.words ?? [])];
    this.#breached = new BreachedPasswords(settings);
  }

  /**
   * Refuses a password that is too short, too long, easy to guess or known from a leak. There are no rules of composition.
   * @param turn whose turn it is: usually the address of who asks.
   * @throws Refusal WEAK_PASSWORD on `field`, NoTurn or Overloaded.
   */
  async require(password: string, owner: PasswordOwner, turn: string, field: string): Promise<void> {
    const length = [...password].length;
    if (length < passwordLimits.minLength)
      refuseBut(lengths, 'WEAK_PASSWORD', `The password needs at least ${passwordLimits.minLength} characters.`, field);
    if (length > passwordLimits.maxLength)
      refuseBut(
        lengths,
        'WEAK_PASSWORD',
        `The password may have at most ${passwordLimits.maxLength} characters.`,
        field,
      );
    const judged = [...password.normalize('NFKC')].slice(0, judgeLimits.characters).join('');
    const words = [...wordsOf(owner), ...this.#words];
    const verdict = await this.#turns.run(turn, () => this.#judge(judged, words));
    if (verdict.guesses < judgeLimits.guesses) refuse('WEAK_PASSWORD', `${reasonOf(verdict)} ${advice}`, field);
    if (await this.#breached.has(password))
      refuse('WEAK_PASSWORD', `This password is known from a data leak, so attackers try it. ${advice}`, field);
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #judge(password: string, words: readonly string[]): Promise<Verdict> {
    clearTimeout(this.#idle);
    this.#worker ??= startWorker();
    const worker = this.#worker;
    return new Promise<Verdict>((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        if (this.#worker === worker) this.#worker = undefined;
        void worker.terminate();
        settle();
        reject(error);
      };
      const onExit = (): void => giveUp(new Overloaded());
      const onMessage = (verdict: Verdict): void => {
        settle();
        resolve(verdict);
        this.#idle = setTimeout(() => void this.close(), judgeLimits.idleMs).unref();
      };
      const timer = setTimeout(onExit, judgeLimits.timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', giveUp).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', giveUp).on('exit', onExit);
      worker.postMessage({ password, words });
    });
  }
}

/** It keeps no process from ending. */
function startWorker(): Worker {
  const worker = new Worker(new URL('./judge-worker.mjs', import.meta.url));
  worker.unref();
  return worker;
}

function reasonOf({ personal, warning }: Verdict): string {
  if (personal)
    return 'This password contains your name, your e-mail address or the name of this site, which attackers try.';
  return warning ?? 'A program that guesses would find this password soon.';
}

/** The parts of an address and a name. */
function wordsOf({ email, displayName }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const parts = `${email} ${displayName}`.split(/[^\p{L}\p{N}]+/u);
  // Also written as one word, and without the numbers that make an address one's own.
  const joined = [local, displayName].map((text) => text.replace(/[^\p{L}]+/gu, ''));
  const words = [email, local, domain, displayName, ...parts, ...joined];
  return [...new Set(words.map((word) => word.toLowerCase()))]
    .filter((word) => word.length >= judgeLimits.wordLength)
    .slice(0, judgeLimits.words);
}
