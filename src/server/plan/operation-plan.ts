// What an operation runs, worked out once a document instead of once a request: the fields of each type in their order, what
// resolves them, and what their values are completed to. server/plan/run-plan.ts runs it.

import {
  BREAK,
  type DocumentNode,
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type GraphQLTypeResolver,
  getArgumentValues,
  getDirectiveValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { serverLimits } from '../limits.ts';

type Values = Readonly<Record<string, unknown>>;

export type Output = { readonly nonNull: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: Output }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType; readonly selection: Selection }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      readonly resolveType: GraphQLTypeResolver<unknown, unknown>;
      readonly selection: Selection;
    }
);

export interface FieldPlan {
  /** Its name in the response. */
  readonly key: string;
  /** Wherever the document selects it. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Undefined where they are made for each call, since they depend on variables or hold what a resolver could change. */
  readonly args: Values | undefined;
  readonly output: Output;
}

/** What was selected of an object, by the type that it turns out to have. */
export class Selection {
  readonly #plan: OperationPlan;
  readonly #sets: readonly SelectionSetNode[];
  readonly #variables: Values;
  readonly #fields = new Map<GraphQLObjectType, readonly FieldPlan[]>();

  constructor(plan: OperationPlan, sets: readonly SelectionSetNode[], variables: Values) {
    this.#plan = plan;
    this.#sets = sets;
    this.#variables = variables;
  }

  of(type: GraphQLObjectType): readonly FieldPlan[] {
    let fields = this.#fields.get(type);
    if (!fields) {
      fields = this.#plan.collect(type, this.#sets, this.#variables);
      this.#fields.set(type, fields);
    }
    return fields;
  }
}

export class OperationPlan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly rootType: GraphQLObjectType;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Whether a field is to be called `__proto__`, which is no property of a plain object and would be lost. */
  readonly namesPrototype: boolean;
  readonly #conditions: readonly string[];
  readonly #roots = new Map<string, Selection>();

  /** Undefined for what is not planned for requests with any variables: what too many variables decide about. */
  static of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): OperationPlan | undefined {
    const conditions = conditionsOf(document);
    return conditions.length <= serverLimits.plannedConditions
      ? new OperationPlan(schema, document, operation, conditions)
      : undefined;
  }

  /** For executions that all have the same variables. */
  static ofOne(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): OperationPlan {
    return new OperationPlan(schema, document, operation, []);
  }

  private constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    conditions: readonly string[],
  ) {
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    this.schema = schema;
    this.operation = operation;
    // A valid operation has one.
    this.rootType = schema.getRootType(operation.operation) as GraphQLObjectType;
    this.fragments = fragments;
    this.namesPrototype = namesPrototype(document);
    this.#conditions = conditions;
  }

  /**
   * What is selected of the root.
   * @returns undefined where a variable that decides about it is not true or false.
   */
  root(variables: Values): Selection | undefined {
    let combination = '';
    for (const name of this.#conditions) {
      const value = variables[name];
      if (typeof value !== 'boolean') return undefined;
      combination += value ? '1' : '0';
    }
    let root = this.#roots.get(combination);
    if (!root) {
      root = new Selection(this, [this.operation.selectionSet], variables);
      this.#roots.set(combination, root);
    }
    return root;
  }

  /** As the specification's CollectFields: what has the same name in the response is one field. */
  collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[], variables: Values): readonly FieldPlan[] {
    const nodesByKey = new Map<string, [FieldNode, ...FieldNode[]]>();
    const enteredFragments = new Set<string>();
    const enter = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (!isIncluded(selection, variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = nodesByKey.get(key);
          if (nodes) nodes.push(selection);
          else nodesByKey.set(key, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (this.#applies(selection.typeCondition?.name.value, type)) enter(selection.selectionSet);
        } else if (!enteredFragments.has(selection.name.value)) {
          enteredFragments.add(selection.name.value);
          const fragment = this.fragments[selection.name.value];
          if (fragment && this.#applies(fragment.typeCondition.name.value, type)) enter(fragment.selectionSet);
        }
      }
    };
    sets.forEach(enter);
    return [...nodesByKey].flatMap(([key, nodes]) => this.#plan(key, nodes, type, variables) ?? []);
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.schema.getType(condition);
    return conditionType !== undefined && 'resolveType' in conditionType && this.schema.isSubType(conditionType, type);
  }

  #plan(
    key: string,
    nodes: readonly [FieldNode, ...FieldNode[]],
    parentType: GraphQLObjectType,
    variables: Values,
  ): FieldPlan | undefined {
    const [node] = nodes;
    const definition = this.#definition(parentType, node.name.value);
    if (!definition) return undefined;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const output = this.#output(definition.type, new Selection(this, sets, variables));
    return { key, nodes, parentType, definition, args: constantArgs(definition, node), output };
  }

  #definition(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }

  #output(declared: GraphQLOutputType, selection: Selection): Output {
    const nonNull = isNonNullType(declared);
    const type = nonNull ? declared.ofType : declared;
    if (isListType(type)) return { kind: 'list', nonNull, item: this.#output(type.ofType, selection) };
    if (isLeafType(type)) return { kind: 'leaf', nonNull, type };
    if (isObjectType(type)) return { kind: 'object', nonNull, type, selection };
    return { kind: 'abstract', nonNull, type, resolveType: type.resolveType ?? defaultTypeResolver, selection };
  }
}

/** The variables that @skip and @include ask. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args }) => {
      if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
      for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function namesPrototype(document: DocumentNode): boolean {
  let names = false;
  visit(document, {
    Field: ({ alias }) => {
      if (alias?.value !== '__proto__') return undefined;
      names = true;
      return BREAK;
    },
  });
  return names;
}

function isIncluded(selection: SelectionNode, variables: Values): boolean {
  if (!selection.directives?.length) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false
  );
}

/** Of a field that has none. */
export const noArgs: Record<string, unknown> = Object.freeze({});

function constantArgs(definition: GraphQLField<unknown, unknown>, node: FieldNode): Values | undefined {
  if (definition.args.length === 0) return noArgs;
  let depends = false;
  visit(node.arguments ? { ...node, selectionSet: undefined } : node, {
    Variable: () => {
      depends = true;
      return BREAK;
    },
  });
  if (depends) return undefined;
  try {
    const args = getArgumentValues(definition, node);
    return Object.values(args).some((value) => typeof value === 'object' && value !== null) ? undefined : args;
  } catch {
    // It is refused when it is called.
    return undefined;
  }
}
