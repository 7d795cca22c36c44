import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

const app = await openClientApp('apollo-client');

beforeAll(() => unpackMortar(join(app.folder(), 'node_modules/mortar')));

it('Apollo Client keeps, subscribes, persists and defers without a warning', async () => {
  expect(await app.run('--test', '--test-force-exit', 'main.mjs')).toMatch(/^# pass 7$/m);
});
