// What a client's cache has to know of a schema's types.

import { getNamedType, getNullableType, isListType, isObjectType } from 'graphql';

/** The objects that a client keeps by their id. */
export function entitiesOf(schema) {
  const node = schema.getType('Node');
  return objectsOf(schema).filter((type) => type.getInterfaces().includes(node));
}

/** The objects that have no id, and that a client keeps inside the object they belong to. */
export function valuesOf(schema) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const others = [...entitiesOf(schema), ...roots];
  return objectsOf(schema).filter((type) => !others.includes(type));
}

/**
 * The values that two queries may read different fields of, at the same place of the same object. A value in a list has no place, and
 * what a mutation or a subscription answers with is not kept.
 */
export function mergedOf(schema) {
  const kept = [schema.getQueryType(), ...entitiesOf(schema)];
  const merged = new Set();
  const values = valuesOf(schema);
  for (const holder of kept)
    for (const { type } of Object.values(holder.getFields())) {
      const held = getNullableType(type);
      if (isListType(held) || !values.includes(held) || merged.has(held)) continue;
      merged.add(held);
      kept.push(held);
    }
  return [...merged];
}

/** The arguments of each field that is a connection, without those that choose the page, by type and field. */
export function connectionsOf(schema) {
  const connections = {};
  for (const type of objectsOf(schema))
    for (const field of Object.values(type.getFields())) {
      if (!getNamedType(field.type).name.endsWith('Connection')) continue;
      const args = field.args.map(({ name }) => name).filter((name) => !pageArguments.includes(name));
      connections[type.name] = { ...connections[type.name], [field.name]: args };
    }
  return connections;
}

const pageArguments = ['first', 'last', 'after', 'before'];

function objectsOf(schema) {
  return Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
}
