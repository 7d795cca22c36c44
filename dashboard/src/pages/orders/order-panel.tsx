import { formatMoment, formatMoney, formatName } from '../../format.ts';
import type { CartAndOrdersQuery, OrderState } from '../../generated/graphql.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Empty } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';

type Order = CartAndOrdersQuery['viewer']['orders']['nodes'][number];

const tones: Record<OrderState, Tone> = {
  PENDING: 'busy',
  PAID: 'good',
  FULFILLED: 'good',
  DELIVERED: 'good',
  CANCELLED: 'caution',
  REFUNDED: 'caution',
  FAILED: 'bad',
};

interface OrderPanelProps {
  orders: readonly Order[];
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
}

export function OrderPanel({ orders, onNewer, onOlder }: OrderPanelProps) {
  return (
    <Panel
      title="Orders"
      actions={
        (onNewer || onOlder) && (
          <>
            <button type="button" disabled={!onNewer} onClick={onNewer}>
              Newer
            </button>
            <button type="button" disabled={!onOlder} onClick={onOlder}>
              Older
            </button>
          </>
        )
      }
    >
      {orders.length === 0 ? (
        <Empty title="No orders yet.">A finished checkout appears here.</Empty>
      ) : (
        <Table label="Orders" headings={['Order', 'Placed', 'State', 'What', '#Total']}>
          {orders.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </Table>
      )}
    </Panel>
  );
}

function OrderRow({ order }: { order: Order }) {
  return (
    <tr>
      <td>{order.number}</td>
      <td>{formatMoment(order.placedAt)}</td>
      <td>
        <Badge tone={tones[order.state]}>{formatName(order.state)}</Badge>
      </td>
      <td>
        <details>
          <summary>{order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}</summary>
          <ol className="history">
            {order.history.map(({ state, at, note }) => (
              <li key={state + at}>
                {formatName(state)} <span className="muted">{formatMoment(at)}</span> {note}
              </li>
            ))}
          </ol>
        </details>
      </td>
      <td className="number">{formatMoney(order.total)}</td>
    </tr>
  );
}
