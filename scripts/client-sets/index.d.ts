/** What clients of the GraphQL API are set up with. It belongs to the release of Mortar that this package is of. */

/** The schema in GraphQL's schema definition language. */
export declare const typeDefs: string;

/** The answer to the introspection query. `mortar/introspection.json` has the same as a file. */
export declare const introspection: Introspection;

/** The shape of graphql's `IntrospectionQuery`, as far as clients ask for it. */
export interface Introspection {
  readonly __schema: {
    readonly queryType: { readonly name: string; readonly kind: 'OBJECT' };
    readonly mutationType: { readonly name: string; readonly kind: 'OBJECT' };
    readonly subscriptionType: { readonly name: string; readonly kind: 'OBJECT' };
    // biome-ignore lint/suspicious/noExplicitAny: each client has a type of its own for these.
    readonly types: readonly any[];
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    readonly directives: readonly any[];
  };
}

/** The object types of each interface and union: for Apollo's InMemoryCache. */
export declare const possibleTypes: Record<string, string[]>;

/** The type in TypeScript of each scalar, as it is in JSON: for GraphQL Code Generator. */
export declare const scalars: Record<string, string>;

/** For GraphQL Code Generator: an output with typed documents as text, as `mortar/client` takes them. */
export declare const codegen: {
  preset: 'client';
  presetConfig: { fragmentMasking: false };
  config: {
    documentMode: 'string';
    useTypeImports: true;
    strictScalars: true;
    nullability: { errorHandlingClient: true };
    scalars: Record<string, string>;
  };
};

/** Where graphcache keeps each object: by its id, or inside the object that it belongs to. */
export declare const keys: Record<string, (data: { readonly id?: unknown }) => string | null>;

/** For Apollo's InMemoryCache: two queries may read different fields of one value. */
export declare const typePolicies: Record<string, { merge: true }>;

/** For Apollo's InMemoryCache: pages of a connection are joined by `relayStylePagination` of `@apollo/client/utilities`. */
export declare function connectionPolicies<Policy>(
  relayStylePagination: (keyArgs: string[] | false) => Policy,
): Record<string, { merge?: true; fields: Record<string, Policy> }>;
