// The categories that products are in: a tree of slugs, each with a name for people.

import { Batch, readOnce } from '../base/batch.ts';
import { checkText, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { categoryLimits, isCategorySlug, slugAbove } from './category-slug.ts';
import { catalogueKeys } from './keys.ts';

export interface Category {
  readonly slug: string;
  readonly name: string;
}

const setScript = loadScript('catalogue/set-category');
const deleteScript = loadScript('catalogue/delete-category');

export class Categories {
  readonly #redis: RedisHandle;
  readonly #reads: Batch<string, Found>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#reads = new Batch({
      group: () => 0,
      run: (slugs) => readOnce(slugs, (once) => this.#find(once)),
      maxCalls: categoryLimits.maxCategories,
    });
  }

  /** Makes a category or gives it another name. @throws Refusal INVALID, NOT_FOUND for the category above, LIMIT_EXCEEDED. */
  async set({ slug, name }: Category): Promise<Category> {
    const { maxDepth, maxSlugLength, maxNameLength, maxCategories } = categoryLimits;
    if (!isCategorySlug(slug))
      refuseField(
        'slug',
        `must be lower-case letters, digits and hyphens, with / between at most ${maxDepth} levels, such as clothing/shirts`,
        [rangeOf(1, maxSlugLength, 'characters')],
      );
    checkText(name.trim(), 'name', maxNameLength);
    const category = { slug, name: name.trim() };
    const above = slugAbove(slug);
    const [outcome] = (await this.#redis.run(
      setScript,
      [this.#key],
      [slug, JSON.stringify({ name: category.name }), above ?? '', maxCategories],
    )) as ['OK' | 'ABOVE' | 'FULL'];
    if (outcome === 'ABOVE') refuse('NOT_FOUND', `There is no category ${above}. Create it first.`, 'slug');
    if (outcome === 'FULL')
      refuseBut(
        [rangeOf(0, maxCategories, 'entries')],
        'LIMIT_EXCEEDED',
        `A catalogue has at most ${maxCategories} categories. Delete one first.`,
        'slug',
      );
    return category;
  }

  /** @throws Refusal NOT_FOUND, CONFLICT where categories are below it or products for sale in it. */
  async delete(slug: string): Promise<void> {
    const facets = catalogueKeys.part(this.#redis.prefix, 'facet');
    const [outcome, detail] = (await this.#redis.run(deleteScript, [this.#key, facets], [slug])) as [
      'OK' | 'NONE' | 'BELOW' | 'PRODUCTS',
      string | number | undefined,
    ];
    if (outcome === 'NONE') refuse('NOT_FOUND', `There is no category ${JSON.stringify(slug)}.`, 'slug');
    if (outcome === 'BELOW') refuse('CONFLICT', `The category ${detail} is below it. Delete that first.`, 'slug');
    if (outcome === 'PRODUCTS')
      refuse('CONFLICT', `${detail} products for sale are in the category. Take them out of it first.`, 'slug');
  }

  /** All of them, each behind the one above it. One that cannot be read is an Error in its place. */
  async list(): Promise<(Category | Error)[]> {
    const stored = await this.#redis.client.hgetall(this.#key);
    const slugs = Object.keys(stored).sort((a, b) => (places(a) < places(b) ? -1 : 1));
    return slugs.map((slug) => orError(() => parseCategory(slug, stored[slug] as string)));
  }

  /** Null where there is none; all reads of one tick share a round trip. */
  async get(slug: string): Promise<Category | null> {
    const { category } = await this.#reads.add(slug);
    if (category instanceof Error) throw category;
    return category;
  }

  async #find(slugs: readonly string[]): Promise<Found[]> {
    const stored = await this.#redis.client.hmget(this.#key, ...slugs);
    return slugs.map((slug, index) => {
      const text = stored[index] ?? null;
      return { category: text === null ? null : orError(() => parseCategory(slug, text)) };
    });
  }

  get #key(): string {
    return catalogueKeys.part(this.#redis.prefix, 'categories');
  }
}

interface Found {
  readonly category: Category | Error | null;
}

/** `a-b` stands behind all of `a/...`. */
const places = (slug: string): string => slug.replaceAll('/', '\0');

function parseCategory(slug: string, text: string): Category {
  const { name } = JSON.parse(text) as { readonly name: string };
  return { slug, name };
}
