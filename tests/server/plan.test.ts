// A plan runs to what Yoga's executor comes to: the same data in the same order, the same errors at the same places, the same
// arguments and paths for the resolvers. Operations and what resolvers do are made up; the schemas are Mortar's own, its
// resolvers replaced, and one with what Mortar's does not have.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getOperationAST,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { createYoga } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema as mortarSchema } from '../../src/schema/index.ts';
import { executor } from '../../src/server/graphql/executor.ts';
import { bindPlan, OperationPlan, runPlan } from '../../src/server/plan/index.ts';
import { madeUpOperation } from './made-up-operation.ts';

const oddSchema = buildSchema(`
  type Query { pet(name: String = "Rex", tags: [String!] = ["a"]): Pet  pets: [[Pet!]!]  living: [Being]  number: Int!  at(where: Where): Cat }
  type Mutation { feed(name: String!): Pet  rest: Int }
  input Where { x: Int = 3  y: [Int!] }
  interface Being { name: String!  friend: Being  friends: [Being!] }
  union Pet = Cat | Dog
  type Cat implements Being { name: String!  friend: Being  friends: [Being!]  lives: Int!  coat: [Color!]!  pet: Pet! }
  type Dog implements Being { name: String!  friend: Being  friends: [Being!]  barks: Float  owner: Cat!  color: Color }
  enum Color { RED BLUE }
`);

/** A number from 0 that follows from the seed and the place alone, so that both executions meet the same. */
function chance(seed: number, place: unknown, times: number): number {
  const digest = createHash('sha1')
    .update(JSON.stringify([seed, place]))
    .digest();
  return digest.readUInt32BE(0) % times;
}

interface MadeUpContext {
  readonly seed: number;
}

/** The same types, whose resolvers give values, nothing, errors and promises of all of them. */
function withMadeUpResolvers(text: string): GraphQLSchema {
  const schema = buildSchema(text);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) {
      type.resolveType = (value, { seed }, info) => {
        const name = (value as { name_: string }).name_;
        const odd = chance(seed, ['type', info.path.key], 40);
        return odd === 0 ? 'Nothing' : odd === 1 ? undefined : odd < 10 ? Promise.resolve(name) : name;
      };
    }
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (chance(0, type.name, 6) === 0)
      type.isTypeOf = (_value, { seed }, info) => {
        const is = chance(seed, [type.name, pathOf(info)], 12) > 0;
        return chance(seed, type.name, 3) === 0 ? Promise.resolve(is) : is;
      };
    // Some are read off their source, by the default resolver.
    for (const field of Object.values(type.getFields()))
      if (chance(0, [type.name, field.name], 3) > 0)
        field.resolve = (source, args, { seed }, info) => {
          if (source === null) throw new Error('resolved without its source');
          return madeUp(info.returnType, { seed, place: [pathOf(info), args], schema });
        };
  }
  return schema;
}

const pathOf = ({ path }: Pick<GraphQLResolveInfo, 'path'>): (string | number)[] => {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev) keys.unshift(at.typename ?? '', at.key);
  return keys;
};

interface Making {
  readonly seed: number;
  readonly place: unknown;
  readonly schema: GraphQLSchema;
}

function madeUp(type: GraphQLOutputType, { seed, place, schema }: Making): unknown {
  const odd = chance(seed, [place, 'odd'], 60);
  const make = (): unknown => {
    if (odd === 0) return null;
    if (odd === 1) return undefined;
    if (odd === 2) return new Error('an error as a value');
    if (odd === 3) throw new Error(`thrown at ${JSON.stringify(place)}`);
    if (odd === 4) throw new GraphQLError('told', { extensions: { code: 'TOLD' } });
    if (odd === 5) throw 'no error at all';
    if (odd === 6) throw new AggregateError([new Error('one'), new Error('two')]);
    if (odd === 7) return { not: 'what was promised' };
    return plain(type, { seed, place, schema });
  };
  if (chance(seed, [place, 'late'], 3) > 0) return make();
  const promise = new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(make());
      } catch (error) {
        reject(error);
      }
    });
  });
  // Nobody asks for some; what an execution makes of it and leaves alone would still be told.
  promise.catch(() => {});
  return promise;
}

