import { expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';

const app = await openClientApp('graphql-sse');

it('graphql-sse runs every operation in both modes, and goes on after a restart', async () => {
  expect(await app.run('--test', '--test-force-exit', 'main.mjs')).toMatch(/^# pass 4$/m);
});
