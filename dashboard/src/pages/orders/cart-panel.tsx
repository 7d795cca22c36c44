import { formatAgo, formatCount, formatMoney } from '../../format.ts';
import type { CartViewFragment } from '../../generated/graphql.ts';
import { Caution, Empty } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';

export function CartPanel({ cart }: { cart: CartViewFragment | null }) {
  if (!cart || cart.lines.length === 0) {
    return (
      <Panel title="Cart">
        <Empty title="The cart is empty.">
          <code>cartLinesAdd</code> puts something in.
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Cart" actions={<p className="muted">Expires {formatAgo(cart.expiresAt)}</p>}>
      {cart.warnings.map(({ sku, message }) => (
        <Caution key={sku + message}>{message}</Caution>
      ))}
      <Table label="Cart" headings={['Product', '#Quantity', '#Each', '#Total']}>
        {cart.lines.map((line) => (
          <tr key={line.product.id}>
            <td>
              {line.product.name} <span className="muted">{line.product.sku}</span>
            </td>
            <td className="number">{formatCount(line.quantity)}</td>
            <td className="number">{formatMoney(line.unitPrice)}</td>
            <td className="number">{formatMoney(line.total)}</td>
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">Total</th>
          <td className="number">{formatCount(cart.quantity)}</td>
          <td />
          <td className="number">{formatMoney(cart.total)}</td>
        </tr>
      </Table>
    </Panel>
  );
}
