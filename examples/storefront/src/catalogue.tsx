// Browsing: a search, choices with their counts, an order, pages that are added, and stock that is live.

import { useDeferredValue, useState } from 'react';
import { useMutation, useQuery, useSubscription } from 'urql';
import { type Choice, everything, Facets, filterOf } from './facets.tsx';
import {
  AddToCartDocument,
  type ProductCardFragment,
  type ProductSort,
  ProductsDocument,
  StockDocument,
} from './generated/graphql.ts';
import { Failed, Price, Problem, problemOf, Waiting } from './parts.tsx';

const sorts: readonly (readonly [ProductSort, string])[] = [
  ['BEST_SELLING', 'Best selling'],
  ['PRICE_ASC', 'Lowest price'],
  ['PRICE_DESC', 'Highest price'],
  ['NAME', 'Name'],
];

interface Filter extends Choice {
  readonly search: string;
  readonly sort: ProductSort;
}

export function Catalogue() {
  const [filter, setFilter] = useState<Filter>({ ...everything, search: '', sort: 'BEST_SELLING' });
  // Typing goes on while the products of what was typed before are drawn.
  const asked = useDeferredValue(filter);
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const change = (changed: Partial<Filter>): void => {
    setFilter({ ...filter, ...changed });
    setCursors([null]);
  };
  return (
    <>
      <h1>Products</h1>
      <search>
        <form className="filter" onSubmit={(event) => event.preventDefault()}>
          <label>
            Search
            <input type="search" value={filter.search} onChange={(event) => change({ search: event.target.value })} />
          </label>
          <label>
            Order
            <select value={filter.sort} onChange={(event) => change({ sort: event.target.value as ProductSort })}>
              {sorts.map(([sort, name]) => (
                <option key={sort} value={sort}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <Facets choice={filter} search={asked.search || null} onChange={change} />
        </form>
      </search>
      {cursors.map((after, place) => (
        <ProductPage
          key={`${JSON.stringify(asked)} ${after}`}
          filter={asked}
          after={after}
          onMore={place === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined}
        />
      ))}
    </>
  );
}

interface PageProps {
  readonly filter: Filter;
  readonly after: string | null;
  /** Undefined if the next page is shown already. */
  readonly onMore: ((cursor: string) => void) | undefined;
}

function ProductPage({ filter, after, onMore }: PageProps) {
  const { search, sort } = filter;
  const variables = { search: search || null, filter: filterOf(filter), sort: search ? null : sort, after };
  const [{ data, error }] = useQuery({ query: ProductsDocument, variables });
  if (error) return <Failed error={error} />;
  if (!data) return <Waiting />;
  const { nodes, pageInfo, totalCount, correction } = data.products;
  const { endCursor } = pageInfo;
  return (
    <>
      {after === null && (
        <p role="status">
          {totalCount} {totalCount === 1 ? 'product' : 'products'}
          {correction && ` for “${correction.search}”`}
        </p>
      )}
      <ProductList products={nodes} />
      {onMore && pageInfo.hasNextPage && endCursor && (
        <button type="button" onClick={() => onMore(endCursor)}>
          Show more
        </button>
      )}
    </>
  );
}

function ProductList({ products }: { products: readonly ProductCardFragment[] }) {
  const skus = products.flatMap(({ sku, variants }) =>
    variants.length > 0 ? variants.map((each) => each.sku) : [sku],
  );
  const [{ data: live = {} }] = useSubscription(
    { query: StockDocument, variables: { skus }, pause: skus.length === 0 },
    (known: Readonly<Record<string, number>> | undefined, { stockChanged: { sku, inventory } }) => ({
      ...known,
      [sku]: inventory?.available ?? 0,
    }),
  );
  return (
    <ul className="products">
      {products.map((product) => (
        <Card key={product.id} product={product} live={live} />
      ))}
    </ul>
  );
}

interface CardProps {
  readonly product: ProductCardFragment;
  /** Stock by SKU, as far as it changed since the page was loaded. */
  readonly live: Readonly<Record<string, number>>;
}

/** A product in sizes or colours is sold as its variants: the card shows the one that is chosen. */
function Card({ product, live }: CardProps) {
  const [{ fetching }, add] = useMutation(AddToCartDocument);
  const [problem, setProblem] = useState<string>();
  const availableOf = ({ sku, inventory }: Sold): number => live[sku] ?? inventory?.available ?? 0;
  const { name, description, variants } = product;
  const [wanted, setWanted] = useState('');
  const sold: Sold =
    variants.find(({ sku }) => sku === wanted) ??
    variants.find((variant) => availableOf(variant) > 0) ??
    variants[0] ??
    product;
  const available = availableOf(sold);
  const choices = variants[0]?.optionValues.map((option) => option.name).join(' and ');
  const picture = sold.images[0] ?? product.images[0];
  return (
    <li>
      {picture && <img src={picture.url} alt={picture.alt} width="160" height="160" loading="lazy" />}
      <h2>{name}</h2>
      <p>{description}</p>
      {variants.length > 0 && (
        <select
          aria-label={`${choices} of ${name}`}
          value={sold.sku}
          onChange={(event) => setWanted(event.target.value)}
        >
          {variants.map(({ sku, optionValues }) => (
            <option key={sku} value={sku}>
              {optionValues.map(({ value }) => value).join(', ')}
            </option>
          ))}
        </select>
      )}
      <p>
        <Price of={sold.price} /> · <span className={available > 0 ? '' : 'gone'}>{stockOf(available)}</span>
      </p>
      <button
        type="button"
        disabled={fetching || available === 0}
        aria-label={`Add to cart: ${name}`}
        onClick={async () => {
          const result = await add({ sku: sold.sku });
          setProblem(problemOf(result, result.data?.cartLinesAdd.userErrors));
        }}
      >
        Add to cart
      </button>
      <Problem text={problem} />
    </li>
  );
}

type Sold = Pick<ProductCardFragment, 'sku' | 'price' | 'inventory' | 'images'>;

function stockOf(available: number): string {
  if (available === 0) return 'sold out';
  return available > 20 ? 'in stock' : `only ${available} left`;
}
