import { formatCount, formatMoney } from '../../format.ts';
import type { CatalogueProductFragment, CatalogueProductQuery } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import { useStock } from '../inventory/stock.ts';

interface VariantTableProps {
  product: CatalogueProductFragment;
  variants: NonNullable<CatalogueProductQuery['product']>['variants'];
}

/** The variants of a product with their stock, as it moves. */
export function VariantTable({ product, variants }: VariantTableProps) {
  const now = useStock(variants);
  if (variants.length === 0)
    return <Empty title="No variants yet.">Nobody can buy the product before it has a variant.</Empty>;
  return (
    <Table
      label="Variants with their stock"
      headings={['SKU', ...product.options.map(({ name }) => name), '#Price', '#On hand', '#Available']}
    >
      {variants.map(now).map(({ id, sku, active, price, optionValues, inventory }) => (
        <tr key={id}>
          <td>
            <Link page="catalogue" item={sku}>
              {sku}
            </Link>{' '}
            {!active && <Badge tone="caution">Not for sale</Badge>}
          </td>
          {product.options.map(({ name }, index) => (
            <td key={name}>{optionValues[index]?.value}</td>
          ))}
          <td className="number">{formatMoney(price)}</td>
          <td className="number">{formatCount(inventory.onHand)}</td>
          <td className="number">{formatCount(inventory.available)}</td>
        </tr>
      ))}
    </Table>
  );
}
