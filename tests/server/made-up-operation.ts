// Makes up operations that are valid for a schema, or nearly so, and the variables for them.

import fc from 'fast-check';
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

export interface MadeUpOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

type Gen = fc.GeneratorValue;

/** Fields merge where two selections share a name, so there are few aliases, and each has its field. */
const depth = 4;

export function madeUpOperation(schema: GraphQLSchema): fc.Arbitrary<MadeUpOperation> {
  return fc.gen().map((gen) => new Writer(schema, gen).write());
}

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #gen: Gen;
  readonly #declared = new Map<string, string>();
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments = new Map<string, string>();

  constructor(schema: GraphQLSchema, gen: Gen) {
    this.#schema = schema;
    this.#gen = gen;
  }

  write(): MadeUpOperation {
    const kind = this.#chance(8) ? 'mutation' : 'query';
    const root = (kind === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType()) as GraphQLObjectType;
    const selection = this.#selection(root, depth);
    const declared = [...this.#declared].map(([name, type]) => `$${name}: ${type}`).join(', ');
    const head = declared ? `${kind} (${declared})` : kind;
    return { query: [`${head} ${selection}`, ...this.#fragments.values()].join('\n'), variables: this.#variables };
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#gen(fc.nat, { max: items.length - 1 })] as Item;
  }

  /** One time in so many. */
  #chance(times: number): boolean {
    return this.#gen(fc.nat, { max: times - 1 }) === 0;
  }

  #selection(type: GraphQLOutputType, left: number): string {
    const count = 1 + this.#gen(fc.nat, { max: 4 });
    const parts = Array.from({ length: count }, () => this.#part(type, left));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLOutputType, left: number): string {
    if (left > 1 && this.#chance(6))
      return `...${this.#condition(type)} ${this.#directives()} ${this.#selection(type, left - 1)}`;
    if (left > 1 && this.#chance(6)) return `...${this.#fragment(type, left)} ${this.#directives()}`;
    if (isAbstractType(type) && !this.#chance(3)) {
      const one = this.#pick(this.#schema.getPossibleTypes(type));
      return `... on ${one.name} ${this.#selection(one, left)}`;
    }
    return this.#field(type, left);
  }

  #condition(type: GraphQLOutputType): string {
    return this.#chance(2) ? '' : ` on ${getNamedType(type).name}`;
  }

  #fragment(type: GraphQLOutputType, left: number): string {
    const { name: on } = getNamedType(type);
    const name = `F${on}${left}`;
    if (!this.#fragments.has(name)) {
      this.#fragments.set(name, '');
      this.#fragments.set(name, `fragment ${name} on ${on} ${this.#selection(type, left - 1)}`);
    }
    return name;
  }

  #field(type: GraphQLOutputType, left: number): string {
    if (this.#chance(10) || !('getFields' in type)) return this.#chance(2) ? '__typename' : 'kind: __typename';
    const fields = Object.values(type.getFields()).filter(
      (field) => left > 1 || !isCompositeType(getNamedType(field.type)),
    );
    if (fields.length === 0) return '__typename';
    const { name, args, type: output } = this.#pick(fields);
    const given = args.flatMap((arg) =>
      isNonNullType(arg.type) || this.#chance(3) ? [`${arg.name}: ${this.#argument(arg.type)}`] : [],
    );
    const alias =
      given.length > 0
        ? `${name}${this.#declared.size}_${this.#gen(fc.nat, { max: 99 })}: `
        : this.#chance(5)
          ? `a_${name}: `
          : '';
    const below = isCompositeType(getNamedType(output)) ? this.#selection(getNamedType(output) as never, left - 1) : '';
    return `${alias}${name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${this.#directives()} ${below}`;
  }

  #directives(): string {
    if (!this.#chance(5)) return '';
    const value = this.#chance(3) ? this.#pick(['true', 'false']) : this.#boolean();
    return `@${this.#pick(['skip', 'include'])}(if: ${value})`;
  }

  #boolean(): string {
    const name = `b${this.#gen(fc.nat, { max: 3 })}`;
    if (!this.#declared.has(name)) {
      const fallback = this.#chance(3);
      this.#declared.set(name, fallback ? 'Boolean = true' : 'Boolean!');
      const value = this.#pick<unknown>([true, false, true, false, true, false, null, undefined]);
      if (value !== undefined) this.#variables[name] = value;
    }
    return `$${name}`;
  }

  #argument(type: GraphQLInputType): string {
    if (this.#chance(2)) return this.#literal(type);
    const name = `v${this.#declared.size}`;
    const fallback = !isNonNullType(type) && this.#chance(3) ? ` = ${this.#literal(type)}` : '';
    this.#declared.set(name, `${type}${fallback}`);
    const value = this.#chance(8) ? this.#pick<unknown>([null, undefined, 'a', 7, {}, [null]]) : this.#value(type);
    if (value !== undefined) this.#variables[name] = value;
    return `$${name}`;
  }

  #literal(type: GraphQLInputType): string {
    const write = (value: unknown, of: GraphQLInputType): string => {
      const named = isNonNullType(of) ? of.ofType : of;
      if (Array.isArray(value))
        return `[${value.map((item) => write(item, (named as never as { ofType: never }).ofType)).join(', ')}]`;
      if (isEnumType(named)) return String(value);
      if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return JSON.stringify(value);
      const fields = named.getFields();
      return `{ ${Object.entries(value)
        .map(([key, one]) => `${key}: ${write(one, fields[key]?.type as GraphQLInputType)}`)
        .join(', ')} }`;
    };
    return write(this.#value(type), type);
  }

  /** As JSON has it. */
  #value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#given(type.ofType);
    return this.#chance(6) ? null : this.#given(type);
  }

  #given(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#given(type.ofType);
    if (isListType(type)) return Array.from({ length: this.#gen(fc.nat, { max: 2 }) }, () => this.#value(type.ofType));
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(({ type: one }) => isNonNullType(one) || this.#chance(4));
      return Object.fromEntries(fields.map(({ name, type: one }) => [name, this.#value(one)]));
    }
    if (type.name === 'Boolean') return this.#chance(2);
    return type.name === 'Int' || type.name === 'Float'
      ? this.#gen(fc.nat, { max: 60 })
      : this.#pick(['1', '2.5', 'x']);
  }
}
