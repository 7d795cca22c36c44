import { expect, it } from 'vitest';
import { openClientApp } from '../support/client-app.ts';

const app = await openClientApp('graphql-ws');

it('graphql-ws goes on after restarts and misses no message', async () => {
  expect(await app.run('--test', '--test-force-exit', 'main.mjs')).toMatch(/^# pass 2$/m);
});
