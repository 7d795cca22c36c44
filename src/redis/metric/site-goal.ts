// The goals of a site: pages and events that count as reached. The script that counts an event counts its goals, too, so each process
// knows the goals of the sites whose events it takes.

import { checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { nameLengths } from '../base/name.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { metricLimits } from './bucket.ts';
import { cut, normalisePath, plain } from './dimension.ts';
import type { EventValues, MetricEvent } from './event-field.ts';
import { metricKeys } from './keys.ts';
import { isSite, siteRule } from './site.ts';

const setScript = loadScript('metric/goal-set');

export const goalLimits = {
  perSite: 20,
  nameLength: 100,
  /** What one process sets, others count by after so long. */
  freshMs: 1_000,
} as const;

export interface GoalInput {
  readonly site: string;
  readonly name: string;
  /** Path of a page, in which `*` stands for any characters. Null for a goal that is an event. */
  readonly page?: string | null;
  /** Name of an event, or its type where it has no name. */
  readonly event?: string | null;
  /** What each conversion is worth. */
  readonly value?: EventValues['money'] | null;
  /** Whether each conversion is worth what its event says. Refunds then lower the value. */
  readonly valueOfEvent?: boolean | null;
}

export interface SiteGoal {
  readonly site: string;
  readonly name: string;
  readonly page: string | null;
  readonly event: string | null;
  readonly value: { readonly minor: bigint; readonly currency: string } | null;
  readonly valueOfEvent: boolean;
  /** Names what is counted of it; no other goal of the site ever has it. */
  readonly number: number;
  /** Events that arrived before are not counted. */
  readonly createdAt: Date;
}

/**
 * The goals that an event reaches, or whose value a refund lowers, as the script that counts takes them: their numbers, each with its value
 * if it has one.
 */
export type GoalsOf = (event: MetricEvent, label: string) => string;

interface Known {
  readonly atMs: number;
  readonly goalsOf: Promise<GoalsOf>;
}

export class SiteGoals {
  readonly #redis: RedisHandle;
  readonly #known = new Map<string, Known>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The goals of a site by name. */
  async list(site: string): Promise<SiteGoal[]> {
    return readable(await this.listed(site));
  }

  /** As `list`, with an error instead of each that cannot be read. It is not counted. */
  async listed(site: string): Promise<(SiteGoal | Error)[]> {
    const stored = await this.#redis.client.hgetall(metricKeys.goals(this.#redis.prefix, site));
    return Object.entries(stored)
      .filter(([name]) => name !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => orError(() => readGoal(site, name, text)));
  }

  async find(site: string, name: string): Promise<SiteGoal | null> {
    if (name === '') return null;
    const text = await this.#redis.client.hget(metricKeys.goals(this.#redis.prefix, site), name);
    return text === null ? null : readGoal(site, name, text);
  }

  /**
   * Makes a goal, or replaces the one of that name. What was counted of it stays.
   * @throws Refusal INVALID for a goal that is none, LIMIT_EXCEEDED for one too many.
   */
  async set(input: GoalInput): Promise<SiteGoal> {
    const { site, name } = input;
    checkSite(site);
    checkText(name, 'name', goalLimits.nameLength);
    const stored = JSON.stringify(storedOf(input));
    const key = metricKeys.goals(this.#redis.prefix, site);
    const [outcome, text = ''] = (await this.#redis.run(
      setScript,
      [key],
      [name, stored, goalLimits.perSite],
    )) as string[];
    if (outcome === 'FULL')
      refuse('LIMIT_EXCEEDED', `A site has at most ${goalLimits.perSite} goals. Delete one with goalDelete.`, 'name');
    this.#known.delete(site);
    return readGoal(site, name, text);
  }

  /** Returns whether there was such a goal. What was counted of it lapses. */
  async delete(site: string, name: string): Promise<boolean> {
    checkSite(site);
    checkText(name, 'name', goalLimits.nameLength);
    this.#known.delete(site);
    return (await this.#redis.client.hdel(metricKeys.goals(this.#redis.prefix, site), name)) === 1;
  }

  /** What tells which goals an event of a site reaches: read from Redis at most once a second. */
  goalsOf(site: string): Promise<GoalsOf> {
    const known = this.#known.get(site);
    if (known && performance.now() - known.atMs <= goalLimits.freshMs) return known.goalsOf;
    if (this.#known.size >= metricLimits.sites) this.#known.clear();
    const goalsOf = this.list(site).then(compiled);
    this.#known.set(site, { atMs: performance.now(), goalsOf });
    goalsOf.catch(() => this.#known.delete(site));
    return goalsOf;
  }
}

function checkSite(site: string): void {
  if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
}

function storedOf({ page, event, value, valueOfEvent }: GoalInput) {
  if ((page == null) === (event == null)) refuse('INVALID', 'A goal is either a page or an event: give one.', 'page');
  if (page != null) checkText(page, 'page', metricLimits.pathLength);
  if (event != null) checkText(event, 'event', metricLimits.nameLength);
  if (page != null && !page.startsWith('/'))
    refuse('INVALID', 'The page must be a path that begins with a slash, such as /thanks or /products/*.', 'page');
  if (value && valueOfEvent) refuse('INVALID', 'Give either a value or valueOfEvent.', 'value');
  if (value && !/^[A-Z]{3}$/.test(value.currency))
    refuseField(['value', 'currency'], 'must be three capital letters, such as EUR');
  if (value) checkWhole(value.minor, ['value', 'amount'], 0, metricLimits.valueMaxMinor);
  return {
    page: page == null ? null : normalisePath(page),
    event: event == null ? null : plain(cut(event, metricLimits.nameLength)),
    value: value ? { minor: String(value.minor), currency: value.currency } : null,
    valueOfEvent: valueOfEvent ?? false,
  };
}

function readGoal(site: string, name: string, text: string): SiteGoal {
  const [, number, createdAtMs, rest = ''] = /^(\d+) (\d+) (\{.*)$/s.exec(text) ?? [];
  const { page, event, value, valueOfEvent } = JSON.parse(rest) as ReturnType<typeof storedOf>;
  return {
    ...{ site, name, page, event, valueOfEvent },
    value: value && { minor: BigInt(value.minor), currency: value.currency },
    number: Number(number),
    createdAt: new Date(Number(createdAtMs)),
  };
}

function compiled(goals: readonly SiteGoal[]): GoalsOf {
  if (goals.length === 0) return () => '';
  const byEvent = new Map<string, SiteGoal[]>();
  for (const goal of goals)
    if (goal.event !== null) byEvent.set(goal.event, [...(byEvent.get(goal.event) ?? []), goal]);
  const pages = goals.flatMap((goal) => (goal.page === null ? [] : [{ goal, matches: pathMatcher(goal.page) }]));
  return (event, label) => {
    // Time on a page and money that goes back are no visit, but a value that was paid is lowered by what goes back of it.
    if (event.type === 'ENGAGEMENT') return '';
    if (event.type === 'REFUND') return loweredBy(event, byEvent.get(event.name == null ? 'PURCHASE' : label) ?? []);
    const reached =
      event.type === 'PAGE_VIEW'
        ? pages.filter(({ matches }) => matches(label)).map(({ goal }) => goal)
        : (byEvent.get(label) ?? []);
    return reached.map((goal) => markOf(goal, event)).join(' ');
  };
}

/** Whether a step reaches a goal, by its label as in journals: after its kind, `p` for a page. */
export function stepMatcher({ page, event }: SiteGoal): (label: string) => boolean {
  if (page === null) return (label) => label === `e${event}`;
  const matches = pathMatcher(page);
  return (label) => label.startsWith('p') && matches(label.slice(1));
}

function markOf({ number, value, valueOfEvent }: SiteGoal, event: MetricEvent): string {
  const worth = valueOfEvent ? event.value : value;
  return worth ? `${number}:${worth.minor}:${worth.currency}` : String(number);
}

/** A refund belongs to the events whose name it has, and without one to purchases without one. It says of no goal that it was reached. */
function loweredBy({ value }: MetricEvent, goals: readonly SiteGoal[]): string {
  if (!value) return '';
  const paid = goals.filter(({ valueOfEvent }) => valueOfEvent);
  return paid.map(({ number }) => `${number}:-${value.minor}:${value.currency}`).join(' ');
}

/** Takes time that grows with the path alone, whatever the pattern: each text between two stars is looked for once. */
function pathMatcher(pattern: string): (path: string) => boolean {
  const [first = '', ...rest] = pattern.split(/\*+/);
  const last = rest.pop();
  if (last === undefined) return (path) => path === first;
  return (path) => {
    if (!path.startsWith(first)) return false;
    let at = first.length;
    for (const text of rest) {
      const found = path.indexOf(text, at);
      if (found < 0) return false;
      at = found + text.length;
    }
    return path.length - last.length >= at && path.endsWith(last);
  };
}
