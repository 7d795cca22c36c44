// What a product is found by: its words and tags, as catalogue/lua/set.lua stores them and catalogue/lua/page.lua looks for them.
// Words that are derived from others stand between tildes, and are only found whole: the stem of a word as `~mug~`, each two
// neighbouring letters of scripts without spaces as `~東京~`, and each two neighbouring words of a name as `~coffee+mug~`.

import { folded, type Language } from './language.ts';

const textLimits = { maxWords: 100, maxDerived: 60, maxWordLength: 40, maxVariantWords: 40 } as const;

/** A word as people write it, with what may stand inside of it, cut into the words that it is found by. */
export interface Token {
  /** Folded, each at most as long as a word may be. One, but for `t-shirt`, `256gb` and `新東京`. */
  readonly parts: readonly string[];
  /** All of it as one word, if its parts are written together or with a hyphen. */
  readonly whole: string | null;
  /** Of a script without spaces: all of it, of which each two neighbours are words too. */
  readonly run: string | null;
  /** `atelier` of `d'atelier`. */
  readonly elided: string | null;
}

const tokens = /[\p{L}\p{N}\p{M}]+(?:['’\u2010-]+[\p{L}\p{N}\p{M}]+)*/gu;
const withoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;
const ideographic = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const cut = (word: string): string => word.slice(0, textLimits.maxWordLength);

export function tokensOf(text: string): Token[] {
  return (folded(text).match(tokens) ?? []).flatMap(tokensIn);
}

/** The words of a text as people write them, in lower case, each with the word that it is found by. */
export function writtenWords(text: string): { readonly text: string; readonly word: string }[] {
  return (text.normalize('NFKC').match(tokens) ?? []).flatMap((written) => {
    const found = tokensOf(written);
    const [{ parts = [], whole = null, run = null } = {}] = found;
    const asOne = found.length === 1 && run === null ? (parts.length === 1 ? parts[0] : whole) : null;
    const pieces = found.flatMap((token) => token.parts).map((part) => ({ text: part, word: part }));
    return asOne == null ? pieces : [{ text: written.toLowerCase(), word: asOne }, ...pieces];
  });
}

/** A script without spaces beside another one is a token of its own. */
function tokensIn(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (const { 0: run, index } of text.matchAll(withoutSpaces)) {
    if (index > at) found.push(...spacedToken(text.slice(at, index)));
    const parts = [...segmenter.segment(run)].map(({ segment }) => cut(segment));
    found.push({ parts, whole: null, run: ideographic.test(run) ? run : null, elided: null });
    at = index + run.length;
  }
  return at === 0 ? spacedToken(text) : [...found, ...spacedToken(text.slice(at))];
}

function spacedToken(text: string): Token[] {
  const pieces = text.split(/['’\u2010-]+/).filter(Boolean);
  if (pieces.length === 0) return [];
  const parts = pieces.flatMap((piece) => piece.match(/\p{N}+|[^\p{N}]+/gu) ?? []);
  const whole = pieces.length > 1 && /^\d+$/.test(pieces.join('')) ? null : cut(pieces.join(''));
  const [, elided = null] = /^\p{L}{1,2}['’](.+)$/u.exec(text) ?? [];
  return [{ parts: parts.map(cut), whole: parts.length === 1 ? null : whole, run: null, elided }];
}

/** Each two neighbouring letters. */
export function pairsIn(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

export const derived = (word: string): string => `~${word}~`;

/** Whether neighbours are often written together: `256 GB`, `iPhone 15`, `T Shirt`. */
export function oftenJoined(left: string, right: string): boolean {
  if (/^\d{1,4}$/.test(left)) return /^[a-z]{1,3}$/.test(right);
  if (/^\d{1,4}$/.test(right)) return /^[a-z]{2,}$/.test(left);
  return /^[a-z]$/.test(left) && /^[a-z]{2,}$/.test(right);
}

/** Each two neighbouring words, without those that say nothing, as one that is only found whole: `~coffee+mug~`. */
export function pairsOfWords(found: readonly Token[], language: Language): string[] {
  const words = found.map(({ parts, whole }) => whole ?? parts.join('')).filter((word) => !language.saysNothing(word));
  return words.slice(1).map((word, index) => derived(`${words[index]}+${word}`));
}

/** The words of a text: as they are written, and such that are derived from them. */
class Words {
  readonly #language: Language;
  readonly written = new Set<string>();
  readonly derived = new Set<string>();

  constructor(language: Language) {
    this.#language = language;
  }

  add(text: string, isName: boolean): void {
    const found = tokensOf(text);
    for (const [index, { parts, whole, run }] of found.entries()) {
      for (const part of parts) this.#write(part);
      if (whole !== null) this.#write(whole);
      for (const pair of run === null ? [] : pairsIn(run)) this.derived.add(derived(pair));
      const [next] = found[index + 1]?.parts ?? [];
      const last = parts.at(-1) as string;
      if (isName && next !== undefined && oftenJoined(last, next) && !this.#language.saysNothing(last))
        this.written.add(cut(last + next));
    }
    for (const pair of isName ? pairsOfWords(found, this.#language) : []) this.derived.add(pair);
  }

  /** A SKU is found as it is written, and by what stands between its signs. */
  addSku(sku: string): void {
    const pieces = folded(sku).match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const piece of pieces) this.written.add(cut(piece));
    if (pieces.length > 1) this.written.add(cut(pieces.join('')));
  }

  #write(word: string): void {
    this.written.add(word);
    const other = this.#language.otherSpelling(word);
    if (other !== null) this.written.add(other);
    const stem = this.#language.stemOf(word);
    if (stem !== word) this.derived.add(derived(stem));
  }
}

/** ` name words \1 description words \1#tag#tag#`, with a `!` before it for what is not for sale. */
export function searchText(
  product: {
    readonly sku: string;
    readonly name: string;
    readonly description: string | null;
    readonly tags: readonly string[];
    readonly active: boolean;
  },
  language: Language,
): string {
  const [name, more] = [new Words(language), new Words(language)];
  name.add(product.name, true);
  name.addSku(product.sku);
  more.add(product.description ?? '', false);
  const { maxWords, maxDerived } = textLimits;
  const added = [...more.written].slice(0, Math.max(0, maxWords - name.written.size));
  const addedDerived = [...more.derived].slice(0, Math.max(0, maxDerived - name.derived.size));
  const words = [...name.written, ...[...name.derived].slice(0, maxDerived)].join(' ');
  const others = [...added, ...addedDerived].join(' ');
  return `${product.active ? '' : '!'} ${words} \x01 ${others} \x01#${product.tags.map((tag) => `${tag}#`).join('')}`;
}

/** What a variant adds to the words of its product: those of its own name, SKU and values. */
export function variantWords(
  product: {
    readonly sku: string;
    readonly name: string;
    readonly optionValues?: readonly { readonly value: string }[];
  },
  language: Language,
): string {
  const words = new Words(language);
  words.addSku(product.sku);
  for (const { value } of product.optionValues ?? []) words.add(value, true);
  words.add(product.name, true);
  return [...words.written, ...words.derived].slice(0, textLimits.maxVariantWords).join(' ');
}
