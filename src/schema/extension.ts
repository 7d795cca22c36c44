// The schema with what plugins add. The schema itself stays as it is: the additions are made on a builder that is derived from its own,
// and docs/decisions/schema-of-plugins.md says how.

import { type GraphQLNamedType, type GraphQLSchema, isObjectType } from 'graphql';
import { answer } from '../resolvers/base/answer.ts';
import type { Context } from '../resolvers/base/context.ts';
import { apiError } from '../resolvers/base/errors.ts';
import { readGlobalId } from '../resolvers/base/global-id.ts';
import { builder } from './base/builder.ts';
import { addTotalCount } from './base/connection.ts';
import { type DerivedBuilder, deriveBuilder, type MortarBuilder } from './base/derive.ts';
import { loadNodes } from './base/node.ts';
import { payloadTypeOn } from './base/payload.ts';
import { schemaDirectives } from './index.ts';
import { mortarTypes } from './types.ts';

export type { MortarBuilder } from './base/derive.ts';

/** What a plugin makes its part of the schema with, beside the builder. */
export interface SchemaKit {
  /** Types of Mortar, such as `Order`, to add fields to and to return. */
  readonly types: typeof mortarTypes;
  /** Declares the payload of a mutation: its fields, and `userErrors`. */
  readonly payloadType: ReturnType<typeof payloadTypeOn>;
  /** Runs the work of a mutation. A Refusal that the work throws becomes `userErrors` beside the given fields. */
  readonly answer: typeof answer;
  /** Makes an error with a code of docs/errors.md. */
  readonly apiError: typeof apiError;
  /** The object of a type with a global id; null if there is none, or the caller may not see it. */
  findNode<T>(
    type: NodeType<T>,
    id: string,
    context: Context,
    info: Parameters<typeof loadNodes>[2],
  ): Promise<T | null>;
}

/** A type that implements Node, such as `types.Order`. */
interface NodeType<T> {
  readonly name: string;
  readonly $inferType: T;
}

/** What one plugin adds. */
export interface SchemaAddition {
  define(builder: MortarBuilder, kit: SchemaKit): void;
  /** An error that names the plugin. */
  failure(error: unknown): Error;
}

/** @throws what `failure` makes of an error of an addition. */
export function extendSchema(plain: GraphQLSchema, additions: readonly SchemaAddition[]): GraphQLSchema {
  const derived = deriveWith(additions);
  const failure = (additions.at(-1) as SchemaAddition).failure;
  try {
    const extended = derived.build({ directives: schemaDirectives });
    for (const name of ['Query', 'Mutation', 'Subscription']) checkRoot(plain, extended, name);
    return extended;
  } catch (error) {
    throw failure(error);
  }
}

/**
 * A builder that has Mortar's types and what is added.
 * @throws what `failure` makes of an error of an addition.
 */
export function deriveWith(additions: readonly SchemaAddition[]): DerivedBuilder {
  const derived = deriveBuilder(builder);
  if (additions.length === 0) return derived;
  addTotalCount(derived.builder);
  const kit = kitOf(derived.builder);
  for (const { define, failure } of additions) {
    try {
      define(derived.builder, kit);
      derived.settle();
    } catch (error) {
      throw failure(error);
    }
  }
  return derived;
}

function kitOf(derived: MortarBuilder): SchemaKit {
  return {
    types: mortarTypes,
    payloadType: payloadTypeOn(derived),
    answer,
    apiError,
    findNode: async <T>({ name }: NodeType<T>, id: string, context: Context, info: Parameters<typeof loadNodes>[2]) => {
      const read = readGlobalId(id);
      if (read?.typename !== name) return null;
      return ((await loadNodes([read], context, info)[0]) ?? null) as T | null;
    },
  };
}

/** A root field without scopes would be public by mistake. */
function checkRoot(plain: GraphQLSchema, extended: GraphQLSchema, name: string): void {
  const before = fieldsOf(plain.getType(name));
  for (const [field, { description, extensions }] of Object.entries(fieldsOf(extended.getType(name)))) {
    if (field in before) continue;
    const options = extensions.pothosOptions as { readonly authScopes?: unknown } | undefined;
    if (options?.authScopes === undefined)
      throw new Error(`${name}.${field} has no authScopes. Set them, to { public: true } if everybody may use it`);
    if (!description) throw new Error(`${name}.${field} has no description`);
  }
}

function fieldsOf(type: GraphQLNamedType | undefined) {
  return isObjectType(type) ? type.getFields() : {};
}
