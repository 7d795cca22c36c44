// What the shop counts of its shoppers by itself. Counting must never be in a shopper's way.

import type { MetricEvent } from '../redis/metric.ts';
import type { Context } from './context.ts';
import { agentOf, defaultSite } from './metric.ts';

/** Counts for the visitor that the caller's front end names, and remembers them for the order that may come of it. */
export function countShopEvent(
  owner: string,
  event: Pick<MetricEvent, 'id' | 'type'>,
  { stores, client }: Context,
): void {
  const count = async (): Promise<void> => {
    if (client.visitorId !== null) await stores.shopVisitors.link(owner, client.visitorId);
    const visitorId = client.visitorId ?? (await stores.shopVisitors.of(owner));
    const userAgent = client.userAgent && agentOf(client.userAgent);
    await stores.metrics.track(defaultSite, [{ ...event, visitorId, userAgent }]);
  };
  void count().catch(() => {});
}
