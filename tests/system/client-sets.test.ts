// The package's entry `mortar/graphql`, out of the file that `npm pack` makes, in a folder that has no other package.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClientSchema, buildSchema, type IntrospectionQuery, isObjectType, printSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { valueSuffixes, valueTypes } from '../../src/schema/base/value-types.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sdl = readFileSync(join(root, 'schema.graphql'), 'utf8');
const schema = buildSchema(sdl);
const folder = mkdtempSync(join(tmpdir(), 'mortar-client-sets-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  unpackMortar(join(folder, 'node_modules/mortar'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});

/** What a module of the folder prints, as JSON. */
function run(code: string): unknown {
  writeFileSync(join(folder, 'main.js'), code);
  return JSON.parse(
    execFileSync(process.execPath, ['main.js'], { cwd: folder, encoding: 'utf8', maxBuffer: 16 * 1_048_576 }),
  );
}

const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
const isValue = (name: string): boolean =>
  valueTypes.some((value) => value === name) || valueSuffixes.some((suffix) => name.endsWith(suffix));

it('has the schema as text, as the answer to the introspection query, and as files', () => {
  const printed = run(`
    import { readFileSync } from 'node:fs';
    import { introspection, typeDefs } from 'mortar/graphql';
    const read = (name) => readFileSync(new URL(import.meta.resolve(name)), 'utf8');
    console.log(JSON.stringify({
      typeDefs, introspection, files: [read('mortar/schema.graphql'), JSON.parse(read('mortar/introspection.json'))],
    }));`) as {
    readonly typeDefs: string;
    readonly introspection: IntrospectionQuery;
    readonly files: readonly unknown[];
  };
  expect(printed.typeDefs).toBe(sdl);
  expect(printed.files).toEqual([sdl, printed.introspection]);
  expect(printSchema(buildClientSchema(printed.introspection))).toBe(printSchema(schema));
});

it('keeps every entity by its id and every value inside its parent', () => {
  const printed = run(`
    import { keys } from 'mortar/graphql';
    const kept = Object.entries(keys).map(([name, key]) => [name, [key({ id: '1' }), key({})]]);
    console.log(JSON.stringify(Object.fromEntries(kept)));`) as Record<string, unknown>;
  const roots = ['Query', 'Mutation', 'Subscription'];
  expect(Object.keys(printed).sort()).toEqual(
    objects
      .map(({ name }) => name)
      .filter((name) => !roots.includes(name))
      .sort(),
  );
  for (const [name, kept] of Object.entries(printed))
    expect([name, kept]).toEqual([name, [isValue(name) ? null : '1', null]]);
});

it('tells what implements Node, the types of scalars, and how Apollo joins pages', () => {
  const printed = run(`
    import { connectionPolicies, possibleTypes, scalars, typePolicies } from 'mortar/graphql';
    const policies = connectionPolicies((keyArgs) => ({ keyArgs }));
    console.log(JSON.stringify({ possibleTypes, scalars, typePolicies, policies }));`) as Record<string, never>;
  const nodes = objects
    .map(({ name }) => name)
    .filter((name) => 'id' in (schema.getType(name) as never as { getFields(): object }).getFields());
  expect(printed.possibleTypes).toEqual({ Node: nodes });
  expect(printed.scalars).toMatchObject({ ID: 'string', DateTime: 'string', JSON: 'unknown', SafeInt: 'number' });
  expect(printed.typePolicies).toMatchObject({ Money: { merge: true }, ProductConnection: { merge: true } });
  expect(printed.policies).toMatchObject({
    Query: {
      fields: { products: { keyArgs: ['filter', 'search', 'skus', 'sort', 'tags'] }, topics: { keyArgs: false } },
    },
    Queue: { fields: { jobs: { keyArgs: ['sort', 'state'] } } },
  });
});

it('has types', () => {
  writeFileSync(
    join(folder, 'main.ts'),
    `import { connectionPolicies, introspection, keys, possibleTypes, scalars, typeDefs, typePolicies } from 'mortar/graphql';
    const text: string = typeDefs;
    const key: string | null | undefined = keys.Cart?.({ id: '1' });
    const root: 'OBJECT' = introspection.__schema.queryType.kind;
    const merge: true | undefined = typePolicies.Money?.merge;
    const policy: number | undefined = connectionPolicies((keyArgs: false | string[]) => Number(keyArgs)).Query?.fields.products;
    export const all = [text, key, root, merge, policy, possibleTypes.Node?.[0], scalars.ID];
    // @ts-expect-error The entry has no such set.
    export { unheardOf } from 'mortar/graphql';
    `,
  );
  const compilerOptions = { module: 'nodenext', strict: true, noUncheckedIndexedAccess: true, noEmit: true, types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  expect(() => execFileSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })).not.toThrow();
});
