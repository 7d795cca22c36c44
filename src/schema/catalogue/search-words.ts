// Words of searches: synonyms, suggestions while somebody types, and what is not found.

import { type MissedSearch as Missed, missedLimits } from '../../redis/catalogue/missed.ts';
import { type Suggestions, suggestionLimits } from '../../redis/catalogue/suggestions.ts';
import { type Synonyms, synonymLimits } from '../../redis/catalogue/synonym.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Product } from './product.ts';

const SearchSynonyms = builder.objectRef<Synonyms>('SearchSynonyms').implement({
  description: 'A word of searches, with its synonyms.',
  fields: (t) => ({
    word: t.exposeString('word', { description: 'The word, in lower case and without accents.' }),
    synonyms: t.exposeStringList('synonyms', {
      description: 'Words that a search for `word` also finds, in lower case and without accents.',
    }),
  }),
});

const MissedSearch = builder.objectRef<Missed>('MissedSearch').implement({
  description: 'A search that found no product.',
  fields: (t) => ({
    search: t.exposeString('search', { description: 'The search, in lower case and without accents.' }),
    count: t.field({
      type: 'SafeInt',
      resolve: (one) => one.count,
      description: `How many callers made it in the last ${missedLimits.weeks} weeks. A caller counts once per hour.`,
    }),
  }),
});

const SearchSuggestion = builder.objectRef<Suggestions['searches'][number]>('SearchSuggestion').implement({
  description: 'A search that a shopper may be about to make.',
  fields: (t) => ({
    search: t.exposeString('search', { description: 'The text, with its last word completed.' }),
    count: t.field({
      type: 'SafeInt',
      resolve: (one) => one.count,
      description: 'The number of products that have the last word.',
    }),
  }),
});

const ProductSuggestions = builder.objectRef<Suggestions>('ProductSuggestions').implement({
  description: 'What a shopper may be about to look for.',
  fields: (t) => ({
    searches: t.field({
      type: [SearchSuggestion],
      complexity: { field: 0, multiplier: suggestionLimits.most },
      description: 'Searches, with the word of the most products first.',
      resolve: ({ searches }) => [...searches],
    }),
    products: t.field({
      type: [Product],
      complexity: { field: 0, multiplier: suggestionLimits.most },
      description: 'Products for sale whose names begin with the text, by name.',
      resolve: ({ products }) => shown(products),
    }),
  }),
});

builder.queryFields((t) => ({
  productSuggestions: t.field({
    type: ProductSuggestions,
    complexity: { field: 2, multiplier: 1 },
    description: `Suggests searches and products while a shopper types, at most ${suggestionLimits.most} each.`,
    authScopes: { public: true },
    args: {
      text: t.arg.string({
        required: true,
        description: `What was typed. At most ${suggestionLimits.maxTextLength} characters.`,
      }),
    },
    resolve: (_root, { text }, context) => resolve.productSuggestions(text, context),
  }),
  searchSynonyms: t.field({
    type: [SearchSynonyms],
    complexity: { field: 5, multiplier: 20 },
    description: `All words that have synonyms, in ascending order. At most ${synonymLimits.maxWords.toLocaleString('en')}. Requires ADMIN.`,
    authScopes: { role: 'ADMIN' },
    resolve: async (_root, _args, { stores }) => shown(await stores.synonyms.list()),
  }),
  missedSearches: t.field({
    type: [MissedSearch],
    complexity: { field: 5, multiplier: 20 },
    description: `Searches of the last ${missedLimits.weeks} weeks that found no product, the most frequent first. It has those that at least ${missedLimits.shownFrom} callers made. At most ${missedLimits.kept}. Requires ADMIN.`,
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, { stores }) => stores.missedSearches.list(),
  }),
}));

const SearchSynonymsSetInput = builder.inputType('SearchSynonymsSetInput', {
  description: 'The new synonyms of a word.',
  fields: (t) => ({
    word: t.string({
      required: true,
      description: `The word that shoppers look for. Range: 1–${synonymLimits.maxWordLength} characters.`,
    }),
    synonyms: t.stringList({
      required: true,
      description: `Words of products that the search also finds. An empty list removes the synonyms. At most ${synonymLimits.maxSynonyms}.`,
    }),
  }),
});

const MissedSearchDeleteInput = builder.inputType('MissedSearchDeleteInput', {
  description: 'Names the search to take off the list.',
  fields: (t) => ({ search: t.string({ required: true, description: 'The search, as `missedSearches` returns it.' }) }),
});

const SearchSynonymsPayload = payloadType<resolve.SynonymsFields>(
  'SearchSynonymsPayload',
  'The result of a mutation that changes synonyms.',
  (t) => ({
    synonyms: t.field({
      type: SearchSynonyms,
      nullable: true,
      description: 'The word with its synonyms. Null if it has none.',
      resolve: ({ synonyms }) => synonyms,
    }),
  }),
);

const MissedSearchPayload = payloadType<resolve.MissedSearchFields>(
  'MissedSearchPayload',
  'The result of a mutation that takes a search off the list of those that found nothing.',
  (t) => ({
    search: t.string({
      nullable: true,
      description: 'The search that was taken off the list. Null if the mutation failed.',
      resolve: ({ search }) => search,
    }),
  }),
);

builder.mutationFields((t) => ({
  searchSynonymsSet: t.field({
    type: SearchSynonymsPayload,
    description: 'Replaces the synonyms of a word, in all of its forms. Fails with INVALID and with LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: SearchSynonymsSetInput, required: true, description: 'The new synonyms of a word.' }),
    },
    resolve: (_root, { input }, context) => resolve.synonymsSet(input, context),
  }),
  missedSearchDelete: t.field({
    type: MissedSearchPayload,
    description:
      'Takes a search off the list of those that found nothing, until callers make it again. Fails with INVALID.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: MissedSearchDeleteInput,
        required: true,
        description: 'Names the search to take off the list.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.missedSearchDelete(input.search, context),
  }),
}));
