// The schema as an Apollo Federation 2 subgraph: each Node is an entity, and `_entities` reads entities for a gateway. Only
// server/graphql/served-schema.ts loads this file, and only if the setting is on, since the packages are optional.

import { printSubgraphSchema } from '@apollo/subgraph';
import { getTypeBrand } from '@pothos/core';
import directivesPlugin from '@pothos/plugin-directives';
import federationPlugin from '@pothos/plugin-federation';
import {
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { Context } from '../resolvers/base/context.ts';
import { badInput } from '../resolvers/base/errors.ts';
import { type GlobalId, readGlobalId } from '../resolvers/base/global-id.ts';
import { builderExtension, type MortarBuilder } from './base/derive.ts';
import { loadNodes } from './base/node.ts';
import { deriveWith, extendSchema, type SchemaAddition } from './extension.ts';
import { schema as plainSchema, schemaDirectives } from './index.ts';

/** A gateway asks for all entities of one step at once. The cost of the operation bounds it further. */
const maxRepresentations = 1_000;

/** The field that identifies an object of the type as the key in its id does. */
const naturalKeys: Readonly<Record<string, string>> = {
  Category: 'slug',
  Experiment: 'key',
  Product: 'sku',
  Queue: 'name',
  RateLimitPolicy: 'name',
  Service: 'name',
  Site: 'name',
  Topic: 'name',
};

type Fields = Readonly<Record<string, unknown>>;

const isEntity = (type: unknown): type is GraphQLObjectType =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');

/** The fields that identify an object of the type, each by itself. */
function keysOf(typename: string): readonly string[] {
  const natural = naturalKeys[typename];
  return natural === undefined ? ['id'] : ['id', natural];
}

/**
 * The API as a subgraph, with what plugins add. None of what is declared here is in the plain schema, nor in those with what plugins add.
 * @throws what `failure` makes of an error of an addition.
 */
export function openSubgraph(additions: readonly SchemaAddition[] = []): GraphQLSchema {
  // Its mistakes are found as without federation.
  const whole = additions.length > 0 ? extendSchema(plainSchema, additions) : plainSchema;
  const entityNames = Object.values(whole.getTypeMap())
    .filter(isEntity)
    .map(({ name }) => name);
  const { builder } = deriveWith(additions);
  builder.options.plugins = [...(builder.options.plugins ?? []), directivesPlugin, federationPlugin];
  for (const name of entityNames) {
    builder.asEntity(name as never, {
      key: keysOf(name).map((field) => builder.selection<object>(field as never)),
      resolveReference: (representation: object, context, info) =>
        resolveRepresentations(entityNames, [{ ...representation, __typename: name }], context, info)[0] as never,
    });
  }
  let subgraph: GraphQLSchema | undefined;
  let sdl: string | undefined;
  addService(builder, () => {
    sdl ??= printSubgraphSchema(subgraph as GraphQLSchema);
    return sdl;
  });
  addEntities(builder, entityNames);
  subgraph = builder.toSubGraphSchema({
    linkUrl: 'https://specs.apollo.dev/federation/v2.6',
    federationDirectives: ['@key', '@shareable'],
    directives: schemaDirectives,
    // The schema of the gateway keeps @semanticNonNull.
    composeDirectives: ['@semanticNonNull'],
    extensions: {
      [builderExtension]: builder,
      directives: [
        { name: 'link', args: { url: 'https://specs.apollo.dev/nullability/v0.4', import: ['@semanticNonNull'] } },
      ],
    },
  });
  return subgraph;
}

/** @param print gives what a gateway composes. */
function addService(builder: MortarBuilder, print: () => string): void {
  const Service = builder.objectRef<object>('_Service').implement({
    description: 'What a gateway needs to know about this subgraph.',
    fields: (t) => ({
      sdl: t.string({
        nullable: true,
        description: 'The schema as a subgraph, for composition.',
        resolve: print,
      }),
    }),
  });
  builder.queryField('_service', (t) =>
    t.field({
      type: Service,
      isolated: false,
      description: 'Describes this subgraph to a gateway.',
      authScopes: { public: true },
      resolve: () => ({}),
    }),
  );
}

function addEntities(builder: MortarBuilder, entityNames: readonly string[]): void {
  const Representation = builder.scalarType('_Any', {
    description: 'A representation of an entity: its `__typename`, and the fields of one of its keys.',
    serialize: (value) => value,
  });
  const Entity = builder.unionType('_Entity', {
    description: 'The objects that other subgraphs can refer to.',
    types: entityNames as never[],
    resolveType: (entity) => getTypeBrand(entity) as never,
  });
  builder.queryField('_entities', (t) =>
    t.field({
      type: [Entity],
      nullable: { list: false, items: true },
      isolated: false,
      complexity: ({ representations }) => ({
        multiplier: Math.min(maxRepresentations, Math.max(1, representations.length)),
      }),
      description:
        'Returns entities by their keys, in the order of the representations. An item is null if there is no such object, or the caller may not see it.',
      authScopes: { public: true },
      args: {
        representations: t.arg({
          type: [Representation],
          required: true,
          description: `The entities to return. At most ${maxRepresentations.toLocaleString('en')}.`,
        }),
      },
      resolve: (_root, { representations }, context, info) => {
        if (representations.length > maxRepresentations)
          throw badInput(
            `representations has at most ${maxRepresentations} entries, not ${representations.length}.`,
            'representations',
          );
        return resolveRepresentations(entityNames, representations, context, info) as never;
      },
    }),
  );
}

/** In their order; what is wrong with one is an error in its place. */
function resolveRepresentations(
  entityNames: readonly string[],
  representations: readonly unknown[],
  context: Context,
  info: GraphQLResolveInfo,
) {
  const read = representations.map((each) => readRepresentation(entityNames, each));
  const found = loadNodes(
    read.map((id) => (id instanceof Error ? null : id)),
    context,
    info,
  );
  return read.map((id, index) => (id instanceof Error ? id : found[index]));
}

function readRepresentation(entityNames: readonly string[], representation: unknown): GlobalId | null | GraphQLError {
  if (typeof representation !== 'object' || representation === null || Array.isArray(representation))
    return badInput('A representation is an object with __typename and the fields of a key.', 'representations');
  const { __typename: typename, ...fields } = representation as Fields;
  if (typeof typename !== 'string' || !entityNames.includes(typename))
    return badInput('__typename is not the name of an entity of this subgraph.', 'representations', '__typename');
  return readKey(typename, fields);
}

/** From its id if the representation has one, else from its natural key. Null for the id of another type. */
function readKey(typename: string, fields: Fields): GlobalId | null | GraphQLError {
  const [id, natural] = keysOf(typename).map((name) => fields[name]);
  if (typeof id === 'string') {
    const read = readGlobalId(id);
    if (!read) return badInput('id is not a global id. Pass the `id` of an object.', 'representations', 'id');
    return read.typename === typename ? read : null;
  }
  if (id == null && typeof natural === 'string') return { typename, key: natural };
  return badInput(`A representation of ${typename} has ${keysOf(typename).join(' or ')}, as text.`, 'representations');
}
