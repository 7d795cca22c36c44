// How much a mutation is given: the entries of the lists in its arguments, at every depth. Their values are counted as they came,
// by their types, so that large ones need not be read twice. A JSON value is one value, whatever is in it.

import {
  type ASTNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  type ValueNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';

interface Argument {
  readonly type: GraphQLInputType;
  readonly value: ValueNode;
}

export class InputSize {
  readonly #arguments: readonly Argument[];
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    this.#arguments = isMutation ? listArguments(schema, document, operation) : [];
    this.#defaults = Object.fromEntries(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
      ),
    );
  }

  entriesIn(variables: Readonly<Record<string, unknown>>): number {
    if (this.#arguments.length === 0) return 0;
    const given = { ...this.#defaults, ...variables };
    return this.#arguments.reduce(
      (sum, { type, value }) => sum + entriesOf(type, valueFromASTUntyped(value, given)),
      0,
    );
  }
}

/** The arguments of the operation that can have lists in them, each as often as it is written. */
function listArguments(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Argument[] {
  const found: Argument[] = [];
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Argument: ({ value }) => {
      const type = types.getArgument()?.type;
      if (type && hasList(type)) found.push({ type, value });
    },
  });
  const isPart = (node: ASTNode): boolean => node === operation || node.kind === Kind.FRAGMENT_DEFINITION;
  for (const definition of document.definitions) if (isPart(definition)) visit(definition, visitor);
  return found;
}

function hasList(type: GraphQLInputType, above: readonly GraphQLInputType[] = []): boolean {
  const own = getNullableType(type);
  if (isListType(own)) return true;
  if (!isInputObjectType(own) || above.includes(own)) return false;
  return Object.values(own.getFields()).some((field) => hasList(field.type, [...above, own]));
}

function entriesOf(type: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  const own = getNullableType(type);
  if (isListType(own)) {
    // One value that is not a list stands for a list of it.
    const entries = Array.isArray(value) ? value : [value];
    if (!hasList(own.ofType)) return entries.length;
    return entries.reduce((sum: number, entry) => sum + entriesOf(own.ofType, entry), entries.length);
  }
  if (!isInputObjectType(own) || typeof value !== 'object') return 0;
  const fields = Object.values(own.getFields());
  return fields.reduce(
    (sum, { name, type: inner }) => sum + entriesOf(inner, (value as Record<string, unknown>)[name]),
    0,
  );
}
