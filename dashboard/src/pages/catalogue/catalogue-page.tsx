import { useState } from 'react';
import { useClient } from 'urql';
import { useReading } from '../../data.ts';
import { CatalogueDocument, ExportProductsDocument, type ProductSort } from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { ExportButton } from '../../parts/export-button.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { goTo, Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { ProductDialog } from './product-dialog.tsx';
import { ProductPage } from './product-page.tsx';
import { ProductTable } from './product-table.tsx';
import { everything, SearchForm } from './search-form.tsx';

const askEveryMs = 5_000;
const fresh = { requestPolicy: 'network-only' } as const;

const sorts = (
  [
    ['RELEVANCE', 'Best match'],
    ['NAME', 'Name'],
    ['PRICE_ASC', 'Cheapest'],
    ['PRICE_DESC', 'Most expensive'],
    ['NEWEST', 'Newest'],
    ['BEST_SELLING', 'Best selling'],
  ] as const
).map(([value, label]) => ({ value, label }));

/** The products for sale, or the one that the address names. */
export function CataloguePage({ item }: PageProps) {
  return item === undefined ? <ProductList /> : <ProductPage sku={item} />;
}

function ProductList() {
  const [filter, setFilter] = useState(everything);
  const [sort, setSort] = useState<ProductSort>('NAME');
  const [making, setMaking] = useState(false);
  const pages = usePages();
  const client = useClient();
  const { search, tags } = filter;
  // What is not for sale is in no list; its SKU leads to it all the same.
  const named = search !== '' && pages.isFirst;
  const variables = { search: search || null, tags, sort, after: pages.after, sku: search, named };
  const reading = useReading(CatalogueDocument, variables, askEveryMs);

  return (
    <Page
      title="Catalogue"
      actions={
        <>
          <Link page="search-words">Search words</Link>
          <ExportButton
            file="products.csv"
            what="all"
            read={async (cursor) => {
              const { data, error } = await client.query(ExportProductsDocument, { cursor }, fresh).toPromise();
              return { page: data?.productsExport, error };
            }}
          />
          <button type="button" onClick={() => setMaking(true)}>
            New product
          </button>
        </>
      }
    >
      {making && <ProductDialog onClose={() => setMaking(false)} onSaved={({ sku }) => goTo('catalogue', sku)} />}
      <SearchForm
        onSearch={(next) => {
          pages.restart();
          setFilter(next);
          setSort(next.search === '' ? 'NAME' : 'RELEVANCE');
        }}
      />
      <div className="actions">
        <Choice
          label="Sort"
          value={sort}
          options={sorts}
          onChange={(next) => {
            pages.restart();
            setSort(next);
          }}
        />
      </div>
      <ReadingView reading={reading}>
        {({ products: { nodes, pageInfo }, named }) => {
          const shown = named && !named.active ? [named, ...nodes] : nodes;
          return (
            <Panel title="Products" actions={<Pager pages={pages} pageInfo={pageInfo} labels={['Back', 'More']} />}>
              {shown.length > 0 ? <ProductTable products={shown} /> : <NoProducts found={filter !== everything} />}
            </Panel>
          );
        }}
      </ReadingView>
    </Page>
  );
}

function NoProducts({ found }: { found: boolean }) {
  if (found)
    return (
      <Empty title="No product for sale matches.">To find a product that is not for sale, enter its whole SKU.</Empty>
    );
  return (
    <Empty title="No products yet.">
      Add a product, or import a file of them: <code>npm run import -- products FILE.csv</code>.
    </Empty>
  );
}
