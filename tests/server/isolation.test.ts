// A failure stays where it is: the other fields of an operation have their data.

import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';
import { askerOf, buy } from '../support/shopper.ts';

const app = await openTestApp();
const as = (token: string, query: string) => postGraphql(app.endpoint, { query }, { authorization: `Bearer ${token}` });

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
  Object.values(root?.getFields() ?? {}).map((field) => ({ name: `${root?.name}.${field.name}`, type: field.type })),
);

function hasNonNullLevel(type: GraphQLOutputType): boolean {
  return isNonNullType(type) || (isListType(type) && hasNonNullLevel(type.ofType));
}

describe('a field that fails', () => {
  it('leaves what was asked for beside it', async () => {
    const { body } = await as(await app.token(), '{ viewer { user { email } } cache { hits } }');
    expect(body.data).toEqual({ viewer: { user: { email: expect.stringContaining('@') } }, cache: null });
    expect(body.errors).toMatchObject([{ path: ['cache'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('leaves what another mutation of the operation changed', async () => {
    await app.stores.catalogue.setMany([
      { sku: 'mug', name: 'Mug', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true },
    ]);
    await app.stores.inventory.adjust([{ sku: 'mug', delta: 10 }]);
    const customer = await app.token();
    const order = await buy(askerOf(app), customer, { sku: 'mug', quantity: 1 });
    const { body } = await as(
      customer,
      `mutation {
        a: cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 2 }] }) { cart { quantity } }
        b: orderFulfil(input: { id: "${order}" }) { order { state } }
      }`,
    );
    expect(body.data).toEqual({ a: { cart: { quantity: 2 } }, b: null });
    expect(body.errors).toMatchObject([{ path: ['b'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it.each(roots)('$name is nullable, and its items', ({ type }) => {
    expect(hasNonNullLevel(type)).toBe(false);
  });
});
