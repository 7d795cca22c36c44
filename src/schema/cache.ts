// The cache that services share: what it saves, and how values are ended before their time.

import { cacheLimits, type CachePoint as PointShape, type CacheReport as ReportShape } from '../redis/cache/cache.ts';
import { isStaff } from '../resolvers/base/owner.ts';
import * as resolve from '../resolvers/cache.ts';
import { seriesLimits } from '../resolvers/cache.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const CachePoint = builder.objectRef<PointShape>('CachePoint').implement({
  description: 'The reads of the caches of all processes in one minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when the minute begins.', resolve: ({ at }) => at }),
    hits: t.field({ type: 'SafeInt', description: 'Number of reads that found a value.', resolve: ({ hits }) => hits }),
    memoryHits: t.field({
      type: 'SafeInt',
      description: 'Number of hits that a process served from its memory.',
      resolve: ({ memoryHits }) => memoryHits,
    }),
    misses: t.field({
      type: 'SafeInt',
      description: 'Number of reads that found no value.',
      resolve: ({ misses }) => misses,
    }),
  }),
});

const Cache = builder.objectRef<ReportShape>('Cache');

builder.node(Cache, {
  description:
    'The cache that services share. Its counts are the sums of all processes since the first of them started, at most a ' +
    'second old. `series` has them per minute.',
  id: { resolve: () => resolve.cacheKey },
  loadOne: (key, context) => (key === resolve.cacheKey && isStaff(context) ? resolve.report(context) : null),
  fields: (t) => ({
    hits: t.field({
      type: 'SafeInt',
      description: 'Number of reads that found a value, in the memory of the process or in Redis.',
      resolve: ({ hits }) => hits,
    }),
    memoryHits: t.field({
      type: 'SafeInt',
      description: 'Number of hits that a process served from its memory, without Redis.',
      resolve: ({ memoryHits }) => memoryHits,
    }),
    staleHits: t.field({
      type: 'SafeInt',
      description: 'Number of hits that returned a stale value while a new one was loaded.',
      resolve: ({ staleHits }) => staleHits,
    }),
    misses: t.field({
      type: 'SafeInt',
      description:
        'Number of reads that found no value: those that loaded it, and those that waited for another to load it.',
      resolve: ({ misses }) => misses,
    }),
    hitRate: t.exposeFloat('hitRate', {
      description: 'Share of hits in all reads, from 0 to 1. 0 before the first read.',
    }),
    loads: t.field({
      type: 'SafeInt',
      description: 'Number of times a value was loaded from its source.',
      resolve: ({ loads }) => loads,
    }),
    loadErrors: t.field({
      type: 'SafeInt',
      description: 'Number of loads that failed.',
      resolve: ({ loadErrors }) => loadErrors,
    }),
    entries: t.field({
      type: 'SafeInt',
      description:
        'Number of values in Redis that have not expired. Values that a tag invalidated, or that a full Redis evicted, ' +
        'count until they are read or would have expired.',
      resolve: ({ entries }) => entries,
    }),
    invalidations: t.field({
      type: 'SafeInt',
      description: 'Number of keys and tags that were invalidated, whether or not they had a value.',
      resolve: ({ invalidations }) => invalidations,
    }),
    series: t.field({
      type: [CachePoint],
      isolated: true,
      description: 'One point per minute, oldest first. Mortar keeps them for 48 hours.',
      args: {
        lastMinutes: t.arg.int({
          description: `Number of minutes, including the current one. Default: ${seriesLimits.defaultMinutes}. Range: 1–${seriesLimits.maxMinutes.toLocaleString('en')}.`,
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
  description: 'The keys and tags to invalidate.',
  fields: (t) => ({
    keys: t.stringList({
      description: `The keys; at most ${cacheLimits.keysPerInvalidation} per call, each of 1–${cacheLimits.keyCharacters} characters.`,
    }),
    tags: t.stringList({
      description: `The tags; at most ${cacheLimits.tagsPerInvalidation} per call, each of 1–${cacheLimits.tagCharacters} characters.`,
    }),
  }),
});

const CacheInvalidatePayload = payloadType<{ invalidated: number }>(
  'CacheInvalidatePayload',
  'The result of an invalidation.',
  (t) => ({
    invalidated: t.exposeInt('invalidated', {
      description:
        'Number of the keys that had a value, plus number of the tags that a value had. A tag counts once, however many ' +
        'values it invalidated.',
    }),
  }),
);

builder.queryField('cache', (t) =>
  t.field({
    type: Cache,
    description: 'The cache that services share.',
    authScopes: { role: 'ADMIN' },
    complexity: 10,
    resolve: (_root, _args, context) => resolve.report(context),
  }),
);

builder.mutationField('cacheInvalidate', (t) =>
  t.field({
    type: CacheInvalidatePayload,
    description:
      'Invalidates the values of keys, and all values that have one of the tags. After the response, no process reads them ' +
      'from Redis; the memory of a process drops them a moment later.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: CacheInvalidateInput,
        required: true,
        description: 'Lists the keys and tags to invalidate.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.invalidate(input, context),
  }),
);
