// Runs the plan of an operation to the result that Yoga's executor comes to, at a fraction of its time: nothing is
// looked up that the document decides, synchronous values are completed at once, and asynchronous values allocate one promise each.

import { inspect } from 'node:util';
import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getVariableValues,
  isObjectType,
  locatedError,
} from 'graphql';
import { type FieldPlan, noArgs, type OperationPlan, type Output, type Selection } from './operation-plan.ts';

export interface PlanResult {
  readonly data: Data | null;
  readonly errors?: readonly GraphQLError[];
}

type Data = Record<string, unknown>;
type Key = string | number;
type Path = GraphQLResolveInfo['path'];
type Place = Record<Key, unknown>;

interface Run {
  readonly plan: OperationPlan;
  readonly context: unknown;
  /** Undefined but for what a subscription delivers. */
  readonly rootValue: unknown;
  readonly variables: Record<string, unknown>;
  readonly errors: GraphQLError[];
}

/** A plan with the variables of one request. */
export interface BoundPlan {
  readonly plan: OperationPlan;
  readonly variables: Record<string, unknown>;
  readonly fields: readonly FieldPlan[];
}

/** Undefined where a variable is wrong or missing, or decides about a selection and is neither true nor false. */
export function bindPlan(
  plan: OperationPlan,
  values: Readonly<Record<string, unknown>> | null | undefined,
): BoundPlan | undefined {
  const definitions = plan.operation.variableDefinitions;
  const variables = definitions?.length ? getVariableValues(plan.schema, definitions, values ?? {}).coerced : {};
  const fields = variables && plan.root(variables)?.of(plan.rootType);
  return fields && { plan, variables, fields };
}

/** Never rejects: what resolvers throw is in the result. */
export function runPlan(
  { plan, variables, fields }: BoundPlan,
  context: unknown,
  rootValue?: unknown,
): Promise<PlanResult> | PlanResult {
  const run: Run = { plan, context, rootValue, variables, errors: [] };
  const toResult = (data: Data): PlanResult => (run.errors.length > 0 ? { errors: run.errors, data } : { data });
  const toFailure = (error: unknown): PlanResult => {
    run.errors.push(error as GraphQLError);
    return { errors: run.errors, data: null };
  };
  try {
    const serially = plan.operation.operation === 'mutation';
    const data = serially ? runSerially(run, fields) : runFields(run, fields, rootValue, undefined);
    return isPromise(data) ? data.then(toResult, toFailure) : toResult(data);
  } catch (error) {
    return toFailure(error);
  }
}

const dataOf = ({ plan }: Run): Data => (plan.namesPrototype ? Object.create(null) : {});

async function runSerially(run: Run, fields: readonly FieldPlan[]): Promise<Data> {
  const data = dataOf(run);
  for (const field of fields) await runField(run, field, undefined, data, undefined);
  return data;
}

function runFields(
  run: Run,
  fields: readonly FieldPlan[],
  source: unknown,
  path: Path | undefined,
): Data | Promise<Data> {
  const data = dataOf(run);
  const pending: Promise<void>[] = [];
  try {
    for (const field of fields) {
      const settling = runField(run, field, source, data, path);
      if (settling) pending.push(settling);
    }
  } catch (error) {
    if (pending.length === 0) throw error;
    return afterAll(pending, error);
  }
  return whenSettled(pending, data);
}

/** Puts the field into `data`: at once, or when the returned promise is there. @throws, or rejects, where it must not be null. */
function runField(
  run: Run,
  field: FieldPlan,
  source: unknown,
  data: Data,
  parent: Path | undefined,
): Promise<void> | undefined {
  let value: unknown;
  try {
    value = resolve(run, field, source, parent);
  } catch (error) {
    return fail(run, field, field.output, data, parent, field.key, error);
  }
  return settle(run, field, field.output, value, data, parent, field.key);
}

