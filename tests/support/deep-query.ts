// Writes queries that select everything below a field, down to a level.

import {
  type ASTVisitor,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The arguments of fields that need some, and of lists that are to be full, by coordinate. */
export type Arguments = Readonly<Record<string, string>>;

export class DeepQuery {
  readonly #schema: GraphQLSchema;
  readonly #given: Arguments;

  constructor(schema: GraphQLSchema, given: Arguments) {
    this.#schema = schema;
    this.#given = given;
  }

  /** @param levels of fields; the root field is the first. An object at the last has no more than its type's name. */
  of(rootField: string, levels: number, args?: string): string {
    const query = this.#schema.getQueryType();
    const field = query?.getFields()[rootField];
    if (!query || !field) throw new Error(`There is no query ${rootField}`);
    return `{ ${this.#field(query.name, field, levels, [], args)} }`;
  }

  /** The fields of a document at a level, by coordinate. */
  fieldsAt(document: string, level: number): string[] {
    const types = new TypeInfo(this.#schema);
    const found = new Set<string>();
    let depth = 0;
    const visitor: ASTVisitor = {
      Field: {
        enter: ({ name }) => {
          depth += 1;
          if (depth === level) found.add(`${types.getParentType()?.name}.${name.value}`);
        },
        leave: () => {
          depth -= 1;
        },
      },
    };
    visit(parse(document), visitWithTypeInfo(types, visitor));
    return [...found];
  }

  #field(
    parent: string,
    field: GraphQLField<unknown, unknown>,
    levels: number,
    path: readonly string[],
    args = this.#given[`${parent}.${field.name}`],
  ): string {
    if (args === undefined && field.args.some(isRequiredArgument))
      throw new Error(`${parent}.${field.name} needs arguments in this test`);
    const type = getNamedType(field.type);
    return `${field.name}${args ? `(${args})` : ''}${this.#selection(type, levels - 1, path)}`;
  }

  /** A type is looked into twice on the way, and no more. */
  #selection(type: GraphQLNamedType, levels: number, path: readonly string[]): string {
    if (isLeafType(type)) return '';
    if (levels === 0 || path.filter((name) => name === type.name).length >= 2) return ' { __typename }';
    const below = [...path, type.name];
    if (isAbstractType(type)) {
      const parts = this.#schema
        .getPossibleTypes(type)
        .map((possible) => `... on ${possible.name}${this.#selection(possible, levels, path)}`);
      return ` { ${parts.join(' ')} }`;
    }
    if (!isObjectType(type)) throw new Error(`${type.name} is no output type`);
    const fields = Object.values(type.getFields()).map((field) => this.#alias(type.name, field, levels, below));
    return ` { ${fields.join(' ')} }`;
  }

  /** Under the name of its type, since the types of an interface may not share a name for fields that differ. */
  #alias(parent: string, field: GraphQLField<unknown, unknown>, levels: number, path: readonly string[]): string {
    const written = this.#field(parent, field, levels, path);
    return field.name === 'id' ? written : `${parent}_${field.name}: ${written}`;
  }
}
