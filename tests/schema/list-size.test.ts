// Every list that takes a number of entries holds the limit that its description states, and refuses in one way.

import { isObjectType } from 'graphql';
import { ClientError } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
let administrator: ReturnType<typeof app.client>;

/** How each list is reached, with `SIZE` in the place of its argument. */
const lists: Readonly<Record<string, string>> = {
  'Cart.recommendations': `{ viewer { cart { recommendations(SIZE) { reason } } } }`,
  'Experiment.days': `{ experiment(key: "lists") { days(SIZE) { day } } }`,
  'Metrics.journey': `{ metrics { journey(visitorId: "v", SIZE) { path } } }`,
  'Metrics.top': `{ metrics { top(dimension: PAGE, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", SIZE) { key } } }`,
  'Product.recommendations': `{ product(sku: "mug") { recommendations(SIZE) { sku } } }`,
  'Query.auditLog': `{ auditLog(SIZE) { nodes { id } } }`,
  'Query.orders': `{ orders(SIZE) { nodes { id } } }`,
  'Query.products': `{ products(SIZE) { nodes { sku } } }`,
  'Query.topics': `{ topics(SIZE) { nodes { name } } }`,
  'Query.users': `{ users(SIZE) { nodes { id } } }`,
  'Queue.jobs': `{ queue(name: "lists") { jobs(SIZE) { nodes { id } } } }`,
  'RateLimitPolicy.blocked': `{ rateLimitPolicies { blocked(SIZE) { key } } }`,
  'RateLimitPolicy.topKeys': `{ rateLimitPolicies { topKeys(SIZE) { key } } }`,
  'Site.roles': `{ site(name: "default") { roles(SIZE) { nodes { id } } } }`,
  'User.activity': `{ viewer { user { activity(SIZE) { nodes { id } } } } }`,
  'Viewer.orders': `{ viewer { orders(SIZE) { nodes { id } } } }`,
  'Viewer.recommendations': `{ viewer { recommendations(SIZE) { sku } } }`,
};

interface SizeArgument {
  readonly list: string;
  readonly argument: string;
  readonly max: number;
}

const sizeArguments: readonly SizeArgument[] = Object.values(schema.getTypeMap()).flatMap((type) =>
  !isObjectType(type)
    ? []
    : Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter(({ name }) => ['first', 'last', 'limit'].includes(name))
          .map(({ name, description }) => {
            const range = /Default: \d+\. Range: 1–(\d+)\.$/.exec(description ?? '');
            return { list: `${type.name}.${field.name}`, argument: name, max: Number(range?.[1]) };
          }),
      ),
);

async function ask(list: string, size: string): Promise<unknown> {
  const query = lists[list]?.replace('SIZE', size) ?? '';
  return administrator.request(query).then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof ClientError)) throw error;
      const [first] = error.response.errors ?? [];
      return { code: first?.extensions.code, field: first?.extensions.field, message: first?.message };
    },
  );
}

beforeAll(async () => {
  administrator = app.client(await app.token('ADMIN'));
  await app.stores.catalogue.setMany([
    { sku: 'mug', name: 'Mug', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true },
  ]);
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 1 }]);
  await administrator.request(
    'mutation { cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 1 }] }) { cart { id } } }',
  );
  await app.stores.jobs.enqueue({ queue: 'lists', name: 'one' });
  await app.stores.experiments.set({ key: 'lists', goal: 'g', variants: [{ key: 'a' }, { key: 'b' }] });
});

describe('the size of a list', () => {
  it('is an argument of the lists that this test knows', () => {
    expect([...new Set(sizeArguments.map(({ list }) => list))].sort()).toEqual(Object.keys(lists).sort());
    for (const { list, max } of sizeArguments) expect(max, list).toBeGreaterThan(0);
  });

  it('is accepted up to the limit that its description states, and refused by name beyond', async () => {
    for (const { list, argument, max } of sizeArguments) {
      expect(await ask(list, `${argument}: ${max}`), `${list} ${argument}`).toBe('accepted');
      for (const size of [0, -3, max + 1, 2_000_000_000])
        expect(await ask(list, `${argument}: ${size}`), `${list} ${argument}: ${size}`).toEqual({
          code: 'BAD_USER_INPUT',
          field: [argument],
          message: `${argument} must be a whole number from 1 to ${max}, not ${size}.`,
        });
    }
  });

  it('is refused in both directions at once', async () => {
    for (const { list, argument } of sizeArguments) {
      if (argument !== 'last') continue;
      expect(await ask(list, 'first: 2, last: 2'), list).toMatchObject({ code: 'BAD_USER_INPUT', field: ['last'] });
      expect(await ask(list, 'first: 2, before: "x"'), list).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: ['before'],
      });
      expect(await ask(list, 'last: 2, before: "no cursor"'), list).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: ['before'],
      });
    }
  });
});