function resolve(run: Run, field: FieldPlan, source: unknown, parent: Path | undefined): unknown {
  const { definition, parentType, key } = field;
  const resolver = definition.resolve;
  if (!resolver) {
    // As graphql-js' default resolver does it. Wrong arguments are an error also where nobody reads them.
    if (!field.args) argsOf(run, field);
    if ((typeof source !== 'object' || source === null) && typeof source !== 'function') return undefined;
    const value = (source as Data)[definition.name];
    if (typeof value !== 'function') return value;
    const path = { prev: parent, key, typename: parentType.name };
    return value.call(source, argsOf(run, field), run.context, infoOf(run, field, path));
  }
  const path = { prev: parent, key, typename: parentType.name };
  return resolver(source, argsOf(run, field), run.context, infoOf(run, field, path));
}

// A copy for each call, since a resolver may think that they are its own.
function argsOf(run: Run, { args, definition, nodes }: FieldPlan): Record<string, unknown> {
  if (args === noArgs) return noArgs;
  return args ? { ...args } : getArgumentValues(definition, nodes[0], run.variables);
}

/** `path` is the field's, or that of an item of its list. */
function infoOf({ plan, rootValue, variables }: Run, field: FieldPlan, path: Path): GraphQLResolveInfo {
  const { definition, nodes, parentType } = field;
  let own = path;
  while (typeof own.key === 'number' && own.prev) own = own.prev;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: own,
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue,
    operation: plan.operation,
    variableValues: variables,
  };
}

// What waits is in functions of its own: a function that makes closures allocates for them also where it makes none.

/** Completes a value into its place among fields or items: at once, or when the returned promise is there. */
function settle(
  run: Run,
  field: FieldPlan,
  output: Output,
  value: unknown,
  place: Place,
  parent: Path | undefined,
  key: Key,
): Promise<void> | undefined {
  if (isPromise(value)) return settleLater(run, field, output, value, place, parent, key);
  try {
    const completed = complete(run, field, output, value, parent, key);
    if (isPromise(completed)) return putLater(run, field, output, completed, place, parent, key);
    place[key] = completed;
    return undefined;
  } catch (error) {
    return fail(run, field, output, place, parent, key, error);
  }
}

function settleLater(
  run: Run,
  field: FieldPlan,
  output: Output,
  value: Promise<unknown>,
  place: Place,
  parent: Path | undefined,
  key: Key,
): Promise<void> {
  // Its place is kept, so that it stands where it was asked for.
  place[key] = undefined;
  return value.then(
    (settled) => settle(run, field, output, settled, place, parent, key),
    (error: unknown) => fail(run, field, output, place, parent, key, error),
  );
}

function putLater(
  run: Run,
  field: FieldPlan,
  output: Output,
  completed: Promise<unknown>,
  place: Place,
  parent: Path | undefined,
  key: Key,
): Promise<void> {
  place[key] = undefined;
  return completed.then(
    (settled) => {
      place[key] = settled;
    },
    (error: unknown) => fail(run, field, output, place, parent, key, error),
  );
}

function complete(
  run: Run,
  field: FieldPlan,
  output: Output,
  value: unknown,
  parent: Path | undefined,
  key: Key,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (output.nonNull) throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
    return null;
  }
  if (output.kind === 'leaf') return serialize(output.type, value);
  const path = { prev: parent, key, typename: typeof key === 'string' ? field.parentType.name : undefined };
  if (output.kind === 'list') return completeList(run, field, output.item, value, path);
  if (output.kind === 'object') return completeObject(run, field, output.selection, output.type, value, path);
  return completeAbstract(run, field, output, value, path);
}

function completeAbstract(
  run: Run,
  field: FieldPlan,
  { type, resolveType, selection }: Output & { kind: 'abstract' },
  value: unknown,
  path: Path,
): Data | Promise<Data> {
  const typeName = resolveType(value, run.context, infoOf(run, field, path), type);
  const completeAs = (name: unknown): Data | Promise<Data> =>
    completeObject(run, field, selection, possibleType(run, field, type, name, value), value, path);
  return isPromise(typeName) ? typeName.then(completeAs) : completeAs(typeName);
}

