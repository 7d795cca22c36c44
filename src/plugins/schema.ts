// `mortar/schema`: the types of the builder that plugins declare their part of the schema on.

export type { Context } from '../resolvers/base/context.ts';
export type { MortarBuilder, SchemaKit } from '../schema/extension.ts';
