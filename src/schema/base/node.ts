// How any object is fetched again by its global id.

import { resolveNodes } from '@pothos/plugin-relay';
import { type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import { badInput } from '../../resolvers/base/errors.ts';
import { type GlobalId, readGlobalId } from '../../resolvers/base/global-id.ts';
import { builder } from './builder.ts';

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
      return load(read, context, info);
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
      if (ids.length > maxNodes) throw badInput(`ids has at most ${maxNodes} entries, not ${ids.length}.`, 'ids');
      // Each by itself, so that one that fails leaves the others. The stores batch what is asked for at once.
      return ids.map((id) => {
        const read = readGlobalId(id);
        return read && load(read, context, info);
      }) as unknown[];
    },
  }),
}));

async function load({ typename, key }: GlobalId, context: Context, info: GraphQLResolveInfo): Promise<unknown> {
  const type = info.schema.getType(typename);
  if (!isObjectType(type) || !type.getInterfaces().some(({ name }) => name === Node.name)) return null;
  const [node] = await resolveNodes(builder, context, info, [{ typename, id: key }]);
  return node ?? null;
}
