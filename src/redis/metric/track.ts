// What is given to `track`, and what it returns.

import type { Problem } from '../base/problem.ts';
import type { Retention } from './bucket.ts';
import type { PreparedEvent, Rejection, RejectReason } from './event.ts';
import type { PlaceOf } from './recogniser.ts';
import type { Sites } from './site.ts';
import type { SiteGoals } from './site-goal.ts';

export interface TrackResult {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** How many were rejected for which reason. */
  readonly reasons: ReadonlyMap<RejectReason, number>;
  /** What the sender can mend, with the event's place in the input. */
  readonly problems: readonly Problem[];
}

export interface TrackSettings {
  /** Events of any age, known again for as long as their day is kept; nobody who watches is woken. */
  readonly imported?: boolean;
}

export const noEvent: Rejection = { reason: 'invalid', message: 'The event is missing.' };
export const nearlyFull =
  'The storage is nearly full, so Mortar counts no events. Nothing was counted; try again later.';

export function siteLimitReached(site: string): string {
  return `The site ${site} has reached what its events may add to Redis today. Events count again from midnight UTC.`;
}

/** Whoever counts some of the events once more, as experiments count their goals. */
export interface GoalCounter {
  /** Which of the events are goals. */
  goalsAmong(events: readonly PreparedEvent[]): Promise<ReadonlySet<PreparedEvent>>;
  /**
   * Told of each goal once it is counted as an event, with the time of its first arrival; and again where that broke off and
   * the event is sent again, so it must do nothing twice for the same one.
   */
  convert(goals: readonly PreparedEvent[]): Promise<void>;
}

/** Whoever shows variants to visitors, as experiments do. */
export interface VariantSource {
  /** The numbers of the visitors who were shown each variant of an experiment; null for an experiment that there is not. */
  visitorsOf(experiment: string): Promise<ReadonlyMap<string, readonly string[]> | null>;
}

export interface MetricsSettings {
  /** Called with the events that are to be counted, duplicates too, before they are. */
  readonly beforeCounting?: (events: readonly PreparedEvent[]) => Promise<void>;
  readonly goals?: GoalCounter;
  readonly siteGoals?: SiteGoals;
  /** For the hosts of a site, whose links are no source; without it a site is known by its name alone. */
  readonly sites?: Sites;
  /** For filters by variant; without it there are no experiments. */
  readonly variants?: VariantSource;
  /** How many bytes a site's events may add to Redis on a day. */
  readonly siteBytesPerDay?: number;
  /** For how many days what is counted is kept. */
  readonly kept?: Retention;
  /** Where addresses are, for the countries and regions of visitors. */
  readonly placeOf?: PlaceOf | undefined;
}
