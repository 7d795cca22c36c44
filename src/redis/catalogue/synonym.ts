// Words that shoppers use for others: a search for one also finds the products that have its synonyms, behind those that have the word.

import { checkCount, checkText, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { derived, tokensOf } from './text.ts';

export const synonymLimits = {
  /** Words that have synonyms. */
  maxWords: 1_000,
  maxSynonyms: 10,
  maxWordLength: 40,
} as const;

export interface Synonyms {
  readonly word: string;
  readonly synonyms: readonly string[];
}

const setScript = loadScript('catalogue/set-synonyms');

export class SynonymList {
  readonly #redis: RedisHandle;
  readonly #language: Language;

  constructor(redis: RedisHandle, language: LanguageCode = defaultLanguage) {
    this.#redis = redis;
    this.#language = new Language(language);
  }

  /** Replaces the synonyms of a word, in all of its forms. Null where it has none any more. @throws Refusal INVALID, LIMIT_EXCEEDED. */
  async set({ word, synonyms }: Synonyms): Promise<Synonyms | null> {
    const { maxWords, maxSynonyms } = synonymLimits;
    const own = wordIn(word, ['word']);
    checkCount(synonyms, 'synonyms', maxSynonyms);
    const others = synonyms.map((text, index) => wordIn(text, ['synonyms', String(index)]));
    const entry = { word: own, synonyms: [...new Set(others)].filter((other) => other !== own) };
    const term = this.#language.stemOf(own);
    const [outcome] = (await this.#redis.run(
      setScript,
      [this.#key],
      [term, entry.synonyms.length === 0 ? '' : this.#stored(entry), maxWords],
    )) as ['OK' | 'FULL'];
    if (outcome === 'FULL')
      refuseBut(
        [rangeOf(0, maxWords, 'entries')],
        'LIMIT_EXCEEDED',
        `At most ${maxWords} words have synonyms. Remove those of another word first.`,
        'word',
      );
    return entry.synonyms.length === 0 ? null : entry;
  }

  /** In the order of the words. What cannot be read is an Error in its place. */
  async list(): Promise<(Synonyms | Error)[]> {
    const stored = await this.#redis.client.hgetall(this.#key);
    return Object.keys(stored)
      .sort()
      .map((term) => orError(() => parse(stored[term] as string)));
  }

  /** Those of a catalogue whose language has changed, by the rules of the language of now. Returns how many were otherwise. */
  async renew(): Promise<number> {
    const stored = await this.#redis.client.hgetall(this.#key);
    let changed = 0;
    for (const [term, text] of Object.entries(stored)) {
      const entry = orError(() => parse(text));
      if (entry instanceof Error) continue;
      const now = this.#language.stemOf(entry.word);
      if (now === term && this.#stored(entry) === text) continue;
      changed += 1;
      if (now !== term) await this.#redis.client.hdel(this.#key, term);
      await this.set(entry);
    }
    return changed;
  }

  /** As catalogue/lua/include/synonyms.lua has it. */
  #stored(entry: Synonyms): string {
    const alternatives = entry.synonyms.flatMap((word) => {
      const stem = this.#language.stemOf(word);
      return [`2${word}`, ...(stem === word ? [] : [`2${stem}`, `2${derived(stem)}`])];
    });
    return `${JSON.stringify(entry)}\n${[...new Set(alternatives)].join('\x01')}`;
  }

  get #key(): string {
    return catalogueKeys.part(this.#redis.prefix, 'synonyms');
  }
}

function parse(text: string): Synonyms {
  const { word, synonyms } = JSON.parse(text.slice(0, text.indexOf('\n'))) as Partial<Synonyms>;
  if (typeof word !== 'string' || !Array.isArray(synonyms)) throw new Error('Synonyms of a word cannot be read.');
  return { word, synonyms };
}

/** The one word that the text is, as words of products are compared. */
function wordIn(text: string, field: readonly string[]): string {
  checkText(text, field, synonymLimits.maxWordLength);
  const [token, another] = tokensOf(text);
  const word = token && (token.whole ?? (token.parts.length === 1 ? token.parts[0] : undefined));
  if (!word || another) refuseField(field, 'must be one word');
  return word as string;
}
