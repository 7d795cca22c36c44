// The cache that services share: what it saves, and how values are ended before their time.

import { cacheLimits, type CachePoint as PointShape, type CacheReport as ReportShape } from '../redis/cache/cache.ts';
import * as resolve from '../resolvers/cache.ts';
import { seriesLimits } from '../resolvers/cache.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const CachePoint = builder.objectRef<PointShape>('CachePoint').implement({
  description: 'What the caches of all processes did in a minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When the minute begins.', resolve: ({ at }) => at }),
    hits: t.field({ type: 'SafeInt', description: 'Reads that found a value.', resolve: ({ hits }) => hits }),
    memoryHits: t.field({
      type: 'SafeInt',
      description: 'Of those, the ones that a process answered from its memory.',
      resolve: ({ memoryHits }) => memoryHits,
    }),
    misses: t.field({ type: 'SafeInt', description: 'Reads that found none.', resolve: ({ misses }) => misses }),
  }),
});

const Cache = builder.objectRef<ReportShape>('Cache').implement({
  description:
    'What the caches of all processes came to since the first of them started, to within a second. The counts grow; ' +
    '`series` has them by minute.',
  fields: (t) => ({
    hits: t.field({
      type: 'SafeInt',
      description: 'Reads that found a value, in the memory of the process or in Redis.',
      resolve: ({ hits }) => hits,
    }),
    memoryHits: t.field({
      type: 'SafeInt',
      description: 'Hits that a process answered from its memory, without Redis.',
      resolve: ({ memoryHits }) => memoryHits,
    }),
    staleHits: t.field({
      type: 'SafeInt',
      description: 'Hits of a value past its time, handed out while it is loaded anew.',
      resolve: ({ staleHits }) => staleHits,
    }),
    misses: t.field({
      type: 'SafeInt',
      description: 'Reads that found none: those that loaded it, and those that waited for one that did.',
      resolve: ({ misses }) => misses,
    }),
    hitRate: t.exposeFloat('hitRate', { description: 'Hits among hits and misses: 0 to 1; 0 before the first read.' }),
    loads: t.field({
      type: 'SafeInt',
      description: 'How often a value was loaded from its source.',
      resolve: ({ loads }) => loads,
    }),
    loadErrors: t.field({
      type: 'SafeInt',
      description: 'Loads that failed.',
      resolve: ({ loadErrors }) => loadErrors,
    }),
    entries: t.field({
      type: 'SafeInt',
      description:
        'Values in Redis that have not run out. Those that an invalidated tag has ended count until they are asked for ' +
        'or would have run out, as do those that Redis evicts when it is full.',
      resolve: ({ entries }) => entries,
    }),
    invalidations: t.field({
      type: 'SafeInt',
      description: 'Keys and tags that were invalidated, whether or not there was anything under them.',
      resolve: ({ invalidations }) => invalidations,
    }),
    series: t.field({
      type: [CachePoint],
      description: 'One point for each minute, oldest first. Kept for 48 hours.',
      args: {
        lastMinutes: t.arg.int({
          description: `How far back, counted in minutes, the running one included: 1 to ${seriesLimits.maxMinutes} (${seriesLimits.defaultMinutes}).`,
        }),
      },
      complexity: (args) => ({
        field: 5,
        multiplier: Math.ceil((args.lastMinutes ?? seriesLimits.defaultMinutes) / 10),
      }),
      resolve: (_report, { lastMinutes }, context) => resolve.series(lastMinutes, context),
    }),
  }),
});

const CacheInvalidateInput = builder.inputType('CacheInvalidateInput', {
  description: 'What is to be invalidated: keys, tags or both.',
  fields: (t) => ({
    keys: t.stringList({
      description: `Keys, at most ${cacheLimits.keysPerInvalidation} a call, each of 1 to ${cacheLimits.keyCharacters} characters.`,
    }),
    tags: t.stringList({
      description: `Tags, at most ${cacheLimits.tagsPerInvalidation} a call, each of 1 to ${cacheLimits.tagCharacters} characters.`,
    }),
  }),
});

const CacheInvalidatePayload = payloadType<{ invalidated: number }>(
  'CacheInvalidatePayload',
  'What became of the invalidation.',
  (t) => ({
    invalidated: t.exposeInt('invalidated', {
      description:
        'How many of the keys had a value, and how many of the tags were on one; a tag counts once, however many values it ended.',
    }),
  }),
);

builder.queryField('cache', (t) =>
  t.field({
    type: Cache,
    description: 'What the cache saves.',
    authScopes: { role: 'ADMIN' },
    complexity: 10,
    resolve: (_root, _args, context) => resolve.report(context),
  }),
);

builder.mutationField('cacheInvalidate', (t) =>
  t.field({
    type: CacheInvalidatePayload,
    description:
      'Ends the values of keys, and all that have one of the tags. Once it answers, no process gets one of them from Redis; ' +
      'those in the memory of a process are gone a moment later.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: CacheInvalidateInput, required: true, description: 'What.' }) },
    resolve: (_root, { input }, context) => resolve.invalidate(input, context),
  }),
);
