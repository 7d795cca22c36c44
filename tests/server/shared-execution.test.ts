// What is executed once for several subscribers never shows one of them what is another's, whatever its resolvers do.

import { buildSchema, type ExecutionArgs, parse } from 'graphql';
import { expect, it } from 'vitest';
import { type Role, rightsOf } from '../../src/redis/session/role.ts';
import type { Context } from '../../src/resolvers/base/context.ts';
import type { Delivery } from '../../src/server/stream/delivery.ts';
import { SharedExecutions } from '../../src/server/stream/shared-execution.ts';

const schema = buildSchema(`
  type Query { none: Int }
  type Subscription { event: Event! }
  type Event { text: String! mine: String! sometimes: String! caught: String! later: String! wrong: String }
`);

const executions = new SharedExecutions((error) => error as Error);

const user = (userId: string, roles: readonly Role[] = ['ADMIN']) =>
  ({ session: { id: userId, userId, roles, rights: rightsOf({ userId, roles }) } }) as unknown as Context;

const whose = ({ session }: Context): string => session?.userId ?? 'nobody';

/** A value of the stream: its fields are resolvers. */
function event({ secret = false } = {}) {
  let made = 0;
  return {
    event: {
      text: () => `made ${++made}`,
      mine: (_args: unknown, context: Context) => whose(context),
      sometimes: (_args: unknown, context: Context) => (secret ? whose(context) : 'everybody'),
      caught: (_args: unknown, context: Context) => {
        try {
          return whose(context);
        } catch {
          return 'nobody';
        }
      },
      later: async (_args: unknown, context: Context) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return whose(context);
      },
      wrong: () => {
        throw new Error('out of order');
      },
    },
  };
}

const open = (
  fields: string,
  contextValue: Context,
  { document = parse(`subscription { event { ${fields} } }`), ...more }: Partial<ExecutionArgs> = {},
) => executions.open({ schema, document, contextValue, ...more }, 'others');

const resultOf = async (delivery: Delivery | Promise<Delivery>) => JSON.parse((await delivery).json.toString());
const dataOf = async (delivery: Delivery | Promise<Delivery>): Promise<unknown> =>
  (await resultOf(delivery)).data?.event;

it('makes one answer of one value for those who may share', async () => {
  const value = event();
  const [ann, bob] = [open('text', user('ann')), open('text', user('bob'))];
  expect(executions.operations).toBe(1);
  expect(await dataOf(ann.of(value))).toEqual({ text: 'made 1' });
  expect(await dataOf(bob.of(value))).toEqual({ text: 'made 1' });
  expect(await dataOf(bob.of(event()))).toEqual({ text: 'made 1' });
  expect(executions.counts).toEqual({ executions: 2, deliveries: 3 });
  ann.close();
  expect(executions.operations).toBe(1);
  bob.close();
  expect(executions.operations).toBe(0);
});

it.each(['mine', 'caught', 'later', 'text mine'])('makes everybody their own of { %s }', async (fields) => {
  const value = event();
  for (let time = 0; time < 2; time += 1) {
    const [ann, bob] = [open(fields, user('ann')), open(fields, user('bob'))];
    const answers = await Promise.all([dataOf(ann.of(value)), dataOf(bob.of(value))]);
    expect(answers.map((each) => JSON.stringify(each).replace(/.*"(ann|bob)".*/, '$1'))).toEqual(['ann', 'bob']);
    ann.close();
    bob.close();
  }
});

it('notices a resolver that looks at the caller now and then', async () => {
  const [ann, bob] = [open('sometimes', user('ann')), open('sometimes', user('bob'))];
  const [plain, secret] = [event(), event({ secret: true })];
  const { executions: before } = executions.counts;
  for (const each of [ann, bob]) expect(await dataOf(each.of(plain))).toEqual({ sometimes: 'everybody' });
  expect(executions.counts.executions).toBe(before + 1);
  expect([await dataOf(ann.of(secret)), await dataOf(bob.of(secret))]).toEqual([
    { sometimes: 'ann' },
    { sometimes: 'bob' },
  ]);
  ann.close();
  bob.close();
});

it('keeps apart other rights, other variables and other operations', async () => {
  const value = event();
  const document = parse('subscription A($x: Int) { event { text } } subscription B { event { text } }');
  const operation = { document, operationName: 'A', variableValues: { x: 1 } };
  const several = [
    open('text', user('ann'), operation),
    open('text', user('ann', ['ADMIN', 'WORKER']), operation),
    open('text', user('ann', []), operation),
    open('text', { session: null } as Context, operation),
    open(
      'text',
      { session: { id: 'guest', userId: null, roles: [], rights: 'guest' } } as unknown as Context,
      operation,
    ),
    open('text', user('ann'), { ...operation, variableValues: { x: 2 } }),
    open('text', user('ann'), { document, operationName: 'B' }),
  ];
  expect(executions.operations).toBe(several.length);
  const answers = await Promise.all(several.map((each) => dataOf(each.of(value))));
  expect(answers).toEqual(several.map((_, index) => ({ text: `made ${index + 1}` })));
  for (const each of several) each.close();
});

it('selects what variables decide about, however many they are, under any name', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const definitions = names.map((name) => `$${name}: Boolean!`).join(' ');
  const fields = names.map((name) => `${name}: text @include(if: $${name})`).join(' ');
  const document = parse(`subscription(${definitions}) { event { ${fields} __proto__: text } }`);
  const variableValues = { a: true, b: false, c: true, d: false };
  const ann = open('', user('ann'), { document, variableValues });
  expect(Object.keys((await dataOf(ann.of(event()))) as object)).toEqual(['a', 'c', '__proto__']);
  ann.close();
});

it('has one error for all of them', async () => {
  const value = event();
  const [ann, bob] = [open('wrong', user('ann')), open('wrong', user('bob'))];
  const { executions: before } = executions.counts;
  for (const each of [ann, bob])
    expect(await resultOf(each.of(value))).toMatchObject({
      data: { event: { wrong: null } },
      errors: [{ message: 'out of order', path: ['event', 'wrong'] }],
    });
  expect(executions.counts.executions).toBe(before + 1);
  ann.close();
  bob.close();
});
