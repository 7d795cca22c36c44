import { useState } from 'react';
import { useClient } from 'urql';
import { useReading } from '../../data.ts';
import { formatMoment, formatMoney, formatName } from '../../format.ts';
import {
  AllOrdersDocument,
  ExportOrdersDocument,
  type ListedOrderFragment,
  type OrderState,
} from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { ExportButton } from '../../parts/export-button.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { OrderPage } from './order-page.tsx';
import { OrderStateBadge } from './order-state.tsx';

const askEveryMs = 3_000;
const fresh = { requestPolicy: 'network-only' } as const;

type Shown = OrderState | 'ALL';

const states = (['ALL', 'PENDING', 'PAID', 'FULFILLED', 'DELIVERED', 'CANCELLED', 'REFUNDED', 'FAILED'] as const).map(
  (value) => ({ value, label: formatName(value) }),
);

/** Everybody's orders, or the one that the address names. */
export function AllOrdersPage({ item }: PageProps) {
  return item === undefined ? <OrderList /> : <OrderPage id={item} />;
}

function OrderList() {
  const [shown, setShown] = useState<Shown>('ALL');
  const [searched, setSearched] = useState('');
  const [days, setDays] = useState<Days>({ from: '', to: '' });
  const pages = usePages();
  const client = useClient();
  const state = shown === 'ALL' ? undefined : shown;
  const variables = { state, ...termOf(searched), ...periodOf(days), after: pages.after };
  const reading = useReading(AllOrdersDocument, variables, askEveryMs);
  const isSearched = searched !== '' || days.from !== '' || days.to !== '';

  function show<Value>(set: (value: Value) => void, value: Value): void {
    pages.restart();
    set(value);
  }

  return (
    <Page
      title="Orders"
      actions={<Choice label="State" value={shown} options={states} onChange={(value) => show(setShown, value)} />}
    >
      <div className="actions">
        <SearchBox
          label="Search orders"
          placeholder="Number, e-mail address or SKU"
          onSearch={(text) => show(setSearched, text)}
        />
        <DaysFields days={days} onChange={(value) => show(setDays, value)} />
        <ExportButton
          file="orders.csv"
          what={days.from === '' && days.to === '' ? 'all' : 'these days'}
          read={async (cursor) => {
            const request = { ...periodOf(days), cursor };
            const { data, error } = await client.query(ExportOrdersDocument, request, fresh).toPromise();
            return { page: data?.ordersExport, error };
          }}
        />
      </div>
      <ReadingView reading={reading}>
        {({ numbered, orders: { nodes, pageInfo } }) => {
          const found = pages.isFirst ? withFirst(numbered?.nodes, nodes) : nodes;
          return (
            <Panel title="Everybody's orders" actions={<Pager pages={pages} pageInfo={pageInfo} />}>
              {found.length === 0 ? <NoOrders state={state} isSearched={isSearched} /> : <Orders orders={found} />}
            </Panel>
          );
        }}
      </ReadingView>
    </Page>
  );
}

/** As a calendar's fields have them; empty where none is chosen. */
interface Days {
  readonly from: string;
  readonly to: string;
}

function DaysFields({ days, onChange }: { days: Days; onChange(days: Days): void }) {
  return (
    <>
      <label>
        Placed from{' '}
        <input type="date" value={days.from} onChange={({ target }) => onChange({ ...days, from: target.value })} />
      </label>
      <label>
        to <input type="date" value={days.to} onChange={({ target }) => onChange({ ...days, to: target.value })} />
      </label>
    </>
  );
}

/** Whole days of the reader's own time zone. */
function periodOf({ from, to }: Days): { placedFrom?: string; placedBefore?: string } {
  const next = to === '' ? null : new Date(`${to}T00:00`);
  next?.setDate(next.getDate() + 1);
  return {
    ...(from !== '' && { placedFrom: new Date(`${from}T00:00`).toISOString() }),
    ...(next && { placedBefore: next.toISOString() }),
  };
}

/** What was typed is told apart by its form. An imported order may have any number, also one that looks like a SKU. */
function termOf(text: string) {
  if (text === '') return {};
  if (text.includes('@')) return { email: text };
  return /^\d{5,}-[0-9a-z]{6}$/i.test(text) ? { orderNumber: text } : { sku: text, numberOrSku: text, isEither: true };
}

/** The order of a number stands before those that have a product of that name. */
function withFirst(first: readonly ListedOrderFragment[] | undefined, others: readonly ListedOrderFragment[]) {
  return [...(first ?? []), ...others.filter(({ id }) => !first?.some((each) => each.id === id))];
}

function NoOrders({ state, isSearched }: { state: OrderState | undefined; isSearched: boolean }) {
  if (isSearched) return <Empty title="No order matches.">Search for a whole number, address or SKU.</Empty>;
  if (state) return <Empty title={`No order is ${formatName(state).toLowerCase()}.`} />;
  return <Empty title="No orders yet.">A finished checkout appears here.</Empty>;
}

function Orders({ orders }: { orders: readonly ListedOrderFragment[] }) {
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
function summaryOf({ lines }: ListedOrderFragment): string {
  const words = lines.slice(0, named).map(({ quantity, name }) => `${quantity} × ${name}`);
  const more = lines.length > named ? ` and ${lines.length - named} more` : '';
  return words.join(', ') + more;
}
