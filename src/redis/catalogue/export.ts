// All products of a catalogue, page by page, for files: each before its variants. What is made meanwhile comes last, so that nothing is
// left out or twice.

import { type ExportedEntry, type ExportPage, type ExportRequest, exportText } from '../base/export-page.ts';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse } from '../base/problem.ts';
import type { Catalogue } from './catalogue.ts';
import type { Categories } from './category.ts';
import { catalogueKeys } from './keys.ts';
import { type Product, parseProduct } from './product.ts';
import { productCells, productColumns, productRecord } from './product-record.ts';

export const productExportLimits = {
  /** Products of a page, beside their variants. */
  page: 100,
} as const;

export class ProductExport {
  readonly #redis: RedisHandle;
  readonly #catalogue: Catalogue;
  readonly #categories: Categories;

  constructor(redis: RedisHandle, catalogue: Catalogue, categories: Categories) {
    this.#redis = redis;
    this.#catalogue = catalogue;
    this.#categories = categories;
  }

  /** How many products there are, beside their variants. */
  count(): Promise<number> {
    return this.#redis.client.hlen(catalogueKeys.part(this.#redis.prefix, 'skus'));
  }

  /** @throws Refusal INVALID for a cursor that is none of this export, and for a size. */
  async page(request: ExportRequest): Promise<ExportPage> {
    const { after, size } = request;
    checkWhole(size, 'size', 1, productExportLimits.page);
    if (after !== null && !/^\d{1,8}$/.test(after)) refuse('INVALID', 'That is not a cursor of this export.', 'after');
    const from = Number(after ?? 0);
    const numbers = Array.from({ length: size }, (_, index) => String(from + index).padStart(8, '0'));
    const { client, prefix } = this.#redis;
    const [found, categories] = await Promise.all([
      client.hmget(catalogueKeys.part(prefix, 'skus'), ...numbers),
      this.#categories.list(),
    ]);
    const skus = found.filter((sku) => sku !== null);
    const products = skus.length === 0 ? [] : await this.#withVariants(skus);
    const names = new Map(readable(categories).map(({ slug, name }) => [slug, name]));
    const entries = readable(products).map((product): ExportedEntry => {
      const record = productRecord(product, (slug) => names.get(slug));
      return {
        record,
        lines: () => {
          const cells = productCells(record);
          return [productColumns.map((column) => cells[column])];
        },
      };
    });
    return {
      text: exportText(request, productColumns, entries),
      count: entries.length,
      unreadable: products.length - entries.length,
      next: skus.length < size ? null : String(from + size),
    };
  }

  /** A variant comes with its product, wherever it has a number of its own from before. */
  async #withVariants(skus: readonly string[]): Promise<(Product | Error)[]> {
    const { client, prefix } = this.#redis;
    const stored = await client.hmget(catalogueKeys.part(prefix, 'products'), ...skus);
    const heads = stored
      .filter((text) => text !== null)
      .map((text) => orError(() => parseProduct(text)))
      .filter((product) => product instanceof Error || product.variantOf == null);
    const families = await Promise.all(
      heads.map((head) =>
        head instanceof Error || (head.options ?? []).length === 0 ? [] : this.#catalogue.family(head.sku),
      ),
    );
    return heads.flatMap((head, index) => [head, ...(families[index] ?? [])]);
  }
}
