// A builder that begins with all types of another and leaves that one as it is, so that several schemas can be made in one process. Pothos
// keeps what was declared in a store of the builder, and adds fields to a type by the reference of that type, which builders would share.
// docs/decisions/schema-of-plugins.md says why it is done this way.

import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';

export type MortarBuilder = typeof builder;

/** The parts of Pothos' ConfigStore that are used here. */
interface Store {
  readonly typeConfigs: Map<string, unknown>;
  readonly fields: Map<string, Map<string, unknown>>;
  readonly fieldDefaults: Map<string, Map<string, unknown>>;
  readonly implementors: Map<string, unknown>;
  readonly paramAssociations: Map<unknown, unknown>;
  pending: boolean;
  resolveParamAssociations(param: unknown): unknown;
  addFields(param: unknown, fields: () => Readonly<Record<string, FieldRef | null | undefined>>): void;
  onPrepare(work: () => void): void;
  prepareForBuild(): void;
}

interface FieldRef {
  getConfig(name: string, type: unknown): unknown;
}

export interface DerivedBuilder {
  readonly builder: MortarBuilder;
  /** Evaluates what was declared since the last time, so that an error is one of those declarations. */
  settle(): void;
  build(options: { readonly directives: readonly unknown[] }): GraphQLSchema;
}

/** @param from a builder whose schema was built. */
export function deriveBuilder(from: MortarBuilder): DerivedBuilder {
  const store = deriveStore(from.configStore as unknown as Store);
  const derived = Object.assign(Object.create(from), {
    configStore: store,
    options: { ...from.options },
  }) as MortarBuilder;
  return {
    builder: derived,
    settle: () => {
      store.prepareForBuild();
      store.pending = true;
    },
    build: ({ directives }) =>
      derived.toSchema({ directives: directives as never, extensions: { [builderExtension]: derived } }),
  };
}

/** Under which a schema has its builder among its extensions. */
export const builderExtension = 'mortarBuilder';

/** The builder that a schema was made with, which knows all of its types. */
export function builderOf(schema: GraphQLSchema): MortarBuilder {
  return (schema.extensions[builderExtension] as MortarBuilder | undefined) ?? builder;
}

function deriveStore(from: Store): Store {
  const copy: Store = Object.assign(Object.create(Object.getPrototypeOf(from)), from, {
    typeConfigs: new Map(from.typeConfigs),
    fields: new Map([...from.fields].map(([name, fields]) => [name, new Map(fields)])),
    fieldDefaults: new Map([...from.fieldDefaults].map(([name, fields]) => [name, new Map(fields)])),
    implementors: new Map(from.implementors),
    paramAssociations: new Map(from.paramAssociations),
    pendingFieldDefaults: [],
    pendingActions: [],
    pendingTypeConfigResolutions: new Map(),
    // Those of `from` are prepared.
    refs: new Set(),
    pending: true,
  });
  copy.addFields = (param, fields) => {
    const name = copy.resolveParamAssociations(param);
    if (typeof name !== 'string' || !from.typeConfigs.has(name)) {
      Object.getPrototypeOf(from).addFields.call(copy, param, fields);
      return;
    }
    copy.onPrepare(() => addTo(copy, name, fields()));
  };
  return copy;
}

function addTo(store: Store, type: string, fields: Readonly<Record<string, FieldRef | null | undefined>>): void {
  const present = store.fields.get(type) ?? new Map<string, unknown>();
  store.fields.set(type, present);
  for (const [name, field] of Object.entries(fields)) {
    if (!field) continue;
    if (present.has(name)) throw new Error(`${type}.${name} is there already`);
    present.set(name, field.getConfig(name, store.typeConfigs.get(type)));
  }
}
