// Writes what rows of a file make of products, or only says what it would write. What is as the row says is not written.

import { orErrorLater, readable } from '../redis/base/or-error.ts';
import { Refusal } from '../redis/base/problem.ts';
import { categoryLimits, isCategorySlug, slugsUp } from '../redis/catalogue/category-slug.ts';
import type { ProductInput } from '../redis/catalogue/product.ts';
import type { Stores } from '../redis/stores.ts';
import type { BadRow } from './bad-rows.ts';
import { inPieces } from './patience.ts';
import { badValueOf, type FieldChange, type ProductChange, productChange } from './product-change.ts';
import { ProductFamilies } from './product-families.ts';
import { BadValue, type GivenProduct } from './product-given.ts';

/** What becomes, or would become, of a row that changes something. */
export interface RowChange {
  readonly line: number;
  readonly sku: string;
  /** Null for a new product. */
  readonly changes: readonly FieldChange[] | null;
}

export interface ProductCounts {
  created: number;
  changed: number;
  unchanged: number;
  /** Products that were given stock. */
  stocked: number;
  /** Categories that were made, since products are in them. */
  categories: number;
}

interface WriterSettings {
  /** Pieces for each product that has none; 0 leaves the stock alone. */
  readonly stock: number;
  readonly dryRun: boolean;
  readonly counts: ProductCounts;
  onRefused(row: BadRow): void;
  onChange(change: RowChange): void;
}

type CatalogueStores = Pick<Stores, 'catalogue' | 'categories' | 'inventory'>;

interface Judged extends ProductChange {
  readonly row: GivenProduct;
}

export class ProductWriter {
  readonly #stores: CatalogueStores;
  readonly #settings: WriterSettings;
  readonly #families: ProductFamilies;
  /** In a dry run, what the rows before would have made of products. */
  readonly #wouldBe = new Map<string, ProductInput>();
  #slugs: Set<string> | undefined;

  constructor(stores: CatalogueStores, settings: WriterSettings) {
    this.#stores = stores;
    this.#settings = settings;
    this.#families = new ProductFamilies(stores.catalogue);
  }

  /** Of two rows of one SKU the later one goes by what the earlier has made of the product. */
  async write(rows: readonly GivenProduct[]): Promise<void> {
    let turn = new Map<string, GivenProduct>();
    const turns = [turn];
    for (const row of rows) {
      if (turn.has(row.fields.sku)) {
        turn = new Map();
        turns.push(turn);
      }
      turn.set(row.fields.sku, row);
    }
    for (const each of turns) await inPieces([...each.values()], (piece) => this.#writeOnce(piece));
  }

  async #writeOnce(rows: readonly GivenProduct[]): Promise<void> {
    const there = await this.#stores.catalogue.many(rows.map(({ fields }) => fields.sku));
    await this.#makeCategories(rows);
    const refused: BadRow[] = [];
    const judged = rows.flatMap((row, index): Judged[] => {
      const before = this.#wouldBe.get(row.fields.sku) ?? there[index] ?? null;
      const change = orBadValue(() => productChange(before, row.fields));
      if (!(change instanceof BadValue)) return [{ ...change, row }];
      refused.push({ line: row.line, column: change.column, text: change.message });
      return [];
    });
    const written: Judged[] = [];
    // A product stands before its variants.
    for (const isVariant of [false, true]) {
      const some = judged.filter(({ product }) => (product.variantOf != null) === isVariant);
      const outcomes = await this.#put(some);
      for (const [index, each] of some.entries()) {
        const problem = outcomes[index];
        if (problem) refused.push({ line: each.row.line, column: problem.column, text: problem.message });
        else written.push(each);
      }
    }
    const stocked = await this.#fillShelves(written.map(({ product }) => product));
    // Counted when all of it is done, as it is all sent again if Redis does not answer.
    this.#settings.counts.stocked += stocked;
    this.#tell(written, refused);
  }

  #tell(written: readonly Judged[], refused: readonly BadRow[]): void {
    const { counts, onChange, onRefused } = this.#settings;
    for (const { changes } of written)
      counts[changes === null ? 'created' : changes.length > 0 ? 'changed' : 'unchanged'] += 1;
    const told = [
      ...written.filter(({ changes }) => changes === null || changes.length > 0),
      ...refused.map((row) => ({ row, refused: true as const })),
    ].sort((a, b) => a.row.line - b.row.line);
    for (const each of told)
      if ('refused' in each) onRefused(each.row);
      else onChange({ line: each.row.line, sku: each.product.sku, changes: each.changes });
  }

  /** Why each was not written, or would not be; null where it was. */
  async #put(judged: readonly Judged[]): Promise<(BadValue | null)[]> {
    const { catalogue } = this.#stores;
    if (this.#settings.dryRun) {
      const outcomes = await this.#families.judge(judged.map(({ product }) => product));
      for (const [index, { product, changes }] of judged.entries())
        if (!outcomes[index] && changes?.length !== 0) this.#wouldBe.set(product.sku, product);
      return outcomes;
    }
    return Promise.all(
      judged.map(async ({ product, changes }) => {
        if (changes?.length === 0) return null;
        const written = await orErrorLater(catalogue.set(product));
        if (written instanceof Refusal) return badValueOf(written);
        if (written instanceof Error) throw written;
        return null;
      }),
    );
  }

  /** Gives stock to what is sold itself and has none. Returns how many there were. */
  async #fillShelves(products: readonly ProductInput[]): Promise<number> {
    const { stock, dryRun } = this.#settings;
    const { inventory } = this.#stores;
    if (stock === 0) return 0;
    const sold = products.filter(({ options = [] }) => options.length === 0).map(({ sku }) => sku);
    const levels = await inventory.many(sold);
    const bare = sold.filter((_sku, index) => levels[index]?.onHand === 0);
    if (!dryRun)
      await Promise.all(bare.map((sku) => inventory.adjust([{ sku, delta: stock }], `import:${sku}:${stock}`)));
    return bare.length;
  }

  /** Makes the categories that products are in and that are not there, the upper ones first. */
  async #makeCategories(rows: readonly GivenProduct[]): Promise<void> {
    const { categories } = this.#stores;
    this.#slugs ??= new Set(readable(await categories.list()).map(({ slug }) => slug));
    for (const { fields, categoryNames } of rows)
      for (const slug of (fields.categories ?? []).filter(isCategorySlug).flatMap(slugsUp)) {
        if (this.#slugs.has(slug)) continue;
        const name = (categoryNames[slug] || spokenSlug(slug)).slice(0, categoryLimits.maxNameLength);
        const made = this.#settings.dryRun ? null : await orErrorLater(categories.set({ slug, name }));
        // The products in it are refused then.
        if (made instanceof Refusal) continue;
        if (made instanceof Error) throw made;
        this.#slugs.add(slug);
        this.#settings.counts.categories += 1;
      }
  }
}

function orBadValue<Value>(read: () => Value): Value | BadValue {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadValue) return error;
    throw error;
  }
}

/** `clothing/t-shirts` is called T shirts. */
function spokenSlug(slug: string): string {
  const words = (slug.split('/').at(-1) as string).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
