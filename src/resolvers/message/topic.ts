// Topics and their groups, for administrators.

import type { PageLimits } from '../../redis/base/page.ts';
import type { TopicReport } from '../../redis/message/report.ts';
import type { Context } from '../base/context.ts';
import { readSize } from '../base/page.ts';

/** How many topics a page has. */
export const topicPage: PageLimits = { default: 100, max: 100 };

/** Topics by name, a page of them. */
export async function topics(
  { first, after }: { first?: number | null; after?: string | null },
  { stores }: Context,
): Promise<TopicReport[]> {
  return stores.messageReports.page(readSize(first, topicPage), after ?? null);
}

export function topic(name: string, { stores }: Context): Promise<TopicReport | null> {
  return stores.messageReports.one(name);
}
