import { formatMoment, formatMoney, formatName } from '../../format.ts';
import type { OrderDetailsFragment, OrderViewFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';

/** What the total is made of beside the lines; nothing where that is nothing. */
export function OrderTotal({ adjustments }: Pick<OrderViewFragment, 'adjustments'>) {
  if (adjustments.length === 0) return null;
  return (
    <Panel title="Discounts, shipping and taxes">
      <Table label="Adjustments of this order" headings={['What', '#Amount']}>
        {adjustments.map(({ kind, source, label, amount, included }) => (
          <tr key={`${kind} ${source}`}>
            <td>{included ? `${label}, in the prices` : label}</td>
            <td className="number">{formatMoney(amount)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

/** Who bought, how they are reached, and where the goods go to. */
export function OrderContact({
  order: { email, note, shippingAddress, billingAddress },
  customer,
}: {
  order: OrderViewFragment;
  /** The account, for the shop's people; null where there is none. */
  customer?: OrderDetailsFragment['customer'];
}) {
  const rows = [
    ['E-mail', email],
    ['Ships to', shippingAddress?.formatted.join(', ')],
    ['Bill to', billingAddress?.formatted.join(', ')],
    ['Note', note],
  ].filter(([, text]) => text);
  if (customer === undefined && rows.length === 0) return null;
  return (
    <Panel title="Customer">
      <Table label="Contact of this order" headings={['What', 'Value']}>
        {customer !== undefined && (
          <tr>
            <td>Account</td>
            <td>
              {customer ? (
                <Link page="accounts" item={customer.id}>
                  {customer.email}
                </Link>
              ) : (
                'None: a guest, or the account is gone'
              )}
            </td>
          </tr>
        )}
        {rows.map(([name, text]) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{text}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

/** By which name the provider knows the payment, and who disputes it; nothing for an order that cost nothing or was imported. */
export function OrderPayment({ order: { paymentReference, disputes } }: { order: OrderDetailsFragment }) {
  if (paymentReference === null) return null;
  return (
    <Panel title="Payment">
      <dl className="details">
        <dt>Reference of the provider</dt>
        <dd>
          <code>{paymentReference}</code>
        </dd>
      </dl>
      {disputes && disputes.length > 0 && (
        <Table label="Disputes of this order" headings={['Dispute', 'State', 'Reason', 'Since', '#Amount']}>
          {disputes.map(({ reference, state, reason, at, amount }) => (
            <tr key={reference}>
              <td>{reference}</td>
              <td>{formatName(state)}</td>
              <td>{reason}</td>
              <td>{formatMoment(at)}</td>
              <td className="number">{formatMoney(amount)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
