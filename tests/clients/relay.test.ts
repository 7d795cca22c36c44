import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';
import { runProgram } from '../support/client-folder.ts';

const app = await openClientApp('relay');
const schema = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

beforeAll(async () => {
  copyFileSync(schema, join(app.folder(), 'schema.graphql'));
  await runProgram(app.folder(), ['../node_modules/relay-compiler/cli.js', 'relay.config.json']);
}, 180_000);

it('Relay compiles its operations, and no event poisons its store', async () => {
  expect(await app.run('--test', '--test-force-exit', 'main.mjs')).toMatch(/^# pass 2$/m);
});
