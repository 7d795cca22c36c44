import { useReading } from '../../data.ts';
import { formatName, formatPercent } from '../../format.ts';
import { FunnelDocument, type FunnelQuery } from '../../generated/graphql.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import type { Asked } from './asked.ts';
import { timesOf } from './period.ts';

type Step = FunnelQuery['metrics']['funnel'][number];

/** What a shop's visitors do on the way to an order; Mortar's shop counts these by itself. */
const orderSteps = ['CART', 'CHECKOUT', 'PURCHASE'];

/** How many went how far. Asked when the days are chosen, not on a timer: it is read visitor by visitor. */
export function FunnelPanel({ site, period, zone, filtering: { filter } }: Asked) {
  const reading = useReading(FunnelDocument, { site, filter, steps: orderSteps, ...timesOf(period, zone) });
  return (
    <Panel title="From cart to purchase">
      <ReadingView reading={reading}>{({ metrics }) => <Steps steps={metrics.funnel} />}</ReadingView>
    </Panel>
  );
}

function Steps({ steps }: { steps: readonly Step[] }) {
  if (steps[0]?.visitors === null) return <Empty title="Mortar no longer has what visitors did in these days." />;
  if (Number(steps[0]?.visitors) === 0) return <Empty title="No visitor added to a cart in these days." />;
  const entries = steps.map(({ step, visitors, rateFromFirst }, index) => ({
    key: index === 0 ? formatName(step) : `${formatName(step)}, ${formatPercent(rateFromFirst)} of them`,
    count: visitors ?? 0,
  }));
  return <BarList label="Visitors by step" entries={entries} />;
}