function plain(type: GraphQLOutputType, { seed, place, schema }: Making): unknown {
  const named = isNonNullType(type) ? type.ofType : type;
  if (isListType(named))
    return Array.from({ length: chance(seed, [place, 'length'], 4) }, (_, index) =>
      madeUp(named.ofType, { seed, place: [place, index], schema }),
    );
  if (isEnumType(named)) return named.getValues()[chance(seed, place, named.getValues().length)]?.value;
  if (isAbstractType(named)) {
    const types = schema.getPossibleTypes(named);
    const one = types[chance(seed, place, types.length)] as GraphQLOutputType;
    return plain(one, { seed, place, schema });
  }
  if (!isObjectType(named)) return named.name === 'Boolean' ? true : chance(seed, place, 100);
  const source: Record<string, unknown> = { name_: named.name };
  for (const { name, resolve, type: of } of Object.values(named.getFields())) {
    if (resolve || isObjectType(of) || chance(seed, [place, name], 20) === 0) continue;
    const late = chance(seed, [place, name, 'called'], 3) === 0;
    const making = { seed, place: [place, name], schema };
    try {
      source[name] = late
        ? (args: unknown, _context: unknown, info: GraphQLResolveInfo) =>
            madeUp(of, { ...making, place: [place, args, pathOf(info)] })
        : isAbstractType(of)
          ? null
          : madeUp(of, making);
    } catch {
      source[name] = null;
    }
  }
  return source;
}

// Node ends a process for a failure that nobody handles. Yoga's executor leaves some, as of the other items of a list that came
// to nothing; a plan must not.
let during = '';
const unhandled: string[] = [];
const listeners = process.listeners('unhandledRejection');
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => void unhandled.push(during));
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

/** Until nothing can be under way any more. */
async function allMade(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe.each([
  ['what Mortar serves', withMadeUpResolvers(printSchema(mortarSchema)), 300],
  ['what it does not have', withMadeUpResolvers(printSchema(oddSchema)), 300],
])('of %s', (_what, schema, numRuns) => {
  const yoga = createYoga({ schema, logging: false, maskedErrors: false, plugins: [executor().yoga] });

  it('a made-up operation has the result that Yoga comes to', async () => {
    const seen = { valid: 0, planned: 0, failed: 0, nulled: 0 };
    await fc.assert(
      fc.asyncProperty(madeUpOperation(schema), fc.nat(), async ({ query, variables }, seed) => {
        const document = parse(query);
        if (validate(schema, document).length > 0) return;
        seen.valid++;
        const contextValue: MadeUpContext = { seed };
        const plan = OperationPlan.of(schema, document, getOperationAST(document) as never);
        const bound = plan && bindPlan(plan, variables);
        if (!bound) return;
        seen.planned++;
        const { execute } = yoga.getEnveloped({ seed } as never);
        during = 'Yoga';
        const expected = (await execute({
          schema,
          document,
          contextValue,
          variableValues: variables,
        })) as ExecutionResult;
        await allMade();
        during = 'the plan';
        // Twice, since the second time finds what the first has worked out.
        for (let time = 0; time < 2; time++) expectAlike(await runPlan(bound, contextValue), expected);
        await allMade();
        if (expected.errors) seen.failed++;
        if (tookParent(expected)) seen.nulled++;
      }),
      { numRuns },
    );
    expect(unhandled).not.toContain('the plan');
    expect(seen.planned).toBeGreaterThan(numRuns / 8);
    expect(seen.failed).toBeGreaterThan(numRuns / 30);
    expect(seen.nulled).toBeGreaterThan(0);
  }, 60_000);
});

/** Whether an error below a root field took the whole of it. */
function tookParent({ data, errors }: ExecutionResult): boolean {
  return errors?.some(({ path }) => path && path.length > 1 && (data?.[String(path[0])] ?? null) === null) ?? false;
}

/** What a client sees, with the errors by the null that they led to: those that came at the same time have no order. */
function told({ data, errors }: ExecutionResult): { data: string; errors: Map<string, string[]> } {
  const byNull = new Map<string, string[]>();
  for (const { path = [], message, extensions, locations } of errors ?? []) {
    // What only a fault of ours leads to is worded otherwise.
    const said = message.replace(/^(Expected (a|value of)|Abstract|Runtime Object) (type|value).*/s, 'type');
    const place = JSON.stringify(path.slice(0, keysToNull(data, path)));
    byNull.set(place, [...(byNull.get(place) ?? []), JSON.stringify([path, said, extensions, locations])].sort());
  }
  return { data: JSON.stringify(data), errors: byNull };
}

function keysToNull(data: unknown, path: readonly (string | number)[]): number {
  let at = data;
  let keys = 0;
  while (at !== null && keys < path.length) at = (at as Record<string | number, unknown>)[path[keys++] as string];
  return keys;
}

function expectAlike(plan: ExecutionResult, yoga: ExecutionResult): void {
  const [ours, theirs] = [told(plan), told(yoga)];
  expect(ours.data).toBe(theirs.data);
  expect([...ours.errors.keys()].sort()).toEqual([...theirs.errors.keys()].sort());
  for (const [place, errors] of ours.errors) {
    // Where several fields below one that is null have failed, which of them are told depends on which came first.
    const others = theirs.errors.get(place) ?? [];
    if (errors.length === 1 && others.length === 1) expect(errors).toEqual(others);
  }
}
