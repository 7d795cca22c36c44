// One order, which changes before the eyes of who looks at it.

import { useQuery, useSubscription } from 'urql';
import { OrderDocument, type OrderPartsFragment, OrderUpdatesDocument } from './generated/graphql.ts';
import { Failed, Price, Waiting } from './parts.tsx';

export function OrderPage({ id }: { id: string }) {
  const [{ data, error }] = useQuery({ query: OrderDocument, variables: { id } });
  const [{ data: live }] = useSubscription({ query: OrderUpdatesDocument, variables: { id } });
  if (error) return <Failed error={error} />;
  if (!data) return <Waiting />;
  const order = live?.orderUpdated ?? data.node;
  return order && isOrder(order) ? <Details order={order} /> : <h1>There is no such order</h1>;
}

/** An id may be that of anything. */
function isOrder(node: { id: string }): node is OrderPartsFragment {
  return 'number' in node;
}

function Details({ order }: { order: OrderPartsFragment }) {
  const { number, state, placedAt, lines, total, history } = order;
  const time = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <h1>Order {number}</h1>
      <p role="status">
        Placed on {time.format(new Date(placedAt))}. It is <strong>{state.toLowerCase()}</strong>.
      </p>
      <ul>
        {lines.map(({ id, name, quantity, total: ofLine }) => (
          <li key={id}>
            {quantity} × {name}: <Price of={ofLine} />
          </li>
        ))}
      </ul>
      <p>
        Total: <Price of={total} />
      </p>
      <h2>What has happened</h2>
      <ol>
        {history.map(({ state: was, at }) => (
          <li key={`${was} ${at}`}>
            {was.toLowerCase()}, {time.format(new Date(at))}
          </li>
        ))}
      </ol>
    </>
  );
}
