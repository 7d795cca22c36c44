import { formatCount, formatMoney } from '../../format.ts';
import type { ProductViewFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import { useStock } from '../inventory/stock.ts';

/** Products with their stock, as it moves. */
export function ProductTable({ products }: { products: readonly ProductViewFragment[] }) {
  const now = useStock(products);
  return (
    <Table
      label="Products with their stock"
      headings={['Product', 'Tags', '#Price', '#On hand', '#Reserved', '#Available']}
    >
      {products.map(now).map((product) => (
        <tr key={product.id}>
          <td>
            <Link page="catalogue" item={product.sku}>
              {product.name}
            </Link>{' '}
            <span className="muted">{product.sku}</span> {!product.active && <Badge tone="caution">Not for sale</Badge>}
          </td>
          <td>{product.tags.join(', ')}</td>
          <td className="number">{formatMoney(product.price)}</td>
          <td className="number">{formatCount(product.inventory.onHand)}</td>
          <td className="number">{formatCount(product.inventory.reserved)}</td>
          <td className="number">
            {product.inventory.available > 0 ? (
              formatCount(product.inventory.available)
            ) : (
              <Badge tone="bad">{formatCount(product.inventory.available)}</Badge>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
