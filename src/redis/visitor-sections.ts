// What subjects other than metrics keep of a visitor, for the export of a visitor and for the erasure. A subject that keeps something new
// of visitors is added here.

import { hash } from 'node:crypto';
import type { RedisHandle } from './base/handle.ts';
import type { Experiments } from './experiment/experiment.ts';
import { ExperimentVisitors } from './experiment/visitor.ts';
import type { Flags } from './flag/flag.ts';
import type { VisitorSection } from './metric/visitor-data.ts';
import type { RecentViews } from './recommendation/recent-view.ts';

interface Kept {
  readonly experiments: Experiments;
  readonly flags: Flags;
  readonly recentViews: RecentViews;
}

export function visitorSections(
  redis: RedisHandle,
  { experiments, flags, recentViews }: Kept,
): readonly VisitorSection[] {
  const visitors = new ExperimentVisitors(redis, experiments);
  const viewerOf = (visitorId: string): string => hash('sha1', visitorId, 'base64url');
  return [
    { read: (visitorId) => visitors.of(visitorId), erase: (visitorId) => visitors.erase(visitorId) },
    {
      read: async (visitorId) => (await flags.naming(visitorId)).map((flag) => ({ flag })),
      erase: async (visitorId) => (await flags.forgetVisitor(visitorId)) > 0,
    },
    {
      read: async (visitorId) => {
        const recentlyViewed = await recentViews.of(viewerOf(visitorId));
        return recentlyViewed.length === 0 ? [] : [{ recentlyViewed }];
      },
      erase: async (visitorId) => {
        const known = (await recentViews.of(viewerOf(visitorId))).length > 0;
        await recentViews.forget(viewerOf(visitorId));
        return known;
      },
    },
  ];
}
