import { formatMoment, formatMoney } from '../../format.ts';
import type { CartAndOrdersQuery, OrderViewFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Pager, type Pages } from '../../parts/pager.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderStateBadge } from './order-state.tsx';

interface OrderPanelProps {
  orders: CartAndOrdersQuery['viewer']['orders'];
  pages: Pages;
}

export function OrderPanel({ orders: { nodes, pageInfo }, pages }: OrderPanelProps) {
  return (
    <Panel title="Orders" actions={<Pager pages={pages} pageInfo={pageInfo} />}>
      {nodes.length === 0 ? (
        <Empty title="No orders yet.">A finished checkout appears here.</Empty>
      ) : (
        <Table label="Your orders" headings={['Order', 'Placed', 'State', 'What', '#Total']}>
          {nodes.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function OrderRow({ order }: { order: OrderViewFragment }) {
  return (
    <tr>
      <td>{order.number}</td>
      <td>{formatMoment(order.placedAt)}</td>
      <td>
        <OrderStateBadge state={order.state} />
      </td>
      <td>
        <details>
          <summary>{order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}</summary>
          <OrderHistory history={order.history} />
        </details>
      </td>
      <td className="number">{formatMoney(order.total)}</td>
    </tr>
  );
}
