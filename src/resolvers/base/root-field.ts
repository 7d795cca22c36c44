// Root fields by name, as an operator or an administrator lists them.

import { type GraphQLSchema, isObjectType } from 'graphql';

/** Such as `Query.orders`, or `Mutation.*` for all of a type. */
const rootFieldPattern = /^(Query|Mutation|Subscription)\.(\*|[a-z]\w*)$/;

/** Whether a name is that of root fields which there are. */
export function areRootFields(name: string, schema: GraphQLSchema): boolean {
  const [, type, field = ''] = rootFieldPattern.exec(name) ?? [];
  const found = type ? schema.getType(type) : undefined;
  return found !== undefined && 'getFields' in found && (field === '*' || field in found.getFields());
}

/** Whether a list of names has a root field, by itself or as one of its type. */
export function hasRootField(names: readonly string[], field: string): boolean {
  return names.includes(field) || names.includes(`${field.slice(0, field.indexOf('.'))}.*`);
}

/**
 * Whether there is anything that a rate limit may count.
 * @param coordinate such as `Mutation.track` or `Query.*`.
 */
export function isTarget(coordinate: string, schema: GraphQLSchema): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return isObjectType(type) && (fieldName === '*' || fieldName in type.getFields());
}
