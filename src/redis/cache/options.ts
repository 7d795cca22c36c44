// What a value is cached by, its limits in one place, and what is said about a mistake in it.

import { type Problem, Refusal, rangeOf } from '../base/problem.ts';

/** What bounds keys, values and lifetimes. */
export const cacheLimits = {
  keyCharacters: 500,
  tagCharacters: 100,
  tagsPerEntry: 16,
  /** Of a value as text. */
  valueBytes: 1_048_576,
  /** From the load to the moment at which nothing is kept any more. */
  lifetimeSeconds: 30 * 24 * 3600,
  memorySeconds: 30,
  keysPerInvalidation: 1_000,
  tagsPerInvalidation: 100,
  /** Counts by minute are kept so long. */
  seriesMinutes: 48 * 60,
} as const;

/** How long a value is kept, and what it was made from. */
export interface CacheOptions {
  /** How long a value is fresh. It is taken up to a tenth shorter, so that what was stored together does not end together. */
  readonly ttlSeconds: number;
  /** How long after that the old value is still handed out while one caller loads a new one behind it (0). */
  readonly staleSeconds?: number;
  /** How long after `ttlSeconds` the old value is handed out where loading a new one fails (`staleSeconds`). */
  readonly staleIfErrorSeconds?: number;
  /** In the place of `ttlSeconds` where the value is null: how long it is remembered that there is nothing. */
  readonly nullTtlSeconds?: number;
  /** What the value was made from: `invalidate({ tags })` ends every value that has one of them. At most 16. */
  readonly tags?: readonly string[];
  /** How long this process may hand the value out without asking Redis; 0 for never (as the cache is set: 5). */
  readonly memorySeconds?: number;
}

/** What is to be invalidated. */
export interface CacheInvalidation {
  readonly keys?: readonly string[];
  readonly tags?: readonly string[];
}

/** The times of an entry in milliseconds from the moment at which it is stored. */
export interface Lifetime {
  readonly freshMs: number;
  readonly staleMs: number;
  readonly keptMs: number;
}

const shortestOfTtl = 0.9;

export function lifetimeOf(options: CacheOptions, isNull: boolean): Lifetime {
  const { ttlSeconds, nullTtlSeconds = ttlSeconds, staleSeconds = 0, staleIfErrorSeconds = staleSeconds } = options;
  const jitter = shortestOfTtl + (1 - shortestOfTtl) * Math.random();
  const freshMs = Math.max(1, Math.round((isNull ? nullTtlSeconds : ttlSeconds) * 1000 * jitter));
  const staleMs = Math.round(freshMs + staleSeconds * 1000);
  return { freshMs, staleMs, keptMs: Math.round(Math.max(staleMs, freshMs + staleIfErrorSeconds * 1000)) };
}

const nameRule = (most: number): string =>
  `must be 1 to ${most} characters, none of them a control character or half of one`;

/** @throws Refusal INVALID. */
export function checkKey(key: string): void {
  if (!isName(key, cacheLimits.keyCharacters))
    throw new Refusal(wrong(`key ${nameRule(cacheLimits.keyCharacters)}`, 'key'));
}

/** @throws Refusal INVALID with a problem for each option that is wrong. */
export function checkOptions(options: CacheOptions): void {
  const { ttlSeconds, staleSeconds = 0, staleIfErrorSeconds = staleSeconds, nullTtlSeconds = ttlSeconds } = options;
  const { memorySeconds = 0, tags = noTags } = options;
  const most = cacheLimits.lifetimeSeconds;
  const problems: Problem[] = [];
  const look = (name: string, value: number, from: number, to: number): void => {
    if (!(value >= from && value <= to))
      problems.push({ ...wrong(`${name} must be from ${from} to ${to} seconds`, name), allowed: [rangeOf(from, to)] });
  };
  look('ttlSeconds', ttlSeconds, 0.001, most);
  if (nullTtlSeconds !== ttlSeconds) look('nullTtlSeconds', nullTtlSeconds, 0.001, most);
  look('staleSeconds', staleSeconds, 0, most);
  look('staleIfErrorSeconds', staleIfErrorSeconds, 0, most);
  look('memorySeconds', memorySeconds, 0, cacheLimits.memorySeconds);
  const altogether = Math.max(ttlSeconds, nullTtlSeconds) + Math.max(staleSeconds, staleIfErrorSeconds);
  if (problems.length === 0 && altogether > most)
    problems.push(wrong(`ttlSeconds and what comes after it must be ${most} seconds together at most`, 'ttlSeconds'));
  problems.push(...tagProblems(tags));
  if (problems.length > 0) throw new Refusal(problems);
}

const noTags: readonly string[] = [];

/** @throws Refusal INVALID for tags that cannot be an entry's. */
export function checkTags(tags: readonly string[]): void {
  const problems = tagProblems(tags);
  if (problems.length > 0) throw new Refusal(problems);
}

function tagProblems(tags: readonly string[]): Problem[] {
  const { tagsPerEntry, tagCharacters } = cacheLimits;
  const problems: Problem[] = [];
  if (tags.length > tagsPerEntry)
    problems.push({
      ...wrong(`tags must be ${tagsPerEntry} at most`, 'tags'),
      allowed: [rangeOf(0, tagsPerEntry, 'entries')],
    });
  for (const [place, tag] of tags.entries())
    if (!isName(tag, tagCharacters)) problems.push(wrong(`a tag ${nameRule(tagCharacters)}`, 'tags', String(place)));
  return problems;
}

/** @throws Refusal INVALID or LIMIT_EXCEEDED, naming the place of each key and tag that is wrong. */
export function checkInvalidation({ keys = [], tags = [] }: CacheInvalidation): void {
  const { keysPerInvalidation, tagsPerInvalidation, keyCharacters, tagCharacters } = cacheLimits;
  const problems: Problem[] = [];
  if (keys.length === 0 && tags.length === 0)
    problems.push(wrong('Name keys, tags or both: what is to be invalidated'));
  const look = (field: string, names: readonly string[], most: number, characters: number): void => {
    if (names.length > most) {
      const message = `${field} are ${names.length}, at most ${most} are allowed a call: use several calls, or a tag`;
      problems.push({ code: 'LIMIT_EXCEEDED', message, field: [field], allowed: [rangeOf(0, most, 'entries')] });
      return;
    }
    for (const [place, name] of names.entries())
      if (!isName(name, characters))
        problems.push({
          ...wrong(`${field}.${place} ${nameRule(characters)}`, field, String(place)),
          allowed: [rangeOf(1, characters, 'characters')],
        });
  };
  look('keys', keys, keysPerInvalidation, keyCharacters);
  look('tags', tags, tagsPerInvalidation, tagCharacters);
  if (problems.length > 0) throw new Refusal(problems);
}

function wrong(message: string, ...field: string[]): Problem {
  return field.length > 0 ? { code: 'INVALID', message, field } : { code: 'INVALID', message };
}

function isName(name: string, most: number): boolean {
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= most &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they part what scripts and messages are made of
    !/[\u0000-\u001f\u007f]/.test(name) &&
    name.isWellFormed()
  );
}
