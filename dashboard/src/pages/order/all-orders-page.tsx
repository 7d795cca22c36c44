import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatMoment, formatMoney, formatName } from '../../format.ts';
import { AllOrdersDocument, type AllOrdersQuery, type OrderState } from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { OrderPage } from './order-page.tsx';
import { OrderStateBadge } from './order-state.tsx';

const askEveryMs = 3_000;

type Shown = OrderState | 'ALL';
type OrderRow = AllOrdersQuery['orders']['nodes'][number];

const states = (['ALL', 'PENDING', 'PAID', 'FULFILLED', 'DELIVERED', 'CANCELLED', 'REFUNDED', 'FAILED'] as const).map(
  (value) => ({ value, label: formatName(value) }),
);

/** Everybody's orders, or the one that the address names. */
export function AllOrdersPage({ item }: PageProps) {
  return item === undefined ? <OrderList /> : <OrderPage id={item} />;
}

function OrderList() {
  const [shown, setShown] = useState<Shown>('ALL');
  const pages = usePages();
  const state = shown === 'ALL' ? undefined : shown;
  const reading = useReading(AllOrdersDocument, { state, after: pages.after }, askEveryMs);

  function show(next: Shown): void {
    pages.restart();
    setShown(next);
  }

  return (
    <Page title="Orders" actions={<Choice label="State" value={shown} options={states} onChange={show} />}>
      <ReadingView reading={reading}>
        {({ orders: { nodes, pageInfo } }) => (
          <Panel title="Everybody's orders" actions={<Pager pages={pages} pageInfo={pageInfo} />}>
            {nodes.length === 0 ? <NoOrders state={state} /> : <Orders orders={nodes} />}
          </Panel>
        )}
      </ReadingView>
    </Page>
  );
}

function NoOrders({ state }: { state: OrderState | undefined }) {
  if (state) return <Empty title={`No order is ${formatName(state).toLowerCase()}.`} />;
  return <Empty title="No orders yet.">A finished checkout appears here.</Empty>;
}

function Orders({ orders }: { orders: readonly OrderRow[] }) {
  return (
    <Table label="Orders" headings={['Order', 'Placed', 'State', 'What', '#Total']}>
      {orders.map((order) => (
        <tr key={order.id}>
          <td>
            <Link page="all-orders" item={order.id}>
              {order.number}
            </Link>
          </td>
          <td>{formatMoment(order.placedAt)}</td>
          <td>
            <OrderStateBadge state={order.state} />
          </td>
          <td>{summaryOf(order)}</td>
          <td className="number">{formatMoney(order.total)}</td>
        </tr>
      ))}
    </Table>
  );
}

const named = 2;

/** `2 × Mug, 1 × Pen and 3 more`: an order may have a hundred lines. */
function summaryOf({ lines }: OrderRow): string {
  const words = lines.slice(0, named).map(({ quantity, name }) => `${quantity} × ${name}`);
  const more = lines.length > named ? ` and ${lines.length - named} more` : '';
  return words.join(', ') + more;
}
