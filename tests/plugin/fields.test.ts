// Fields of a plugin on products and accounts.

import { gql } from 'graphql-request';
import { expect, it } from 'vitest';
import { definePlugin } from '../../src/plugins/plugin.ts';
import { openTestApp } from '../support/app.ts';
import { setPrice } from '../support/shop.ts';

const notes = definePlugin({
  name: 'notes',
  stores: (redis) => ({
    of: (subject: string) => redis.client.get(redis.key(subject, 'note')),
    write: (subject: string, note: string) => redis.client.set(redis.key(subject, 'note'), note, 'EX', 3_600),
  }),
  schema(builder, { types, own }) {
    const field = { nullable: true, description: 'A note on it. Null if there is none.' } as const;
    builder.objectField(types.Product, 'note', (t) =>
      t.string({ ...field, resolve: (product) => own.of(product.sku) }),
    );
    builder.objectField(types.User, 'note', (t) => t.string({ ...field, resolve: (user) => own.of(user.id) }));
    builder.mutationField('noteSet', (t) =>
      t.boolean({
        description: 'Writes a note on a product, and one on the account that calls.',
        authScopes: { user: true },
        args: { sku: t.arg.string({ required: true, description: 'The SKU of the product.' }) },
        resolve: async (_root, { sku }, { session }) => {
          await own.write(sku, 'Fragile');
          await own.write(session?.userId ?? '', 'Likes tea');
          return true;
        },
      }),
    );
  },
});
const app = await openTestApp({ program: { plugins: [notes] } });

it('products and accounts have fields of the plugin', async () => {
  await setPrice(app.stores, 'cup', 1000n);
  const client = app.client(await app.token('CUSTOMER'));
  const read = gql`{ products(skus: ["cup"]) { nodes { note } } viewer { user { note } } }`;
  expect(await client.request(read)).toEqual({
    products: { nodes: [{ note: null }] },
    viewer: { user: { note: null } },
  });
  await client.request('mutation { noteSet(sku: "cup") }');
  expect(await client.request(read)).toEqual({
    products: { nodes: [{ note: 'Fragile' }] },
    viewer: { user: { note: 'Likes tea' } },
  });
});
