// What a client is asked with: texts of GraphQL that know the types of their variables and data.

/** A document as GraphQL Code Generator's client preset makes it with `documentMode: 'string'`, or any text. */
export interface TypedText<Data = unknown, Variables = unknown> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** The arguments behind a document: variables may be left out if each of them may. */
export type Given<Variables, Options> =
  Record<never, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

/** @throws TypeError for a parsed document, whose text would need GraphQL's printer. */
export function textOf(document: Pick<TypedText, 'toString'>): string {
  if (typeof document === 'string' || document instanceof String) return String(document);
  const { loc } = document as { readonly loc?: { readonly source?: { readonly body?: string } } };
  if (loc?.source?.body !== undefined) return loc.source.body;
  throw new TypeError(
    "A document must be a text: set documentMode: 'string' for the client preset of GraphQL Code Generator.",
  );
}
