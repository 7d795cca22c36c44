// A failure stays in the field where it happens: every root field, and every field with `isolated: true`, is nullable in GraphQL, so
// that its error does not take the data of its neighbours. `@semanticNonNull` says that such a field is null only if it failed.

import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      isolation: IsolationPlugin<Types>;
    }

    export interface FieldOptions<
      // biome-ignore-start lint/correctness/noUnusedVariables: an interface is extended with all of its parameters
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
      // biome-ignore-end lint/correctness/noUnusedVariables: an interface is extended with all of its parameters
    > {
      /**
       * The field reads Redis or has a right of its own, so its failure leaves the rest of its parent as it is. Default: true for
       * root fields.
       */
      isolated?: boolean;
    }
  }
}

export const SemanticNonNull = new GraphQLDirective({
  name: 'semanticNonNull',
  description:
    'The field is null only if it failed, and then `errors` has an entry with its path. `levels` lists which levels of a list that is true of: 0 is the list itself, 1 its items.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLInt)),
      defaultValue: [0],
      description: 'The levels that are null only on failure. Default: the field itself.',
    },
  },
});

const rootKinds = new Set(['Query', 'Mutation', 'Subscription']);

class IsolationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { isolated } = field.pothosOptions as { readonly isolated?: boolean };
    if (!(isolated ?? rootKinds.has(field.kind))) return field;
    const levels: number[] = [];
    const type = softened(field.type, 0, levels);
    if (levels.length === 0) return field;
    const args = levels.length === 1 && levels[0] === 0 ? {} : { levels };
    const directives = { ...(field.extensions?.directives as object | undefined), semanticNonNull: args };
    return { ...field, type, extensions: { ...field.extensions, directives } };
  }
}

/** The type with null allowed on each level of its lists; `levels` receives those on which it was not. */
function softened<Types extends SchemaTypes>(
  type: PothosOutputFieldType<Types>,
  level: number,
  levels: number[],
): PothosOutputFieldType<Types> {
  if (!type.nullable) levels.push(level);
  return type.kind === 'List'
    ? { ...type, nullable: true, type: softened(type.type, level + 1, levels) }
    : { ...type, nullable: true };
}

SchemaBuilder.registerPlugin('isolation', IsolationPlugin);
