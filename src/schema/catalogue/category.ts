// The categories of the catalogue.

import type { Category as CategoryShape } from '../../redis/catalogue/category.ts';
import { categoryLimits } from '../../redis/catalogue/category-slug.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';

export const Category = builder.objectRef<CategoryShape>('Category');

builder.node(Category, {
  description: 'A category of products. Its slug is a path: `clothing/shirts` is below `clothing`.',
  id: { resolve: ({ slug }) => slug },
  loadOne: (slug, { stores }) => stores.categories.get(slug),
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'The slug, which identifies the category.' }),
    name: t.exposeString('name', { description: 'The name of the category, for people.' }),
    parent: t.field({
      type: Category,
      nullable: true,
      description: 'The category above it. Null at the top.',
      resolve: (category, _args, context) => resolve.categoryAbove(category, context),
    }),
  }),
});

builder.queryFields((t) => ({
  category: t.field({
    type: Category,
    nullable: true,
    description: 'Returns a category by its slug. Null if there is none.',
    authScopes: { public: true },
    args: { slug: t.arg.string({ required: true, description: 'Names the category by its slug.' }) },
    resolve: (_root, { slug }, { stores }) => stores.categories.get(slug),
  }),
  categories: t.field({
    type: [Category],
    complexity: { field: 5, multiplier: 20 },
    description: `All categories, each behind the one above it. At most ${categoryLimits.maxCategories.toLocaleString('en')}.`,
    authScopes: { public: true },
    resolve: async (_root, _args, { stores }) => shown(await stores.categories.list()),
  }),
}));
