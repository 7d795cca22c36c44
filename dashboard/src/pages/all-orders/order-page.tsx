import { useLive } from '../../data.ts';
import { formatCount, formatMoment, formatMoney } from '../../format.ts';
import { OrderUpdatedDocument, type OrderViewFragment } from '../../generated/graphql.ts';
import { OrderHistory } from '../../parts/order-history.tsx';
import { OrderStateBadge } from '../../parts/order-state.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import { OrderMoves } from './order-moves.tsx';

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
              <OrderMoves key={orderUpdated.state} order={orderUpdated} />
            </Panel>
            <OrderLines order={orderUpdated} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}

function OrderLines({ order }: { order: OrderViewFragment }) {
  return (
    <Panel title="What was bought" actions={<p className="muted">Placed {formatMoment(order.placedAt)}</p>}>
      <Table label="Lines" headings={['Product', '#Quantity', '#Each', '#Total']}>
        {order.lines.map((line) => (
          <tr key={line.sku}>
            <td>
              {line.name} <span className="muted">{line.sku}</span>
            </td>
            <td className="number">{formatCount(line.quantity)}</td>
            <td className="number">{formatMoney(line.unitPrice)}</td>
            <td className="number">{formatMoney(line.total)}</td>
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">Total</th>
          <td className="number">{formatCount(order.lines.reduce((sum, { quantity }) => sum + quantity, 0))}</td>
          <td />
          <td className="number">{formatMoney(order.total)}</td>
        </tr>
      </Table>
    </Panel>
  );
}
