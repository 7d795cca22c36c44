// What a simulation finds at the Mortar it is pointed at: whether there is one, and what is for sale.

import type { Product, Sold } from './journey.ts';
import { type Mortar, RequestFailure } from './mortar.ts';

/** Says in one line what stands in the way of a simulation. */
export class NoMortar extends Error {}

const productsQuery = `{
  products(first: 100) {
    nodes {
      sku name price { amount currency } inventory { available } categories { slug }
      variants { sku price { amount currency } inventory { available } }
    }
  }
}`;

type Stocked = Sold & { readonly inventory: { readonly available: number } };
type Found = Stocked & {
  readonly name: string;
  readonly categories: readonly { readonly slug: string }[];
  readonly variants: readonly Stocked[];
};

/** @throws NoMortar where none is there, or none that is ready. */
export async function findMortar({ url }: Mortar): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new NoMortar(`No Mortar answers at ${url}: start one with npm start, or say where it is with --url`);
  }
  if (response.status === 503)
    throw new NoMortar(
      `Mortar at ${url} is not ready, because its Redis is unavailable. Try again when ${url}/health/ready answers 200`,
    );
  if (response.status !== 200)
    throw new NoMortar(
      `What answers at ${url} is no Mortar (HTTP ${response.status} at /health/ready): say where it is with --url`,
    );
}

/** What is for sale and in stock, in an order that is the same each time. @throws NoMortar where that cannot be asked. */
export async function findProducts(mortar: Mortar): Promise<Product[]> {
  try {
    const { products } = await mortar.ask<{ products: { nodes: Found[] } }>(productsQuery, {}, {});
    return products.nodes
      .map(productOf)
      .filter(({ sold }) => sold.length > 0)
      .sort((a, b) => scramble(a.sku) - scramble(b.sku));
  } catch (error) {
    if (error instanceof RequestFailure)
      throw new NoMortar(`What answers at ${mortar.url} is no Mortar: ${error.message}`);
    throw error;
  }
}

function productOf({ variants, ...product }: Found): Product {
  const sold = (variants.length > 0 ? variants : [product])
    .filter(({ inventory }) => inventory.available > 0)
    .map(({ sku, price }) => ({ sku, price }));
  return { sku: product.sku, name: product.name, categories: product.categories.map(({ slug }) => slug), sold };
}

/** An order of its own for the most wanted products, which is not that of the alphabet. */
function scramble(sku: string): number {
  let hash = 7;
  for (const letter of sku) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x85ebca6b) >>> 0;
  return hash;
}
