// All that metrics keep of one visitor of a site, for who asks for it, and its erasure. Sums stay: they tell of nobody.

import { RedisClock } from '../base/clock.ts';
import type { ExportPage } from '../base/export-page.ts';
import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { nameLengths } from '../base/name.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { keeping } from './bucket.ts';
import { numberOf } from './event.ts';
import { eventFields } from './event-field.ts';
import type { MetricFeed } from './feed.ts';
import { stepsOf } from './journal.ts';
import { metricKeys, part } from './keys.ts';
import { siteShards } from './shard.ts';
import { isSite, siteRule } from './site.ts';
import { time } from './time.ts';

const eraseScript = loadScript('metric/erase-visitor');

export const visitorDataLimits = {
  /** Days of a page, of those on which the site counted something. */
  daysPerPage: 31,
  daysPerScript: 400,
} as const;

export interface VisitorOfSite {
  readonly site: string;
  readonly visitorId: string;
}

/** What another subject keeps of a visitor, of whichever site. */
export interface VisitorSection {
  /** Each a line of the export. */
  read(visitorId: string): Promise<readonly object[]>;
  /** Whether anything was known of the visitor. */
  erase(visitorId: string): Promise<boolean>;
}

export class VisitorData {
  readonly #redis: RedisHandle;
  readonly #feed: MetricFeed;
  readonly #sections: readonly VisitorSection[];
  readonly #clock: RedisClock;

  constructor(redis: RedisHandle, feed: MetricFeed, sections: readonly VisitorSection[]) {
    this.#redis = redis;
    this.#feed = feed;
    this.#sections = sections;
    this.#clock = new RedisClock(redis.client);
  }

  /**
   * JSON lines, page by page: what other subjects keep, the newest events of the visitor as they were sent, then each day with the steps
   * that are kept of it.
   * @param after the `next` of the page before
   * @throws Refusal INVALID
   */
  async page(of: VisitorOfSite, after: string | null = null): Promise<ExportPage> {
    checkVisitor(of);
    if (after !== null && !/^\d{1,6}$/.test(after)) refuse('INVALID', 'That is not a cursor of this export.', 'after');
    const [elsewhere, { lines, next }] = await Promise.all([
      after === null ? Promise.all(this.#sections.map((section) => section.read(of.visitorId))) : [],
      this.#ofSite(of, after),
    ]);
    const all = [...elsewhere.flat(), ...lines];
    return { text: all.map((line) => `${JSON.stringify(line)}\n`).join(''), count: all.length, unreadable: 0, next };
  }

  async #ofSite(of: VisitorOfSite, after: string | null): Promise<{ lines: object[]; next: string | null }> {
    const all = await this.#daysOf(of);
    const rest = after === null ? all : all.filter((day) => day > Number(after));
    const days = rest.slice(0, visitorDataLimits.daysPerPage);
    const events = after === null ? (await this.#feed.of(of.site, of.visitorId)).map((event) => ({ event })) : [];
    const lines = [...events, ...(await Promise.all(days.map((day) => this.#dayOf(of, day)))).flat()];
    return { lines, next: days.length < rest.length ? String(days.at(-1)) : null };
  }

  /**
   * Erases all of it. Counts and estimates keep what the visitor added to them. The entries of the feed that have an event of theirs go as
   * a whole, with the events of others that came in the same call.
   * @returns whether anything was known of the visitor.
   * @throws Refusal INVALID
   */
  async erase(of: VisitorOfSite): Promise<boolean> {
    checkVisitor(of);
    const days = await this.#daysOf(of);
    const { daysPerScript } = visitorDataLimits;
    let known = 0;
    // Once at least, for what is kept of no day.
    for (let first = 0; first === 0 || first < days.length; first += daysPerScript) {
      const args = [numberOf(of.visitorId), ...days.slice(first, first + daysPerScript)];
      known += (await this.#redis.run(eraseScript, [this.#keyOf(of, '')], args)) as number;
    }
    const events = await this.#feed.forget(of.site, of.visitorId);
    const elsewhere = await Promise.all(this.#sections.map((section) => section.erase(of.visitorId)));
    return known + events > 0 || elsewhere.includes(true);
  }

  async #dayOf(of: VisitorOfSite, day: number): Promise<object[]> {
    const { client } = this.#redis;
    const [visitor, atMs] = [numberOf(of.visitorId), day * time.dayMs];
    const [journal, seen] = await Promise.all([
      client.hget(this.#keyOf(of, part.journals(atMs)), visitor),
      client.sismember(this.#keyOf(of, part.seen(atMs)), visitor),
    ]);
    if (journal === null && seen === 0) return [];
    const steps = stepsOf(journal ?? '').map(({ kind, label, intoDayMs }) => {
      return { at: new Date(atMs + intoDayMs), kind, name: label };
    });
    return [{ day: new Date(atMs).toISOString().slice(0, 10), site: of.site, steps }];
  }

  /** Those on which the shard of the visitor counted something; without a list from the first on, also all that journals can be of. */
  async #daysOf(of: VisitorOfSite): Promise<number[]> {
    const bits = (await this.#redis.client.getBuffer(this.#keyOf(of, part.days))) ?? Buffer.alloc(1);
    const isCounted = (day: number): boolean => (((bits[day >> 3] ?? 0) >> (7 - (day & 7))) & 1) === 1;
    const days = new Set<number>();
    for (let day = 1; day < bits.length * 8; day++) if (isCounted(day)) days.add(day);
    const today = Math.floor((await this.#clock.nowMs()) / time.dayMs);
    if (!isCounted(0)) for (let day = today - keeping.journals.most; day <= today; day++) days.add(day);
    return [...days].sort((a, b) => a - b);
  }

  #keyOf({ site, visitorId }: VisitorOfSite, end: string): string {
    return metricKeys.bucket(this.#redis.prefix, site, siteShards(this.#redis, site).of(visitorId), end);
  }
}

function checkVisitor({ site, visitorId }: VisitorOfSite): void {
  if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
  checkText(visitorId, 'visitorId', eventFields.visitorId.maxLength);
}
