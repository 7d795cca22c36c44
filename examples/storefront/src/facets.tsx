// The choices beside a list of products, each with how many products it would leave.

import { useState } from 'react';
import { useQuery } from 'urql';
import { FacetsDocument, type FacetsQueryVariables, type ProductFilter } from './generated/graphql.ts';

export interface Choice {
  /** From the category at the top to the chosen one. */
  readonly path: readonly { readonly slug: string; readonly name: string }[];
  /** Chosen values by the name of their option. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly price: string;
  readonly inStock: boolean;
}

export const everything: Choice = { path: [], options: {}, price: '', inStock: false };

/** Where ranges of prices begin. A chosen one is `from-to`, with nothing for an end that is open. */
const priceBounds = ['15', '30', '60'];
const cent = 0.01;

export function filterOf({ path, options, price, inStock }: Choice): ProductFilter {
  const [minPrice, maxPrice] = price.split('-');
  const chosen = Object.entries(options).filter(([, values]) => values.length > 0);
  return {
    category: path.at(-1)?.slug ?? null,
    options: chosen.map(([name, values]) => ({ name, values: [...values] })),
    minPrice: minPrice || null,
    // A range ends before the next begins.
    maxPrice: maxPrice ? (Number(maxPrice) - cent).toFixed(2) : null,
    inStock,
  };
}

interface FacetsProps {
  readonly choice: Choice;
  readonly search: string | null;
  readonly onChange: (changed: Partial<Choice>) => void;
}

export function Facets({ choice, search, onChange }: FacetsProps) {
  const variables: FacetsQueryVariables = { search, filter: filterOf(choice), priceBounds };
  const [{ data }] = useQuery({ query: FacetsDocument, variables });
  // What was counted last stays while the next is counted, and with it the focus.
  const [shown, setShown] = useState(data);
  if (data && data !== shown) setShown(data);
  const facets = shown?.products.facets;
  if (!facets) return null;
  const below = facets.categories.flatMap(({ category, count }) => (category ? [{ ...category, count }] : []));
  const { path, options } = choice;
  const goTo = (slug: string): void => {
    const above = path.findIndex((each) => each.slug === slug);
    const next = below.find((each) => each.slug === slug);
    if (above >= 0) onChange({ path: path.slice(0, above + 1) });
    else onChange({ path: next ? [...path, { slug: next.slug, name: next.name }] : [] });
  };
  return (
    <div className="filter">
      <label>
        Category
        <select value={path.at(-1)?.slug ?? ''} onChange={(event) => goTo(event.target.value)}>
          <option value="">All</option>
          {path.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
          {below.map(({ slug, name, count }) => (
            <option key={slug} value={slug}>
              {`${name} (${count})`}
            </option>
          ))}
        </select>
      </label>
      <label>
        Price
        <select value={choice.price} onChange={(event) => onChange({ price: event.target.value })}>
          <option value="">Any</option>
          {facets.priceRanges.map(({ from, to, count }) => (
            <option key={from} value={`${from ?? ''}-${to ?? ''}`}>
              {`${from === null ? `below ${to}` : to === null ? `from ${from}` : `${from} to ${to}`} (${count})`}
            </option>
          ))}
        </select>
      </label>
      {facets.options.map(({ name, values }) => (
        <fieldset key={name}>
          <legend>{name}</legend>
          {values.map(({ value, count }) => {
            const chosen = options[name] ?? [];
            const others = chosen.filter((each) => each !== value);
            return (
              <label key={value}>
                <input
                  type="checkbox"
                  checked={chosen.includes(value)}
                  onChange={({ target }) =>
                    onChange({ options: { ...options, [name]: target.checked ? [...others, value] : others } })
                  }
                />{' '}
                {`${value} (${count})`}
              </label>
            );
          })}
        </fieldset>
      ))}
      <label>
        <input
          type="checkbox"
          checked={choice.inStock}
          onChange={({ target }) => onChange({ inStock: target.checked })}
        />{' '}
        {`In stock (${facets.inStock})`}
      </label>
    </div>
  );
}
