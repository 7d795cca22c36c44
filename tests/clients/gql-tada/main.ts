// Operations that are typed by the schema alone, sent by graphql-request. No part of what they are answered with is `unknown`.

import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada';
import { GraphQLClient } from 'graphql-request';
import type { introspection } from './schema.d.ts';

// This application's payloads are text.
const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { CurrencyCode: string; DateTime: string; Decimal: string; JSON: string; SafeInt: number };
}>();

const shop = graphql(`
  query Shop($first: Int!) {
    products(first: $first) {
      totalCount
      nodes { id sku price { amount currency } inventory { available } }
      pageInfo { hasNextPage endCursor }
    }
    viewer { id cart { id version total { amount currency } lines { id quantity product { id name } } } }
    metrics { id live { pageViews activeVisitors topPages { key count } } }
  }
`);
const enqueue = graphql(`
  mutation Enqueue($input: JobEnqueueInput!) {
    jobEnqueue(input: $input) { job { id state payload createdAt } userErrors { code message field retryAfterSeconds allowed } }
  }
`);
const messages = graphql(`subscription Messages { messages(topic: "one") { cursor payload at missed } }`);
const node = graphql(
  `query Node($id: ID!) { node(id: $id) { __typename id ... on Job { state attempt } ... on Product { name } } }`,
);

type Deep<T> = unknown extends T
  ? 'unknown'
  : T extends string | number | boolean | null | undefined
    ? never
    : T extends readonly (infer Item)[]
      ? Deep<Item>
      : { [Key in keyof T]-?: Deep<T[Key]> }[keyof T];
type Documents = typeof shop | typeof enqueue | typeof messages | typeof node;
type Nothing<T> = [T] extends [never] ? true : T;
export const known: [Nothing<Deep<ResultOf<Documents>>>, Nothing<Deep<VariablesOf<Documents>>>] = [true, true];

const misspelt = graphql('query Misspelt { viewer { id nonsense } jobs: job(id: "a") { payload nonsense } }');
// @ts-expect-error A field that the schema lacks is `unknown`.
export const unknown: Nothing<Deep<ResultOf<typeof misspelt>>> = true;

declare const process: { readonly env: Record<string, string> };
const client = new GraphQLClient(process.env.MORTAR_ENDPOINT ?? '', {
  headers: { authorization: `Bearer ${process.env.MORTAR_TOKEN}` },
});

const { products, viewer } = await client.request(shop, { first: 2 });
// @ts-expect-error A variable has the type that the schema gives it.
client.request(shop, { first: 'two' }).catch(() => {});
// @ts-expect-error A type has the fields that the schema gives it.
export const none = products?.nodes?.[0]?.unheardOf;
const prices: string[] =
  products?.nodes?.flatMap((node) => (node ? [`${node.price.amount} ${node.price.currency}`] : [])) ?? [];
const { jobEnqueue } = await client.request(enqueue, {
  input: { queue: 'mail', name: 'send', payload: 'ada' },
});
const id = jobEnqueue?.job?.id ?? '';
const found = await client.request(node, { id });
const state: 'WAITING' | string = found.node?.__typename === 'Job' ? found.node.state : '';
console.log(JSON.stringify({ prices, user: viewer?.id.length !== 0, state, userErrors: jobEnqueue?.userErrors }));
