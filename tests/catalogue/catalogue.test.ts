// How shoppers find products.

import { readFileSync } from 'node:fs';
import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedDemo } from '../../src/demo/seed.ts';
import type { Product } from '../../src/redis/catalogue/product.ts';
import { openTestApp } from '../support/app.ts';
import { askerOf, startGuest } from '../support/shopper.ts';

const app = await openTestApp();
const ask = askerOf(app);

beforeAll(async () => {
  await app.stores.catalogue.setMany(
    [
      { sku: 'mug', name: 'Slate mug', tags: ['kitchen'], minor: 1400n },
      { sku: 'pen', name: 'Brass pen', tags: ['desk'], minor: 2600n },
      { sku: 'lamp', name: 'Desk lamp', tags: ['desk', 'light'], minor: 6900n },
    ].map(({ minor, ...product }) => ({
      ...product,
      description: null,
      price: { minor, currency: 'EUR' },
      active: true,
    })),
  );
});

const describeShirt = gql`
  mutation {
    a: categorySet(input: { slug: "clothing", name: "Clothing" }) { userErrors { code } }
    b: categorySet(input: { slug: "clothing/shirts", name: "Shirts" }) { userErrors { code } }
    shirt: productSet(input: {
      sku: "shirt", name: "Shirt", price: { amount: "30.00", currency: "EUR" }, categories: ["clothing/shirts"]
      prices: [{ amount: "33.00", currency: "USD" }], options: ["Size"]
      images: [{ url: "https://images.example/shirt.jpg", alt: "A white shirt" }]
    }) { userErrors { code } }
    s: productSet(input: {
      sku: "shirt-s", name: "Shirt S", price: { amount: "30.00", currency: "EUR" }, variantOf: "shirt"
      optionValues: [{ name: "Size", value: "S" }]
    }) { userErrors { code } }
    m: productSet(input: {
      sku: "shirt-m", name: "Shirt M", price: { amount: "30.00", currency: "EUR" }, variantOf: "shirt"
      optionValues: [{ name: "Size", value: "M" }], active: false
    }) { userErrors { code } }
  }
`;

const readShirt = gql`
  {
    product(sku: "shirt") {
      prices { amount currency } dollars: prices(currency: "USD") { amount } images { url alt }
      categories { slug name parent { name } } options { name values } optionValues { value }
      variants { sku optionValues { name value } variantOf { sku } categories { slug } }
    }
    products(filter: { category: "clothing", options: [{ name: "size", values: ["S"] }] }) { nodes { sku } }
    categories { slug }
  }
`;

const describeBadly = gql`
  mutation {
    productSet(input: {
      sku: "bad", name: "Bad", price: { amount: "1.00", currency: "EUR" }, prices: [{ amount: "1.00", currency: "EUR" }]
      images: [{ url: "http://images.example/a.png" }], categories: ["No slug"]
    }) { userErrors { field } }
    categoryDelete(input: { slug: "clothing" }) { deletedId userErrors { code } }
  }
`;

