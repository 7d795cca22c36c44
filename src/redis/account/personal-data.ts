// What Mortar keeps of a person, subject by subject: to be shown to him, and to be erased. The subjects are put together in
// redis/personal-data.ts.

import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import type { SecurityListener } from '../session/event.ts';
import { Attempts, tooManyAttempts } from './attempt.ts';

export interface Person {
  /** Of the account. */
  readonly userId: string;
  /** As whom carts, checkouts and orders know him. */
  readonly owner: string;
  /** As whom the metrics may know him: the visitor that his browser is, and the owner for what he bought without one. */
  readonly visitors: readonly string[];
}

/** What one subject keeps of a person. */
export interface PersonalSection {
  readonly name: string;
  /** Some of it, at most a page, from where a page before has ended. */
  read(person: Person, after: string | null): Promise<PersonalPage>;
}

export interface PersonalPage {
  readonly entries: readonly unknown[];
  /** Where to go on; null where that is all. */
  readonly next: string | null;
}

export interface ExportedPage extends PersonalPage {
  readonly section: string;
}

const exportLimits = { cursorCharacters: 300 } as const;

export class AccountExports {
  readonly #attempts: Attempts;
  readonly #sections: readonly PersonalSection[];
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, sections: readonly PersonalSection[], report: SecurityListener = () => {}) {
    this.#attempts = new Attempts(redis);
    this.#sections = sections;
    this.#report = guarded('onSecurityEvent', report);
  }

  /**
   * A page of all that is kept of a person, section by section; the first one without a cursor.
   * @throws Refusal INVALID for a cursor of another list; TOO_MANY_ATTEMPTS where an export was begun too often.
   */
  async page(person: Person, after: string | null = null): Promise<ExportedPage> {
    checkText(after ?? '', 'after', exportLimits.cursorCharacters, 0);
    const [name, ...inner] = (after ?? '').split(' ');
    if (!after) await this.#begin(person);
    const place = !after ? 0 : this.#sections.findIndex((section) => section.name === name);
    const section = this.#sections[place];
    if (!section) return refuse('INVALID', 'That is not a cursor of this list.', 'after');
    const { entries, next } = await section.read(person, inner.join(' ') || null);
    const following = this.#sections[place + 1]?.name ?? null;
    return { section: section.name, entries, next: next === null ? following : `${section.name} ${next}` };
  }

  async #begin({ userId }: Person): Promise<void> {
    const wait = await this.#attempts.begin([{ kind: 'export', subject: userId }]);
    if (wait) tooManyAttempts(Math.ceil(wait.waitMs / 1_000));
    this.#report({ kind: 'account_exported', userId });
  }
}
