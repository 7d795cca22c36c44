// What shoppers look for and do not find, for those who keep the catalogue. Nothing of a shopper is kept: only the words, and only such as
// several have looked for are shown.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import { folded } from './language.ts';

export const missedLimits = {
  /** Searches kept per week; twice as many before the rarest are dropped. */
  kept: 500,
  /** Weeks that are shown, that of now included. */
  weeks: 4,
  weekMs: 7 * 24 * 3_600_000,
  /** A search is shown from so many on, so that what only one person has typed is not. */
  shownFrom: 3,
  maxLength: 60,
  /** Searches of one caller that a process counts per hour, each once. */
  perCaller: 20,
  callerMs: 3_600_000,
  /** Callers that a process remembers. */
  callers: 5_000,
} as const;

export interface MissedSearch {
  readonly search: string;
  /** How many callers looked for it, by the hour: at most what it was. */
  readonly count: number;
}

/** As long as a search may be. */
const textMost = 1_000;

const missedScript = loadScript('catalogue/missed');

export class MissedSearches {
  readonly #redis: RedisHandle;
  readonly #callers = new Map<string, { readonly since: number; readonly searches: Set<string> }>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Counts a search that found nothing. @param caller such as an address; it is not stored. */
  async note(search: string, caller: string, now = Date.now()): Promise<void> {
    checkText(search, 'search', textMost, 0);
    const text = worthKeeping(search);
    if (text === null || !this.#isNew(text, caller, now)) return;
    const { kept, weekMs, weeks } = missedLimits;
    await this.#redis.run(missedScript, [this.#keyOf(weekOf(now))], [text, kept, weekMs * (weeks + 1)]);
  }

  /** The most frequent of the last weeks first. */
  async list(now = Date.now()): Promise<MissedSearch[]> {
    const pipeline = this.#redis.client.pipeline();
    for (let week = 0; week < missedLimits.weeks; week += 1)
      pipeline.zrevrange(this.#keyOf(weekOf(now) - week), 0, missedLimits.kept - 1, 'WITHSCORES');
    const counts = new Map<string, number>();
    for (const [error, rows] of (await pipeline.exec()) ?? []) {
      if (error) throw error;
      const list = rows as string[];
      for (let at = 0; at < list.length; at += 2)
        counts.set(list[at] as string, (counts.get(list[at] as string) ?? 0) + Number(list[at + 1]));
    }
    return [...counts]
      .filter(([, count]) => count >= missedLimits.shownFrom)
      .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      .slice(0, missedLimits.kept)
      .map(([search, count]) => ({ search, count }));
  }

  /** Takes a search off the list, until it is missed again. */
  async forget(search: string, now = Date.now()): Promise<void> {
    checkText(search, 'search', missedLimits.maxLength);
    const pipeline = this.#redis.client.pipeline();
    for (let week = 0; week < missedLimits.weeks; week += 1) pipeline.zrem(this.#keyOf(weekOf(now) - week), search);
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }

  /** Whether the caller has neither looked for it within the hour, nor for too much else. */
  #isNew(text: string, caller: string, now: number): boolean {
    let known = this.#callers.get(caller);
    if (!known || now - known.since >= missedLimits.callerMs) known = { since: now, searches: new Set() };
    // Behind the others, so that who has been silent longest is forgotten first.
    this.#callers.delete(caller);
    this.#callers.set(caller, known);
    if (this.#callers.size > missedLimits.callers) this.#callers.delete(this.#callers.keys().next().value as string);
    if (known.searches.has(text) || known.searches.size >= missedLimits.perCaller) return false;
    known.searches.add(text);
    return true;
  }

  #keyOf(week: number): string {
    return catalogueKeys.missed(this.#redis.prefix, week);
  }
}

const weekOf = (now: number): number => Math.floor(now / missedLimits.weekMs);

/** As searches are compared. Null for what may say who somebody is: an address of e-mail, a number of a phone, an order or a card. */
function worthKeeping(search: string): string | null {
  const text = folded(search)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  const digits = text.match(/\p{N}/gu)?.length ?? 0;
  return text === '' || text.length > missedLimits.maxLength || text.includes('@') || digits > 5 ? null : text;
}
