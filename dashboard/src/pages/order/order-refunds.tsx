import { formatMoment, formatMoney, formatName } from '../../format.ts';
import type { OrderViewFragment } from '../../generated/graphql.ts';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';

/** What is given back of the payment, the oldest first; nothing where nothing is. */
export function OrderRefunds({ refunds }: Pick<OrderViewFragment, 'refunds'>) {
  if (refunds.length === 0) return null;
  return (
    <Panel title="Refunds">
      <Table label="Refunds of this order" headings={['Decided', 'State', 'Given back', '#Amount']}>
        {refunds.map(({ amount, state, at, refundedAt }) => (
          <tr key={`${at} ${amount.amount}`}>
            <td>{formatMoment(at)}</td>
            <td>{formatName(state)}</td>
            <td>{refundedAt === null ? '' : formatMoment(refundedAt)}</td>
            <td className="number">{formatMoney(amount)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
