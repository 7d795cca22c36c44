import { useLive, useReading } from '../../data.ts';
import { type OrderDetailsFragment, OrderDocument, OrderUpdatedDocument } from '../../generated/graphql.ts';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { OrderFulfilments } from './order-fulfilments.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderMoves } from './order-moves.tsx';
import { OrderRefunds } from './order-refunds.tsx';
import { OrderReturns } from './order-returns.tsx';
import { OrderSend } from './order-send.tsx';
import { OrderStateBadge } from './order-state.tsx';
import { OrderContact, OrderPayment, OrderTotal } from './order-total.tsx';

/** One order as it is now: where it stands, what can be done with it, what was bought, what happened to it. */
export function OrderPage({ id }: { id: string }) {
  const reading = useReading(OrderDocument, { id });
  const found = reading.data?.node?.__typename === 'Order' ? reading.data.node : undefined;
  const live = useLive(OrderUpdatedDocument, { id }, !found);
  const order = live.data?.orderUpdated ?? found;
  const missing = (
    <Missing title="There is no order at this address.">
      Check the address, or look for the order in <Link page="all-orders">all orders</Link>.
    </Missing>
  );
  return (
    <Page title={order ? `Order ${order.number}` : 'Order'}>
      <p>
        <Link page="all-orders">All orders</Link>
      </p>
      <ReadingView reading={reading} missing={missing}>
        {() => (order ? <OrderView order={order} /> : missing)}
      </ReadingView>
    </Page>
  );
}

function OrderView({ order }: { order: OrderDetailsFragment }) {
  return (
    <>
      <Panel title="State" actions={<OrderStateBadge state={order.state} />}>
        <OrderHistory history={order.history} />
        <OrderMoves key={`${order.state} ${order.refunds.length}`} order={order} />
      </Panel>
      <OrderLines order={order} />
      <OrderTotal adjustments={order.adjustments} />
      <OrderContact order={order} customer={order.customer} />
      <OrderPayment order={order} />
      <OrderSend key={`${order.state} ${order.fulfilments.length} ${order.refunds.length} send`} order={order} />
      <OrderFulfilments order={order} />
      <OrderReturns order={order} />
      <OrderRefunds refunds={order.refunds} />
    </>
  );
}
