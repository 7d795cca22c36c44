// What was meant by words that no product has: words of the catalogue that differ in a letter, or in a space.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import type { Language } from './language.ts';
import { encoded, wordsOf } from './words.ts';

const correctionLimits = {
  /** Letters of a word that is corrected. Shorter ones are too like each other. */
  minLetters: 3,
  maxLetters: 20,
  /** Candidates of all words, each looked up once. */
  maxCandidates: 1_500,
} as const;

export interface Correction {
  /** What was looked for instead. */
  readonly search: string;
  readonly changes: readonly { readonly from: string; readonly to: string }[];
}

/** Reads the JSON of a correction that came back from a client. @throws Error if it is none. */
export function readCorrection(json: string): Correction {
  const { search, changes } = JSON.parse(json) as Partial<Correction>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 1_000;
  const isRight =
    Array.isArray(changes) && changes.length <= 8 && changes.every(({ from, to }) => isText(from) && isText(to));
  if (!search || !isText(search) || !isRight) throw new Error('This is no correction');
  return { search, changes: changes.map(({ from, to }) => ({ from, to })) };
}

/** Words of one alphabet are corrected; syllables and signs are words of their own with each stroke. */
const alphabets = ['abcdefghijklmnopqrstuvwxyz', 'абвгдежзийклмнопрстуфхцчшщъыьэюя', 'αβγδεζηθικλμνξοπρςστυφχψω'];

const correctScript = loadScript('catalogue/correct');

/** Null if nothing is found that could be meant. */
export async function correct(redis: RedisHandle, search: string, language: Language): Promise<Correction | null> {
  const words = wordsOf(search, language);
  const lookups = words.map((word) => ({
    from: word.text,
    word: encoded(word),
    candidates: candidatesFor(word.text, language),
  }));
  const joined = words.slice(1).map((right, index) => `${words[index]?.text} ${right.text}`);
  const pairs = joined.map((from) => ({ from, word: '', candidates: [from.replaceAll(' ', '')] }));
  const all = bounded([...lookups, ...pairs]);
  const found = (await redis.run(
    correctScript,
    [catalogueKeys.part(redis.prefix, 'postings'), catalogueKeys.part(redis.prefix, 'synonyms')],
    all.flatMap(({ from, word, candidates }) => [from, word, candidates.length, ...candidates]),
  )) as string[];
  const changesIn = (from: number, to: number) =>
    all.slice(from, to).flatMap(({ from: text }, index) => {
      const to = found[from + index];
      return to ? [{ from: text, to }] : [];
    });
  const changes = changesIn(0, lookups.length);
  // `tea pot` as one word, where each of the two is one as well.
  const [change] = changes.length > 0 ? [] : changesIn(lookups.length, all.length);
  const made = change ? [change] : changes;
  if (made.length === 0) return null;
  let corrected = ` ${words.map(({ text }) => text).join(' ')} `;
  for (const { from, to } of made) corrected = corrected.replace(` ${from} `, ` ${to} `);
  return { search: corrected.trim(), changes: made };
}

interface Lookup {
  readonly from: string;
  readonly word: string;
  readonly candidates: readonly string[];
}

/** Those that are too many are left out, of the last words first. */
function bounded(lookups: readonly Lookup[]): Lookup[] {
  let left: number = correctionLimits.maxCandidates;
  return lookups.map((lookup) => {
    const candidates = lookup.candidates.length > left ? [] : lookup.candidates;
    left -= candidates.length;
    return { ...lookup, candidates };
  });
}

/** Of the form of a word, also the stems of its candidates: the catalogue may have another form. */
function candidatesFor(word: string, language: Language): string[] {
  const found = candidatesOf(word);
  if (language.stemOf(word) === word) return found;
  return [...new Set([...found, ...found.filter((each) => !each.includes(' ')).map((each) => language.stemOf(each))])];
}

/** With one letter more, less or another, with two neighbours exchanged, or with a space in it. */
function candidatesOf(word: string): string[] {
  const letters = [...word];
  const alphabet = alphabets.find((each) => letters.every((letter) => each.includes(letter)));
  const { minLetters, maxLetters } = correctionLimits;
  if (!alphabet || letters.length < minLetters || letters.length > maxLetters) return [];
  const found = new Set<string>();
  const add = (...parts: readonly string[]): void => void found.add(parts.join(''));
  for (let at = 0; at <= letters.length; at += 1) {
    const [before, after] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
    const [first = '', second = ''] = letters.slice(at);
    if (second !== '') add(before, second, first, letters.slice(at + 2).join(''));
    // A word of three letters is like too many others.
    if (letters.length > minLetters) {
      if (first !== '') add(before, after.slice(first.length));
      for (const letter of alphabet) {
        add(before, letter, after);
        if (first !== '') add(before, letter, after.slice(first.length));
      }
    }
    if (at > 1 && letters.length - at > 1) add(before, ' ', after);
  }
  found.delete(word);
  return [...found];
}
