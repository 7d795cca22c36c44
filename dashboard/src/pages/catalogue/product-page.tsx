import { useState } from 'react';
import { useReading } from '../../data.ts';
import { formatCount } from '../../format.ts';
import { CatalogueProductDocument, type CatalogueProductQuery } from '../../generated/graphql.ts';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { Link } from '../../routing.tsx';
import { AdjustForm } from '../inventory/adjust-form.tsx';
import { useStock } from '../inventory/stock.ts';
import { ProductDetails } from './product-details.tsx';
import { ProductDialog } from './product-dialog.tsx';
import { VariantTable } from './variant-table.tsx';

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

type ShownProduct = NonNullable<CatalogueProductQuery['product']>;

function ProductView({ product, onChange }: { product: ShownProduct; onChange(): void }) {
  const [dialog, setDialog] = useState<'edit' | 'variant' | null>(null);
  const close = () => setDialog(null);
  const hasOptions = product.options.length > 0;
  const { onHand, reserved, available } = product.inventory;
  return (
    <>
      {!hasOptions && (
        <>
          <Figures label="Stock">
            <Figure label="On hand" value={formatCount(onHand)} />
            <Figure label="Reserved" value={formatCount(reserved)} hint="by open checkouts" />
            <Figure label="Available" value={formatCount(available)} tone={available > 0 ? undefined : 'bad'} />
          </Figures>
          <Panel title="Adjust the stock">
            <AdjustForm sku={product.sku} onAdjusted={onChange} />
          </Panel>
        </>
      )}
      <Panel
        title="Product"
        actions={
          <button type="button" onClick={() => setDialog('edit')}>
            Edit
          </button>
        }
      >
        {dialog === 'edit' && <ProductDialog product={product} onClose={close} onSaved={onChange} />}
        <ProductDetails product={product} />
      </Panel>
      {hasOptions && (
        <Panel
          title="Variants"
          actions={
            <button type="button" onClick={() => setDialog('variant')}>
              New variant
            </button>
          }
        >
          {dialog === 'variant' && <ProductDialog parent={product} onClose={close} onSaved={onChange} />}
          <VariantTable product={product} variants={product.variants} />
        </Panel>
      )}
    </>
  );
}
