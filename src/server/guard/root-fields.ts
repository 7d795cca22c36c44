// The root fields that an operation is going to run, each as often as it runs: aliases count one by one, what
// @skip and @include leave out does not count, fragments are followed. A field whose extension `rateLimitUnits` says how much its
// arguments ask for counts as often as that.

import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** How often each schema coordinate, such as `Mutation.track`, runs. */
export type RootFieldCounts = ReadonlyMap<string, number>;

/** Counts one operation of a document; where no variable decides what runs, the counting is done once. */
export class RootFields {
  readonly #operation: OperationDefinitionNode;
  readonly #rootType: GraphQLObjectType;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  #depends = false;
  #constant: RootFieldCounts | undefined;

  /** @param rootType whose fields the operation selects. */
  constructor(document: DocumentNode, operation: OperationDefinitionNode, rootType: GraphQLObjectType) {
    this.#operation = operation;
    this.#rootType = rootType;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  count(variables: Variables): RootFieldCounts {
    if (this.#constant) return this.#constant;
    const fields = new Map<string, FieldNode>();
    this.#collect(this.#operation.selectionSet, variables, fields, new Set());
    const counts = new Map<string, number>();
    for (const field of fields.values()) {
      const coordinate = `${this.#rootType.name}.${field.name.value}`;
      counts.set(coordinate, (counts.get(coordinate) ?? 0) + this.#units(field, variables));
    }
    if (!this.#depends) this.#constant = counts;
    return counts;
  }

  // As the execution does it: fields of the same response name are one, and each fragment is entered once.
  #collect(set: SelectionSetNode, variables: Variables, fields: Map<string, FieldNode>, entered: Set<string>): void {
    for (const selection of set.selections) {
      if (!this.#runs(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        fields.set(selection.alias?.value ?? selection.name.value, selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#collect(selection.selectionSet, variables, fields, entered);
      } else if (!entered.has(selection.name.value)) {
        entered.add(selection.name.value);
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment) this.#collect(fragment.selectionSet, variables, fields, entered);
      }
    }
  }

  /** Arguments that the execution is going to refuse count once. */
  #units(field: FieldNode, variables: Variables): number {
    const definition = this.#rootType.getFields()[field.name.value];
    const unitsOf = definition?.extensions.rateLimitUnits as ((args: object) => number) | undefined;
    if (!definition || !unitsOf) return 1;
    this.#depends = true;
    try {
      return Math.max(1, unitsOf(getArgumentValues(definition, field, variables)));
    } catch {
      return 1;
    }
  }

  #runs({ directives }: SelectionNode, variables: Variables): boolean {
    return (directives ?? []).every((directive) => {
      const { value } = directive.name;
      if (value !== 'skip' && value !== 'include') return true;
      return this.#condition(directive, variables) === (value === 'include');
    });
  }

  #condition(directive: DirectiveNode, variables: Variables): boolean {
    const value = directive.arguments?.[0]?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value;
    if (value?.kind !== Kind.VARIABLE) return directive.name.value === 'include';
    this.#depends = true;
    const name = value.name.value;
    const fromClient = variables?.[name];
    if (typeof fromClient === 'boolean') return fromClient;
    const definition = this.#operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    // What is neither given nor defaulted is refused by the execution; until then it counts.
    const fallback = definition?.defaultValue;
    return fallback?.kind === Kind.BOOLEAN ? fallback.value : directive.name.value === 'include';
  }
}
