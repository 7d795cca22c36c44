import { formatMoment } from '../../format.ts';
import type { OrderViewFragment } from '../../generated/graphql.ts';
import { LinesTable } from '../../parts/lines-table.tsx';
import { Panel } from '../../parts/page.tsx';

/** What was bought, and what it costs. */
export function OrderLines({ order }: { order: OrderViewFragment }) {
  return (
    <Panel title="What was bought" actions={<p className="muted">Placed {formatMoment(order.placedAt)}</p>}>
      <LinesTable label="Lines" lines={order.lines} total={order.total} />
    </Panel>
  );
}