describe('the catalogue', () => {
  it('keeps the weight and the tax class of a product, and refuses what is none', async () => {
    const admin = await app.token('ADMIN');
    const set = gql`
      mutation ($weight: Int, $class: String) {
        productSet(input: {
          sku: "pan", name: "Pan", price: { amount: "30.00", currency: "EUR" }, weightGrams: $weight, taxClass: $class
        }) { product { weightGrams taxClass } userErrors { field } }
      }
    `;
    const { productSet } = await ask(admin, set, { weight: 1_250, class: 'reduced' });
    expect(productSet).toEqual({ product: { weightGrams: 1_250, taxClass: 'reduced' }, userErrors: [] });
    const read = await ask(
      undefined,
      '{ product(sku: "pan") { weightGrams taxClass } lamp: product(sku: "lamp") { weightGrams taxClass } }',
    );
    expect(read).toEqual({
      product: { weightGrams: 1_250, taxClass: 'reduced' },
      lamp: { weightGrams: null, taxClass: null },
    });
    const refused = await ask(admin, set, { weight: -1, class: 'Not One' });
    expect(refused.productSet.userErrors).toEqual([{ field: ['weightGrams'] }, { field: ['taxClass'] }]);
    await app.stores.catalogue.set({ ...((await app.stores.catalogue.get('pan')) as Product), active: false });
  });

  it('describes a product with its categories, images, prices and variants', async () => {
    const admin = await app.token('ADMIN');
    await ask(admin, describeShirt);
    const variant = (size: string) => ({
      sku: `shirt-${size.toLowerCase()}`,
      optionValues: [{ name: 'Size', value: size }],
      variantOf: { sku: 'shirt' },
      categories: [{ slug: 'clothing/shirts' }],
    });
    expect(await ask(undefined, readShirt)).toEqual({
      product: {
        prices: [
          { amount: '30.00', currency: 'EUR' },
          { amount: '33.00', currency: 'USD' },
        ],
        dollars: [{ amount: '33.00' }],
        images: [{ url: 'https://images.example/shirt.jpg', alt: 'A white shirt' }],
        categories: [{ slug: 'clothing/shirts', name: 'Shirts', parent: { name: 'Clothing' } }],
        options: [{ name: 'Size', values: ['S'] }],
        optionValues: [],
        variants: [variant('S')],
      },
      products: { nodes: [{ sku: 'shirt' }] },
      categories: [{ slug: 'clothing' }, { slug: 'clothing/shirts' }],
    });
    expect((await ask(admin, readShirt)).product.variants).toEqual([variant('S'), variant('M')]);
    expect(await ask(admin, describeBadly)).toEqual({
      productSet: {
        userErrors: [
          { field: ['prices', '0', 'currency'] },
          { field: ['categories', '0'] },
          { field: ['images', '0', 'url'] },
        ],
      },
      categoryDelete: { deletedId: null, userErrors: [{ code: 'CONFLICT' }] },
    });
    for (const sku of ['shirt', 'shirt-s'])
      await app.stores.catalogue.set({ ...((await app.stores.catalogue.get(sku)) as Product), active: false });
  });

  it('filters by price and stock, and counts what the whole list has', async () => {
    await app.stores.inventory.adjust([{ sku: 'lamp', delta: 1 }]);
    const query = gql`
      query ($filter: ProductFilter) {
        products(filter: $filter, first: 1, sort: PRICE_ASC) {
          nodes { sku }
          facets(priceBounds: ["20"]) {
            count inStock minPrice maxPrice priceRanges { from to count }
            categories { category { slug } count } options { name values { value count } }
          }
        }
        bySku: products(skus: ["pen"]) { facets { count } }
      }
    `;
    const read = async (filter: object) => await ask(undefined, query, { filter });
    await app.stores.availability.relay();
    await expect.poll(async () => (await read({ inStock: true })).products.nodes).toEqual([{ sku: 'lamp' }]);
    expect(await read({ minPrice: '14.01' })).toEqual({
      products: {
        nodes: [{ sku: 'pen' }],
        facets: {
          ...{ count: 2, inStock: 1, minPrice: '14.00', maxPrice: '69.00', categories: [], options: [] },
          priceRanges: [
            { from: null, to: '20.00', count: 1 },
            { from: '20.00', to: null, count: 2 },
          ],
        },
      },
      bySku: { facets: null },
    });
    await expect(read({ maxPrice: '-1' })).rejects.toThrow('maxPrice');
  });

  it('has synonyms, suggestions and a list of what is not found', async () => {
    const admin = await app.token('ADMIN');
    const set = gql`
      mutation ($word: String!, $synonyms: [String!]!) {
        searchSynonymsSet(input: { word: $word, synonyms: $synonyms }) { synonyms { word synonyms } userErrors { field } }
      }
    `;
    const { searchSynonymsSet } = await ask(admin, set, { word: 'Beaker', synonyms: ['mug'] });
    expect(searchSynonymsSet).toEqual({ synonyms: { word: 'beaker', synonyms: ['mug'] }, userErrors: [] });
    const refused = await ask(admin, set, { word: 'two words', synonyms: [] });
    expect(refused.searchSynonymsSet.userErrors).toEqual([{ field: ['word'] }]);
    await expect(ask(undefined, '{ searchSynonyms { word } missedSearches { search } }')).rejects.toThrow();
    const look = gql`
      {
        products(search: "beaker") { nodes { sku } }
        productSuggestions(text: "sl") { searches { search count } products { sku } }
        missed: products(search: "xylophone") { nodes { sku } }
      }
    `;
    expect(await ask(undefined, look)).toEqual({
      products: { nodes: [{ sku: 'mug' }] },
      productSuggestions: { searches: [{ search: 'slate', count: 1 }], products: [{ sku: 'mug' }] },
      missed: { nodes: [] },
    });
    for (const caller of ['192.0.2.1', '192.0.2.2']) await app.stores.missedSearches.note('xylophone', caller);
    const lists = '{ searchSynonyms { word } missedSearches { search count } }';
    await expect
      .poll(async () => await ask(admin, lists))
      .toEqual({
        searchSynonyms: [{ word: 'beaker' }],
        missedSearches: [{ search: 'xylophone', count: 3 }],
      });
    const forget = 'mutation { missedSearchDelete(input: { search: "xylophone" }) { search userErrors { code } } }';
    expect((await ask(admin, forget)).missedSearchDelete).toEqual({ search: 'xylophone', userErrors: [] });
    expect((await ask(admin, lists)).missedSearches).toEqual([]);
    await app.stores.synonyms.set({ word: 'beaker', synonyms: [] });
  });

  it('counts what a list has in all, whatever the page', async () => {
    const count = gql`
      query ($search: String, $tags: [String!]) { products(search: $search, tags: $tags, first: 1) { totalCount nodes { sku } } }
    `;
    expect((await ask(undefined, count)).products.totalCount).toBe(3);
    expect((await ask(undefined, count, { tags: ['desk'] })).products.totalCount).toBe(2);
    expect((await ask(undefined, count, { search: 'no such thing' })).products.totalCount).toBe(0);
  });

  it('gives products by their SKUs, in that order, without those that are not there', async () => {
    const find = gql`
      query ($skus: [String!], $tags: [String!], $first: Int) {
        products(skus: $skus, tags: $tags, first: $first) { totalCount nodes { sku } pageInfo { hasNextPage } }
      }
    `;
    expect((await ask(undefined, find, { skus: ['pen', 'none', 'mug', 'pen'] })).products).toEqual({
      totalCount: 2,
      nodes: [{ sku: 'pen' }, { sku: 'mug' }],
      pageInfo: { hasNextPage: false },
    });
    expect((await ask(undefined, find, { skus: [] })).products.nodes).toEqual([]);
    await expect(ask(undefined, find, { skus: ['pen'], tags: ['desk'] })).rejects.toThrow(
      'skus cannot be combined with tags',
    );
    const many = Array.from({ length: 101 }, (_, index) => `sku-${index}`);
    await expect(ask(undefined, find, { skus: many })).rejects.toThrow('skus has at most 100 entries');
  });

  it('finds products by the beginnings of words, by tags and in the order asked for', async () => {
    const find = gql`
      query ($search: String, $tags: [String!], $sort: ProductSort) {
        products(search: $search, tags: $tags, sort: $sort) { nodes { sku } }
      }
    `;
    expect((await ask(undefined, find, { search: 'sla' })).products.nodes).toEqual([{ sku: 'mug' }]);
    expect((await ask(undefined, find, { tags: ['desk'], sort: 'PRICE_DESC' })).products.nodes).toEqual([
      { sku: 'lamp' },
      { sku: 'pen' },
    ]);
  });

  it('are exported for administrators alone, also those that are not for sale', async () => {
    const admin = await app.token('ADMIN');
    await app.stores.catalogue.set({
      ...{ sku: 'zz-hidden', name: '=HYPERLINK("x")', description: null, tags: [], active: false },
      price: { minor: 1n, currency: 'EUR' },
    });
    const query = gql`query ($cursor: String) { productsExport(format: CSV, cursor: $cursor) { text endCursor } }`;
    const { text, endCursor } = (await ask(admin, query)).productsExport;
    expect(endCursor).toBeNull();
    expect(text).toMatch(/^sku,name,description,/);
    expect(text.match(/^sku,/gm)).toHaveLength(1);
    for (const sku of ['mug', 'pen', 'lamp']) expect(text).toMatch(new RegExp(`^${sku},`, 'm'));
    expect(text).toContain(`zz-hidden,"'=HYPERLINK(""x"")",`);
    await expect(ask(undefined, query)).rejects.toThrow('needs a session');
    await expect(ask(await app.token(), query)).rejects.toThrow('right');
    await expect(ask(admin, query, { cursor: 'x' })).rejects.toThrow('is not a cursor of this export');
  });
});

