import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import './tests/support/choose-server.ts';
import { LongestFirst } from './tests/support/sequence.ts';

// `single` runs everything against one private Redis; `cluster` runs the data-layer tests a second time against a
// private three-node cluster. The set-up starts both and names them in MORTAR_TEST_REDIS_URL. `timed` are the tests that freeze and
// kill servers and judge what happens within seconds: a machine that is busy with other tests would look like the fault itself.
export default defineConfig({
  // As Node resolves it. Vite would take graphql's other build for our files and leave its packages the first, and
  // `instanceof GraphQLError` would fail between the two.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    // For a test that hangs; what is promised within a time is asserted.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What a test waits for comes when the machine gets round to it: Vitest's own second is too short on a busy one.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    // Tests wait for other processes more than they compute: two workers leave a quarter of two cores idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // A worker loads a module once, not again for each of its files: that was a quarter of the run. A file leaves nothing behind in
    // them; one that puts another module in the place of a real one is `*.mocked.test.ts`, and is loaded by itself.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // What a file has left to itself, such as a payment whose provider is silent, ends with the connection of that file, while the next
    // one runs in the same worker. Before they shared one, nobody was left to hear of it.
    onUnhandledError: ({ message }) => message !== 'Connection is closed.',
    projects: [
      {
        extends: true,
        test: {
          name: 'single',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.mocked.test.ts', 'tests/**/*.timed.test.ts'],
          setupFiles: ['tests/support/use-single.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: ['tests/**/*.timed.test.ts'],
          setupFiles: ['tests/support/use-single.ts'],
          // After all others, and no more at once than there are cores.
          sequence: { groupOrder: 1 },
          maxWorkers: availableParallelism(),
        },
      },
      {
        extends: true,
        test: {
          name: 'mocked',
          include: ['tests/**/*.mocked.test.ts'],
          isolate: true,
          setupFiles: ['tests/support/use-single.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'cluster', include: ['tests/**/*.store.test.ts'], setupFiles: ['tests/support/use-cluster.ts'] },
      },
    ],
  },
});
