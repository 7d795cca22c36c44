import { formatName, formatPercent } from '../../format.ts';
import type { TrafficQuery } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Panel } from '../../parts/page.tsx';

/** What a shop's visitors do on the way to an order; Mortar's shop counts these by itself. */
export const orderSteps: readonly string[] = ['CART', 'CHECKOUT', 'PURCHASE'];

/** How many went how far. */
export function FunnelPanel({ steps }: { steps: NonNullable<TrafficQuery['metrics']['funnel']> }) {
  const entries = steps.map(({ step, visitors, rateFromFirst }, index) => ({
    key: index === 0 ? formatName(step) : `${formatName(step)}, ${formatPercent(rateFromFirst)} of them`,
    count: visitors,
  }));
  return (
    <Panel title="From cart to purchase">
      <BarList label="Visitors by step" entries={entries} />
    </Panel>
  );
}