it('does what docs/commerce.md shows, in its order', async () => {
  await seedDemo(app.stores);
  await app.stores.availability.relay();
  const page = readFileSync(new URL('../../docs/commerce.md', import.meta.url), 'utf8');
  const samples = [...page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const guest = await startGuest(app);
  let checkout = '';
  /** What the next sample gives, which nothing is wrong with. */
  const next = async () => {
    const answer = await ask(guest, (samples.shift() ?? '').replaceAll('CHECKOUT_ID', checkout));
    expect(JSON.stringify(answer)).not.toMatch(/"userErrors":\[[^\]]/);
    return answer;
  };
  const { nodes, facets } = (await next()).products;
  expect(nodes.map(({ name }: { name: string }) => name)).toEqual([
    'Paper filters, 100',
    'Yirgacheffe, 250 g',
    'House blend, 500 g',
  ]);
  expect(facets.count).toBe(facets.priceRanges[0].count + facets.priceRanges[1].count);
  expect((await next()).productSuggestions).toEqual({
    searches: expect.arrayContaining([expect.objectContaining({ search: 'slate mug' })]),
    products: expect.arrayContaining([{ sku: 'mug-slate', name: 'Slate mug' }]),
  });
  expect((await next()).products.correction).toEqual({ search: 'coffee' });
  await next();
  expect((await next()).cartLinesAdd.cart.total).toEqual({ amount: '28.00', currency: 'EUR' });
  const recommended = (await next()).viewer.cart.recommendations;
  expect(recommended).toHaveLength(3);
  expect(recommended).not.toContainEqual(
    expect.objectContaining({ product: expect.objectContaining({ sku: 'mug-slate' }) }),
  );
  checkout = (await next()).checkoutStart.checkout.id;
  expect((await next()).checkoutUpdate.checkout.total.amount).toBe('30.10');
  const { order } = (await next()).checkoutComplete;
  expect(order.state).toBe('PAID');
  expect(samples).toEqual([]);
});
