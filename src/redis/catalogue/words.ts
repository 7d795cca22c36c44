// What is looked for: the words of a search, each with the ways in which a product may have it.

import { rangeOf, refuseBut } from '../base/problem.ts';
import type { Language } from './language.ts';
import { catalogueLimits } from './product.ts';
import { derived, oftenJoined, pairsIn, pairsOfWords, type Token, tokensOf } from './text.ts';

const wordLimits = { maxWords: 8, maxGroups: 12, maxPairs: 3 } as const;

/**
 * What finds a product, by its first letter: `p` a word that begins so; `3`, `2` or `1` exactly this word or tag, at this level at
 * most where the name has it.
 */
type Alternative = string;
/** A product has one of the alternatives. */
type Group = readonly Alternative[];
/** A product has each of the groups. */
type Way = readonly Group[];

export interface Word {
  /** As it is told to people. */
  readonly text: string;
  /** The first of which all groups are found anywhere is gone. */
  readonly ways: readonly Way[];
}

const separators = { alternatives: '\x01', groups: '\x02', ways: '\x03' } as const;

/** As catalogue/lua/include/match.lua reads it. */
export function encoded({ ways }: Pick<Word, 'ways'>): string {
  return ways
    .map((way) => way.map((group) => group.join(separators.alternatives)).join(separators.groups))
    .join(separators.ways);
}

function tagWord(tag: string): Word {
  return { text: tag, ways: [[[`3#${tag}`]]] };
}

/** @throws Refusal INVALID for more than a product has. */
function readTags(tags: readonly string[] | null | undefined): string[] {
  const own = [...new Set(tags?.map((tag) => tag.trim().toLowerCase()))];
  const { maxTags } = catalogueLimits;
  if (own.length > maxTags)
    refuseBut([rangeOf(0, maxTags, 'entries')], 'INVALID', `Give at most ${maxTags} tags.`, 'tags');
  return own;
}

/**
 * The words and tags that a product has to have. Undefined where nothing has them: a search whose words are all punctuation finds nothing,
 * rather than everything, and so does a tag that is none. @throws Refusal as `readTags`.
 */
export function soughtWords(
  { search, tags }: { readonly search?: string | null; readonly tags?: readonly string[] | null },
  language: Language,
): Word[] | undefined {
  const own = readTags(tags);
  const words = wordsOf(search?.trim() ?? '', language);
  if ((search?.trim() && words.length === 0) || own.some((tag) => /\p{C}/u.test(tag))) return undefined;
  return [...words, ...own.map(tagWord)];
}

/** At most eight words of a search, without those that say nothing, unless all of them do. */
export function wordsOf(search: string, language: Language): Word[] {
  const all = tokensOf(search).flatMap((token) =>
    token.elided !== null && language.saysNothing(token.parts[0] as string) ? tokensOf(token.elided) : [token],
  );
  const telling = all.filter(
    ({ parts, whole }) => whole !== null || !parts.every((part) => language.saysNothing(part)),
  );
  const found = telling.length > 0 ? telling : all;
  const words: Word[] = [];
  for (let at = 0; at < found.length && words.length < wordLimits.maxWords; at += 1) {
    const token = found[at] as Token;
    const next = found[at + 1];
    const joined = next && joinedWord(token, next, language);
    words.push(joined ?? wordOf(token, language));
    if (joined) at += 1;
  }
  const seen = new Set<string>();
  let left: number = wordLimits.maxGroups;
  return words.flatMap((word) => {
    const ways = word.ways.map((way) => way.slice(0, left));
    const key = encoded({ ways });
    if (left === 0 || seen.has(key)) return [];
    seen.add(key);
    left -= Math.max(...ways.map((way) => way.length));
    return [{ ...word, ways }];
  });
}

/** What the name of a product has in which the first words of the search follow each other, as they are written there. */
export function neighbours(search: string, language: Language): string[] {
  return pairsOfWords(tokensOf(search), language)
    .slice(0, wordLimits.maxPairs)
    .map((pair) => `+3${pair}`);
}

/** `t shirt`: as one word, else as two. */
function joinedWord(left: Token, right: Token, language: Language): Word | undefined {
  const [first, second] = [left.parts[0] ?? '', right.parts[0] ?? ''];
  if (left.parts.length > 1 || right.parts.length > 1) return undefined;
  if (!/^[a-z]$/.test(first) || !oftenJoined(first, second)) return undefined;
  return {
    text: `${first} ${second}`,
    ways: [[groupOf(first + second, language)], [groupOf(first, language), groupOf(second, language)]],
  };
}

function wordOf({ parts, whole, run }: Token, language: Language): Word {
  if (run !== null) return { text: run, ways: runWays(run, parts) };
  const apart = parts.map((part) => groupOf(part, language));
  if (whole === null) return { text: parts.join(''), ways: [apart] };
  const together = [groupOf(whole, language)];
  // What has a short part, as t-shirt and 256gb, is mostly one word.
  const isOne = parts.some((part) => part.length < 3 || /^\d/.test(part));
  return { text: whole, ways: isOne ? [together, apart] : [apart, together] };
}

function groupOf(word: string, language: Language): Group {
  const group = new Set([`p${word}`]);
  const addForms = (form: string): void => {
    const stem = language.stemOf(form);
    // What has the stem for a beginning is found by its beginning.
    if (stem === form) return;
    group.add(`2${derived(stem)}`);
    group.add(`2${stem}`);
  };
  addForms(word);
  const other = language.otherSpelling(word);
  if (other !== null) {
    group.add(`p${other}`);
    addForms(other);
  }
  return [...group];
}

/** What stands between words of Japanese and Chinese, and says nothing. */
const particles = /^[のはをにがともで的之了]$/;

/**
 * Words of scripts without spaces. Each is a word as it is cut or, at a lower level, its letters that follow each other, wherever a
 * word of the product begins and ends.
 */
function runWays(run: string, parts: readonly string[]): Way[] {
  const telling = parts.filter((part) => !particles.test(part));
  const groups = (telling.length > 0 ? telling : parts).flatMap((part): Group[] => {
    const pairs = pairsIn(part);
    return pairs.length === 0 ? [[`p${part}`]] : pairs.map((pair) => [`p${part}`, `1${derived(pair)}`]);
  });
  const asLetters = pairsIn(run).map((pair): Group => [`2${derived(pair)}`]);
  return asLetters.length > 1 && parts.length > 1 ? [groups, asLetters] : [groups];
}
