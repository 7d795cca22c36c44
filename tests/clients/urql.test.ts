import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';
import { documentedOperations } from '../support/documented-operations.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

const app = await openClientApp('urql');

beforeAll(() => {
  unpackMortar(join(app.folder(), 'node_modules/mortar'));
  writeFileSync(join(app.folder(), 'operations.json'), JSON.stringify(documentedOperations()));
});

it('graphcache has no warning about any documented operation', async () => {
  expect(await app.run('--test', '--test-force-exit', 'graphcache.mjs')).toMatch(/^# pass 3$/m);
});
