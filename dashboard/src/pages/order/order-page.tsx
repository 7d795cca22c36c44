import { useLive } from '../../data.ts';
import { formatMoment } from '../../format.ts';
import { OrderUpdatedDocument, type OrderViewFragment } from '../../generated/graphql.ts';
import { LinesTable } from '../../parts/lines-table.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Link } from '../../routing.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderMoves } from './order-moves.tsx';
import { OrderRefunds } from './order-refunds.tsx';
import { OrderStateBadge } from './order-state.tsx';

/** One order as it is now: where it stands, what can be done with it, what was bought, what happened to it. */
export function OrderPage({ id }: { id: string }) {
  const live = useLive(OrderUpdatedDocument, { id });
  const order = live.data?.orderUpdated;
  return (
    <Page title={order ? `Order ${order.number}` : 'Order'}>
      <p>
        <Link page="all-orders">All orders</Link>
      </p>
      <ReadingView reading={live}>
        {({ orderUpdated }) => (
          <>
            <Panel title="Where it stands" actions={<OrderStateBadge state={orderUpdated.state} />}>
              <OrderHistory history={orderUpdated.history} />
              <OrderMoves key={`${orderUpdated.state} ${orderUpdated.refunds.length}`} order={orderUpdated} />
            </Panel>
            <OrderLines order={orderUpdated} />
            <OrderRefunds refunds={orderUpdated.refunds} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}

function OrderLines({ order }: { order: OrderViewFragment }) {
  return (
    <Panel title="What was bought" actions={<p className="muted">Placed {formatMoment(order.placedAt)}</p>}>
      <LinesTable label="Lines" lines={order.lines} total={order.total} />
    </Panel>
  );
}
