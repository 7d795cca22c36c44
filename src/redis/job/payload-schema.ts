// The shape of a job's payload, in any library that speaks Standard Schema (https://standardschema.dev): zod, Valibot,
// ArkType and others.

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};
type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** The part of Standard Schema, version 1, that Mortar uses. */
export interface PayloadSchema<Output = unknown, Input = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The payload as the schema gives it. @throws an Error that names each field which does not fit. */
export async function readPayload<Output>(schema: PayloadSchema<Output>, payload: unknown): Promise<Output> {
  const validated = schema['~standard'].validate(payload);
  const result = validated instanceof Promise ? await validated : validated;
  if (!result.issues) return result.value;
  const faults = result.issues.map(({ message, path }) => {
    const names = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    return names.length > 0 ? `${names.join('.')}: ${message}` : message;
  });
  throw new Error(`The payload does not fit. ${faults.join('; ')}`);
}
