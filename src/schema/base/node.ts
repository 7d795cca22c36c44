// How any object is fetched again by its global id.

import { brandWithType } from '@pothos/core';
import { resolveNodes } from '@pothos/plugin-relay';
import { type GraphQLResolveInfo, isObjectType } from 'graphql';
import { rangeOf } from '../../redis/base/problem.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { badInput, badInputBut } from '../../resolvers/base/errors.ts';
import { type GlobalId, readGlobalId } from '../../resolvers/base/global-id.ts';
import { builder } from './builder.ts';
import { builderOf } from './derive.ts';

const maxNodes = 100;

const Node = builder.nodeInterfaceRef();

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: 'Any object by its global id. Null if there is none, or the caller may not see it.',
    authScopes: { public: true },
    args: { id: t.arg.id({ required: true, description: 'The global id of the object.' }) },
    resolve: (_root, { id }, context, info) => {
      const read = readGlobalId(id);
      if (!read) throw badInput('id is not a global id. Pass the `id` of an object.', 'id');
      return loadNodes([read], context, info)[0];
    },
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    complexity: ({ ids }) => ({ multiplier: Math.min(maxNodes, Math.max(1, ids.length)) }),
    description:
      'Several objects by their global ids, in the order of the ids. An item is null if there is no such object, or the caller may not see it.',
    authScopes: { public: true },
    args: {
      ids: t.arg.idList({ required: true, description: `The global ids of the objects. At most ${maxNodes}.` }),
    },
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > maxNodes)
        throw badInputBut(
          [rangeOf(0, maxNodes, 'entries')],
          `ids has at most ${maxNodes} entries, not ${ids.length}.`,
          'ids',
        );
      return loadNodes(ids.map(readGlobalId), context, info) as unknown[];
    },
  }),
}));

/**
 * Objects by their type and key, null where there is none. All of a type are asked for at once, so that their store reads them
 * together; one that fails leaves the others.
 */
export function loadNodes(
  wanted: readonly (GlobalId | null)[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<unknown>[] {
  const known = wanted.map((id) => (id && isNode(id.typename, info) ? { typename: id.typename, id: id.key } : null));
  // Pothos keeps the promise of each object by its id, so that the next lines find it there.
  resolveNodes(builderOf(info.schema), context, info, known).catch(() => {});
  return known.map((id) => (id ? load(id, context, info) : Promise.resolve(null)));
}

function isNode(typename: string, { schema }: GraphQLResolveInfo): boolean {
  const type = schema.getType(typename);
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === Node.name);
}

async function load(
  id: { readonly typename: string; readonly id: string },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const [node] = await resolveNodes(builderOf(info.schema), context, info, [id]);
  const found = await node;
  if (found != null) brandWithType(found, id.typename as never);
  return found ?? null;
}
