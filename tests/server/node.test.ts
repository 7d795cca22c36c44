// Global ids: whoever may see an object fetches it again by its id, a stranger gets nothing, and no id tells a secret.

import { randomUUID } from 'node:crypto';
import { isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { type Everything, everyNodeSettings, globalIdsIn, makeEverything } from '../support/every-node.ts';
import { postGraphql } from '../support/post.ts';
import { addLines, askerOf, startGuest } from '../support/shopper.ts';

const app = await openTestApp(everyNodeSettings);
const ask = askerOf(app);
const nodeTypes = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);
/** What anybody may see. */
const open = new Set(['Category', 'Product']);
const one = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const many = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
const globalId = (text: string): string => Buffer.from(text).toString('base64');

let made: Everything;
/** By type: its ids, and which of the two may see them. */
const ids = new Map<string, string>();

beforeAll(async () => {
  made = await makeEverything(app);
  for (const { id, typename } of globalIdsIn(made.answers)) if (!ids.has(typename)) ids.set(typename, id);
});

describe('node', () => {
  it('has an example of every type here', () => {
    expect([...ids.keys()].sort()).toEqual(nodeTypes.sort());
  });

  it.each(nodeTypes)('gives a %s to whoever may see it, and to no stranger', async (type) => {
    const id = ids.get(type) as string;
    const seen = { node: { __typename: type, id } };
    const asOwners = [await ask(made.customer, one, { id }), await ask(made.administrator, one, { id })];
    expect(asOwners).toContainEqual(seen);
    const strangers = [undefined, await startGuest(app), await app.token(), await app.token('WORKER')];
    // Workers are told of what they work with: queues, jobs, services and topics.
    for (const stranger of open.has(type) ? [] : strangers.slice(0, 3)) {
      expect(await ask(stranger, one, { id }), type).toEqual({ node: null });
      expect(await ask(stranger, many, { ids: [id] }), type).toEqual({ nodes: [null] });
    }
  });

  it('gives null for an id of no type, of a type without ids, and of nothing that is there', async () => {
    const nothing = [
      'Nothing:1',
      'Money:1',
      'Query:1',
      'Node:1',
      '__Type:1',
      ...nodeTypes.map((type) => `${type}:no such thing`),
      // Every site has numbers, so this is one that there is.
      ...nodeTypes.filter((type) => type !== 'Metrics').map((type) => `${type}:none.0`),
    ];
    for (const text of nothing)
      expect(await ask(made.administrator, one, { id: globalId(text) }), text).toEqual({ node: null });
    const odd = ['no id', '', globalId('Product'), globalId('Product:'), `${globalId('Product:mug')}=`];
    expect(await ask(made.customer, many, { ids: [...odd, globalId('Product:mug'), globalId('Nothing:1')] })).toEqual({
      nodes: [...odd.map(() => null), { __typename: 'Product', id: globalId('Product:mug') }, null],
    });
  });

  it('says what is no id at all, and how many may be asked for', async () => {
    const { body } = await postGraphql(app.endpoint, { query: '{ node(id: "no id") { id } viewer { id } }' });
    expect(body.data).toMatchObject({ node: null, viewer: { id: expect.any(String) } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: ['id'] } }]);
    const tooMany = { query: many, variables: { ids: Array.from({ length: 101 }, () => globalId('Product:mug')) } };
    const { body: refused } = await postGraphql(app.endpoint, tooMany);
    expect(refused).toMatchObject({ data: { nodes: null }, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('an id', () => {
  it('holds neither a session’s id nor a token, whoever asks for whatever', async () => {
    const guest = await startGuest(app);
    const answers = [made.answers, await ask(guest, addLines, { lines: [{ sku: 'mug', quantity: 1 }] })];
    answers.push(await ask(guest, '{ viewer { id session { id } sessions { id } cart { id lines { id } } } }'));
    answers.push(await ask(guest, 'mutation { checkoutStart { checkout { id lines { id } } cart { id } } }'));
    answers.push(await ask(guest, '{ viewer { checkout { id lines { id } } recommendations { id } } }'));
    const keys = globalIdsIn(answers).map(({ typename, key }) => `${typename}:${key}`);
    expect(keys.length).toBeGreaterThan(25);
    for (const token of [guest, made.customer, made.administrator]) {
      const [owner, name, secret] = token.split('.') as [string, string, string];
      for (const key of keys) {
        expect(key).not.toContain(name);
        expect(key).not.toContain(secret);
        if (owner.startsWith('g')) expect(key).not.toContain(owner);
      }
    }
  });

  it('tells two carts, two viewers and the lines of a cart and its checkout apart', async () => {
    const [ada, ben] = [await startGuest(app), await startGuest(app)];
    const view = '{ viewer { id cart { id lines { id } } checkout { lines { id } } } }';
    for (const token of [ada, ben]) {
      await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
      await ask(token, 'mutation { checkoutStart { checkout { id } } }');
    }
    const seen = [await ask(ada, view), await ask(ben, view), await ask(undefined, '{ viewer { id } }')];
    const found = globalIdsIn(seen).map(({ id }) => id);
    expect(found.length).toBe(9);
    expect(new Set(found).size).toBe(9);
    expect(await ask(ada, view)).toEqual(seen[0]);
  });
});

describe('a query', () => {
  const withIds = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(({ name, args }) =>
    args.filter(({ type }) => /^ID!?$/.test(String(type))).map((arg) => ({ name, argument: arg.name })),
  );

  it('takes an id somewhere', () => {
    expect(withIds.length).toBeGreaterThan(3);
  });

  it.each(withIds)('$name tells of a malformed $argument in words for people, or knows of none', async (given) => {
    const { name, argument } = given;
    const query = `{ ${name}(${argument}: "nope") { __typename } }`;
    const { body } = await postGraphql(app.endpoint, { query }, { authorization: `Bearer ${made.administrator}` });
    expect(body.data).toEqual({ [name]: null });
    for (const error of body.errors ?? []) {
      expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: [argument] } });
      expect(error.message).toMatch(/^[A-Za-z]+ is not (a global id|the id of an account)\./);
    }
  });
});

describe('a mutation', () => {
  const withIds = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args }) => {
    const type = args.find((arg) => arg.name === 'input')?.type;
    const fields = type && 'ofType' in type && 'getFields' in type.ofType ? Object.values(type.ofType.getFields()) : [];
    return fields
      .filter((field) => String(field.type) === 'ID!')
      .map((field) => ({ name, input: String(type), field: field.name, fields }));
  });

  it('takes an id somewhere', () => {
    expect(withIds.length).toBeGreaterThan(5);
  });

  it.each(withIds)('$name tells of a malformed $field as a user error', async ({ name, input, field, fields }) => {
    const values = fields.flatMap((other) => {
      const type = String(other.type);
      if (!type.endsWith('!') || other.name === field) return [];
      const value = {
        'String!': 'text',
        'Boolean!': true,
        'Int!': 1,
        'Float!': 0.5,
        '[Role!]!': ['CUSTOMER'],
        'ID!': 'x',
        '[OrderLineQuantityInput!]!': [{ id: 'x', quantity: 1 }],
        'ReturnState!': 'APPROVED',
      }[type];
      return [[other.name, value] as const];
    });
    for (const id of ['no id', globalId('Nothing:1'), globalId('Product:mug'), randomUUID()]) {
      const { body } = await postGraphql(
        app.endpoint,
        {
          query: `mutation ($input: ${input}) { ${name}(input: $input) { userErrors { code field } } }`,
          variables: { input: { ...Object.fromEntries(values), [field]: id } },
        },
        { authorization: `Bearer ${made.administrator}` },
      );
      expect(body, `${name} ${id}`).toEqual({
        data: { [name]: { userErrors: [{ code: 'NOT_FOUND', field: [field] }] } },
      });
    }
  });
});
