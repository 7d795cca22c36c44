import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount, formatMoney } from '../../format.ts';
import { CatalogueProductDocument, type ProductViewFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { AdjustForm } from '../inventory/adjust-form.tsx';
import { useStock } from '../inventory/stock.ts';
import { ProductDialog } from './product-dialog.tsx';

const askEveryMs = 10_000;

/** One product, for sale or not: its stock as it moves, what it is, and the forms that change both. */
export function ProductPage({ sku }: { sku: string }) {
  const reading = useReading(CatalogueProductDocument, { sku }, askEveryMs);
  const product = reading.data?.product;
  const now = useStock(product ? [product] : []);
  return (
    <Page title={product ? now(product).name : sku}>
      <p>
        <Link page="catalogue">All products</Link>
      </p>
      <ReadingView reading={reading}>
        {({ product }) =>
          product ? (
            <ProductView product={now(product)} onChange={reading.refresh} />
          ) : (
            <Missing title={`There is no product "${sku}".`}>
              Check the SKU, or look for the product in <Link page="catalogue">all products</Link>.
            </Missing>
          )
        }
      </ReadingView>
    </Page>
  );
}

function ProductView({ product, onChange }: { product: ProductViewFragment; onChange(): void }) {
  const [editing, setEditing] = useState(false);
  const { onHand, reserved, available } = product.inventory;
  return (
    <>
      <Figures label="Stock">
        <Figure label="On hand" value={formatCount(onHand)} />
        <Figure label="Reserved" value={formatCount(reserved)} hint="by open checkouts" />
        <Figure label="Available" value={formatCount(available)} tone={available > 0 ? undefined : 'bad'} />
      </Figures>
      <Panel title="Adjust the stock">
        <AdjustForm sku={product.sku} onAdjusted={onChange} />
      </Panel>
      <Panel
        title="Product"
        actions={
          <button type="button" onClick={() => setEditing(true)}>
            Edit
          </button>
        }
      >
        {editing && <ProductDialog product={product} onClose={() => setEditing(false)} onSaved={onChange} />}
        <dl className="details">
          <dt>SKU</dt>
          <dd>{product.sku}</dd>
          <dt>Price</dt>
          <dd>{formatMoney(product.price)}</dd>
          <dt>State</dt>
          <dd>{product.active ? <Badge tone="good">For sale</Badge> : <Badge tone="caution">Not for sale</Badge>}</dd>
          <dt>Tags</dt>
          <dd>{product.tags.join(', ') || '–'}</dd>
          <dt>Description</dt>
          <dd>{product.description || '–'}</dd>
        </dl>
      </Panel>
    </>
  );
}