function completeList(
  run: Run,
  field: FieldPlan,
  item: Output,
  values: unknown,
  path: Path,
): unknown[] | Promise<unknown[]> {
  if (typeof values !== 'object' || values === null || !(Symbol.iterator in values))
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
  const list: unknown[] = [];
  const pending: Promise<void>[] = [];
  let index = 0;
  try {
    for (const value of values as Iterable<unknown>) {
      const settling = settle(run, field, item, value, list as unknown as Place, path, index);
      if (settling) pending.push(settling);
      index++;
    }
  } catch (error) {
    // There is no list, so failures of its other items are ignored.
    ignore(pending);
    throw error;
  }
  return whenSettled(pending, list);
}

function completeObject(
  run: Run,
  field: FieldPlan,
  selection: Selection,
  type: GraphQLObjectType,
  value: unknown,
  path: Path,
): Data | Promise<Data> {
  if (type.isTypeOf) return completeTested(run, field, selection, type, value, path);
  return runFields(run, selection.of(type), value, path);
}

function completeTested(
  run: Run,
  field: FieldPlan,
  selection: Selection,
  type: GraphQLObjectType,
  value: unknown,
  path: Path,
): Data | Promise<Data> {
  const tested = type.isTypeOf?.(value, run.context, infoOf(run, field, path)) ?? true;
  const completeIf = (is: boolean): Data | Promise<Data> => {
    if (is) return runFields(run, selection.of(type), value, path);
    throw new GraphQLError(`Expected a value of type "${type.name}" but got ${inspect(value)}.`, {
      nodes: field.nodes,
    });
  };
  return isPromise(tested) ? tested.then(completeIf) : completeIf(tested);
}

function possibleType(
  { plan }: Run,
  field: FieldPlan,
  abstract: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const type = typeof name === 'string' ? plan.schema.getType(name) : undefined;
  if (isObjectType(type) && plan.schema.isSubType(abstract, type)) return type;
  throw new GraphQLError(
    `Expected a type of "${abstract.name}" for field "${nameOf(field)}" but got ${inspect(name)}, of ${inspect(value)}.`,
    { nodes: field.nodes },
  );
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  let serialized: unknown;
  try {
    serialized = type.serialize(value);
  } catch (error) {
    // What cannot be written is the resolver's fault: an error that a client may see would make it the caller's.
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
  if (serialized !== null && serialized !== undefined) return serialized;
  throw new Error(`Expected "${type.name}" to serialize ${inspect(value)}, and it returned ${inspect(serialized)}.`);
}

/** Notes an error, and puts null into its place. @throws it where null must not be. */
function fail(
  { errors }: Run,
  field: FieldPlan,
  output: Output,
  place: Place,
  parent: Path | undefined,
  key: Key,
  thrown: unknown,
): undefined {
  // What failed in several ways at once, as when none of a server's addresses answered, is one error for each.
  const several = thrown instanceof AggregateError && typeof key === 'string' ? thrown.errors : [thrown];
  for (const one of several) {
    const error = locatedError(asError(one), field.nodes, pathOf(parent, key));
    if (output.nonNull) throw error;
    errors.push(error);
  }
  place[key] = null;
}

const asError = (thrown: unknown): Error => {
  if (thrown instanceof Error) return thrown;
  const message = (thrown as { message?: unknown } | null | undefined)?.message;
  return new Error(typeof message === 'string' ? message : String(thrown));
};

function pathOf(parent: Path | undefined, key: Key): Key[] {
  const keys: Key[] = [key];
  for (let at = parent; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

async function afterAll(pending: readonly Promise<void>[], error: unknown): Promise<never> {
  await Promise.all(pending).catch(() => {});
  throw error;
}

function ignore(pending: readonly Promise<void>[]): void {
  for (const settling of pending) settling.catch(() => {});
}

function whenSettled<Whole>(pending: readonly Promise<void>[], whole: Whole): Whole | Promise<Whole> {
  return pending.length === 0 ? whole : afterSettling(pending, whole);
}

async function afterSettling<Whole>(pending: readonly Promise<void>[], whole: Whole): Promise<Whole> {
  await (pending.length === 1 ? pending[0] : Promise.all(pending));
  return whole;
}

const nameOf = ({ parentType, definition }: FieldPlan): string => `${parentType.name}.${definition.name}`;

function isPromise<Value>(value: Value | PromiseLike<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
