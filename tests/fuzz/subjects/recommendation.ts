// Recommendations and what visitors have looked at.

import { fixed } from '../hostile.ts';
import type { FuzzSubject } from '../subject.ts';
import { product } from './catalogue.ts';

export const recommendationSubject: FuzzSubject = {
  name: 'recommendation',
  objects: ({ stores }) => ({ recommendations: stores.recommendations, recentViews: stores.recentViews }),
  prepare: async ({ stores }) => {
    await stores.catalogue.setMany([product('a'), product('b')]);
  },
  methods: {
    'recommendations.learn': {
      good: ({ next }) => [fixed('purchase'), [{ skus: ['a', 'b'], eventId: `e-${next()}` }]],
    },
    'recommendations.forProduct': { good: () => ['a', 5] },
    'recommendations.forCart': { good: () => [['a', 'b'], 5] },
    'recommendations.forBasket': { good: () => [['a', 'b'], 5] },
    'recentViews.note': {
      good: ({ next }) => [
        [
          {
            event: { eventId: 'e', type: fixed('PAGE_VIEW'), visitorId: `v-${next()}`, path: '/products/a' },
            atMs: Date.now(),
          },
        ],
      ],
    },
    'recentViews.forget': { good: () => ['visitor'] },
    'recentViews.of': { good: () => ['visitor'] },
  },
  async broken({ redis }) {
    const problems: string[] = [];
    const nodes = 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client];
    for (const node of nodes)
      for (const key of await node.keys(
        `${redis.prefix}:{@(rec|trend|viewed)*`.replace('@(rec|trend|viewed)', '[rtv]'),
      ))
        if ((await node.pttl(key)) === -1) problems.push(`${key.slice(0, 80)} is kept for ever`);
    return problems;
  },
};
