// Tries to give a password, which count before it is looked at.

import type { RedisHandle } from '../base/handle.ts';
import type { SecurityEvent, SecurityListener } from '../session/event.ts';
import { type AttemptKind, type AttemptSubject, Attempts, tooManyAttempts } from './attempt.ts';
import type { CaptchaCheck } from './captcha.ts';

/** Of one account, of whose tries a success wipes out those that failed before. */
const own: readonly AttemptKind[] = ['device', 'address', 'session'];

export class Guesses {
  readonly #attempts: Attempts;
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, report: SecurityListener) {
    this.#attempts = new Attempts(redis);
    this.#report = report;
  }

  /** @throws Refusal TOO_MANY_ATTEMPTS at a field. */
  async begin(subjects: readonly AttemptSubject[], facts: Partial<SecurityEvent>, ...field: string[]): Promise<void> {
    const wait = await this.#attempts.begin(subjects);
    if (wait === null) return;
    this.#report({ ...facts, kind: 'log_in_delayed', reason: wait.kind });
    tooManyAttempts(Math.ceil(wait.waitMs / 1000), ...field);
  }

  /**
   * Asks whose tries have failed before. One that gets no further was no guess, and counts only for its network, or device, if its answer
   * was judged: so that no stranger makes the owner wait.
   * @throws Refusal CAPTCHA_REQUIRED, CAPTCHA_UNAVAILABLE; Overloaded.
   */
  async ask(captcha: CaptchaCheck, subjects: readonly AttemptSubject[]): Promise<void> {
    // This one is counted already.
    if ((await this.#attempts.most(subjects)) <= captcha.afterFailures) return;
    let counted: readonly AttemptKind[] = [];
    try {
      captcha.requireAnswer();
      counted = ['network', 'device'];
      await captcha.verify();
    } catch (error) {
      await this.takeBack(subjects.filter(({ kind }) => !counted.includes(kind)));
      throw error;
    }
  }

  /** The failures of others still count. */
  async succeeded(subjects: readonly AttemptSubject[]): Promise<void> {
    await Promise.all([
      ...subjects.filter(({ kind }) => own.includes(kind)).map((subject) => this.#attempts.forgive(subject)),
      this.takeBack(subjects.filter(({ kind }) => !own.includes(kind))),
    ]);
  }

  /** They were no guesses. */
  takeBack(subjects: readonly AttemptSubject[]): Promise<void> {
    return this.#attempts.takeBack(subjects);
  }
}
