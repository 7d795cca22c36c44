import { formatMoney } from '../../format.ts';
import type { OrderViewFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';

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

/** How the customer is reached, and where the goods go to; nothing where nothing was given. */
export function OrderContact({
  order: { email, note, shippingAddress, billingAddress },
}: {
  order: OrderViewFragment;
}) {
  const rows = [
    ['E-mail', email],
    ['Ships to', shippingAddress?.formatted.join(', ')],
    ['Bill to', billingAddress?.formatted.join(', ')],
    ['Note', note],
  ].filter(([, text]) => text);
  if (rows.length === 0) return null;
  return (
    <Panel title="Customer">
      <Table label="Contact of this order" headings={['What', 'Given with the order']}>
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
