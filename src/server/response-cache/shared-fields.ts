// Which fields have the same value for everybody who asks without a session: an operation that selects no others may be answered from
// the response cache. Only what is listed here counts, so a new field, or one of a plugin, is never cached by accident.

import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

type Fields = Readonly<Record<string, readonly string[]>>;

/** By type. `recommendations` is not listed, since it follows what people do. */
export const sharedFields: Fields = {
  Query: ['product', 'products', 'category', 'categories'],
  Product: [
    ...['id', 'sku', 'name', 'description', 'tags', 'price', 'active', 'weightGrams', 'taxClass', 'prices', 'images'],
    ...['categories', 'options', 'optionValues', 'variants', 'variantOf', 'inventory'],
  ],
  ProductConnection: ['edges', 'nodes', 'pageInfo', 'totalCount', 'facets'],
  ProductEdge: ['cursor', 'node'],
  ProductFacets: ['categories', 'count', 'inStock', 'maxPrice', 'minPrice', 'options', 'priceRanges'],
  ProductImage: ['alt', 'url'],
  ProductOption: ['name', 'values'],
  ProductOptionValue: ['name', 'value'],
  PageInfo: ['endCursor', 'hasNextPage', 'hasPreviousPage', 'startCursor'],
  Category: ['id', 'name', 'parent', 'slug'],
  CategoryFacet: ['category', 'count'],
  OptionFacet: ['name', 'values'],
  OptionValueFacet: ['count', 'value'],
  PriceRangeFacet: ['count', 'from', 'to'],
  Inventory: ['available', 'onHand', 'reserved'],
  Money: ['amount', 'currency'],
};

/** A search that finds nothing is counted, each time. */
const countedArgument = 'search';

/** Whether each field that the document selects, in fragments and under conditions, too, is the same for everybody. */
export function isSharedByAll(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let shared = true;
  const refuse = (): void => {
    shared = false;
  };
  const judge = visitWithTypeInfo(types, {
    OperationDefinition: ({ operation }) => (operation === 'query' ? undefined : refuse()),
    Field: ({ name, arguments: args }) => {
      const type = types.getParentType()?.name ?? '';
      if (name.value !== '__typename' && !sharedFields[type]?.includes(name.value)) refuse();
      if (type === 'Query' && args?.some((each) => each.name.value === countedArgument)) refuse();
    },
  });
  visit(document, judge);
  return shared;
}
