import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';
import { runProgram } from '../support/client-folder.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

const app = await openClientApp('gql-tada');

beforeAll(async () => {
  unpackMortar(join(app.folder(), 'node_modules/mortar'));
  await runProgram(app.folder(), ['../node_modules/gql.tada/bin/cli.js', 'generate-output']);
}, 180_000);

it('gql.tada and graphql-request know the type of every field', async () => {
  await runProgram(app.folder(), ['../node_modules/typescript/bin/tsc']);
  expect(JSON.parse(await app.run('built/main.js'))).toEqual({
    prices: ['14.00 EUR', '14.00 EUR'],
    user: true,
    state: 'WAITING',
    userErrors: [],
  });
}, 180_000);
