// The rules of a language: which letters are the same to who searches, which words are forms of one word, and which say nothing.

import { stemmer as da } from '@orama/stemmers/danish';
import { stemmer as nl } from '@orama/stemmers/dutch';
import { stemmer as en } from '@orama/stemmers/english';
import { stemmer as fi } from '@orama/stemmers/finnish';
import { stemmer as fr } from '@orama/stemmers/french';
import { stemmer as de } from '@orama/stemmers/german';
import { stemmer as it } from '@orama/stemmers/italian';
import { stemmer as no } from '@orama/stemmers/norwegian';
import { stemmer as pt } from '@orama/stemmers/portuguese';
import { stemmer as ru } from '@orama/stemmers/russian';
import { stemmer as es } from '@orama/stemmers/spanish';
import { stemmer as sv } from '@orama/stemmers/swedish';
import { stopwords as daStop } from '@orama/stopwords/danish';
import { stopwords as nlStop } from '@orama/stopwords/dutch';
import { stopwords as enStop } from '@orama/stopwords/english';
import { stopwords as fiStop } from '@orama/stopwords/finnish';
import { stopwords as frStop } from '@orama/stopwords/french';
import { stopwords as deStop } from '@orama/stopwords/german';
import { stopwords as itStop } from '@orama/stopwords/italian';
import { stopwords as noStop } from '@orama/stopwords/norwegian';
import { stopwords as ptStop } from '@orama/stopwords/portuguese';
import { stopwords as ruStop } from '@orama/stopwords/russian';
import { stopwords as esStop } from '@orama/stopwords/spanish';
import { stopwords as svStop } from '@orama/stopwords/swedish';

interface Rules {
  stem?(word: string): string;
  readonly stopWords: readonly string[];
}

const none: Rules = { stopWords: [] };

/** Plurals of things in shops that no rule makes, by their singulars. */
const irregular: Readonly<Record<string, string>> = {
  ...{
    calves: 'calf',
    halves: 'half',
    hooves: 'hoof',
    knives: 'knife',
    leaves: 'leaf',
    loaves: 'loaf',
    scarves: 'scarf',
  },
  ...{ shelves: 'shelf', bookshelves: 'bookshelf', wives: 'wife', wolves: 'wolf', children: 'child', feet: 'foot' },
  ...{ geese: 'goose', men: 'man', mice: 'mouse', teeth: 'tooth', women: 'woman' },
};

/** By their codes of ISO 639-1. Japanese, Chinese and Thai words have one form, and are cut in every language alike. */
const rulesOf = {
  da: { stem: da, stopWords: daStop },
  de: { stem: de, stopWords: deStop },
  en: { stem: (word) => en(irregular[word] ?? word), stopWords: ['a', ...enStop] },
  es: { stem: es, stopWords: esStop },
  fi: { stem: fi, stopWords: fiStop },
  fr: { stem: fr, stopWords: frStop },
  it: { stem: it, stopWords: itStop },
  ja: none,
  nl: { stem: nl, stopWords: nlStop },
  no: { stem: no, stopWords: noStop },
  pt: { stem: pt, stopWords: ptStop },
  ru: { stem: ru, stopWords: ruStop },
  sv: { stem: sv, stopWords: svStop },
  th: none,
  zh: none,
} as const satisfies Record<string, Rules>;

export type LanguageCode = keyof typeof rulesOf;
export const languageCodes = Object.keys(rulesOf) as readonly LanguageCode[];
export const defaultLanguage: LanguageCode = 'en';

/** Latin letters that are no letter of ASCII with an accent, as people write them without. */
const otherLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ħ: 'h', ŋ: 'n', ŧ: 't' },
  ё: 'е',
};
/** Accents of European scripts. The marks of Japanese, Thai and others tell letters apart, and stay. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;

/**
 * Lower case, with what looks or sounds the same written the same: full-width letters, accents, ß and ss, ø and o. A vowel of Thai and
 * Lao that NFKC takes apart is whole again, as words are cut by it.
 */
export function folded(text: string): string {
  const compatible = text
    .normalize('NFKC')
    .replace(/\u0e4d\u0e32/g, '\u0e33')
    .replace(/\u0ecd\u0eb2/g, '\u0eb3');
  const plain = compatible.toLowerCase().normalize('NFD').replace(accents, '').normalize('NFC');
  return plain.replace(/[ßæœøđðþłıħŋŧё]/g, (letter) => otherLetters[letter] ?? letter);
}

/** Letters that are written as two where they are missing, as in groesse for größe: what the two are folded to. */
const spelledOut: Partial<Record<LanguageCode, readonly (readonly [string, string])[]>> = {
  de: [
    ['ae', 'a'],
    ['oe', 'o'],
    ['ue', 'u'],
  ],
  da: [
    ['aa', 'a'],
    ['oe', 'o'],
  ],
  no: [
    ['aa', 'a'],
    ['oe', 'o'],
  ],
  sv: [],
};

export class Language {
  readonly code: LanguageCode;
  readonly #stem: ((word: string) => string) | undefined;
  readonly #stopWords: ReadonlySet<string>;
  readonly #spelledOut: readonly (readonly [string, string])[];

  constructor(code: LanguageCode) {
    const { stem, stopWords }: Rules = rulesOf[code];
    this.code = code;
    this.#stem = stem;
    this.#stopWords = new Set(stopWords.map(folded));
    this.#spelledOut = spelledOut[code] ?? [];
  }

  /** What all forms of a folded word have in common; the word itself if it has letters of another script, or digits. */
  stemOf(word: string): string {
    if (!this.#stem || word.length < 3 || !/^\p{L}+$/u.test(word)) return word;
    const stem = this.#stem(word);
    return stem.length < 2 ? word : stem;
  }

  /** Whether a folded word says nothing of what is looked for. */
  saysNothing(word: string): boolean {
    return this.#stopWords.has(word);
  }

  /** The word as it is folded if it is written with the letter itself: grosse for groesse. */
  otherSpelling(word: string): string | null {
    const other = this.#spelledOut.reduce((text, [two, one]) => text.replaceAll(two, one), word);
    return other === word ? null : other;
  }
}
