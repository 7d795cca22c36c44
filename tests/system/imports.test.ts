// The walls of the house: a wrong import is refused wherever it stands. All of them are planted at once in one copy of the
// sources, which is checked once.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Each file that is planted, what it imports, and the rule that refuses it. */
const planted = [
  // Up the house, at every depth.
  ['src/redis/planted.ts', '../schema/cart.ts', 'from-redis'],
  ['src/redis/base/planted.ts', '../../server/limits.ts', 'from-redis'],
  ['src/redis/cache/planted.ts', '../../schema/base/builder.ts', 'from-redis'],
  ['src/redis/cache/deeper/planted.ts', '../../../resolvers/cart.ts', 'from-redis'],
  ['src/worker/planted.ts', '../app.ts', 'from-worker'],
  ['src/worker/handlers/planted.ts', '../../schema/base/builder.ts', 'from-worker'],
  ['src/live/planted.ts', '../resolvers/base/context.ts', 'from-live'],
  ['src/resolvers/planted.ts', '../schema/base/builder.ts', 'from-resolvers'],
  ['src/resolvers/base/planted.ts', '../../server/limits.ts', 'from-resolvers'],
  ['src/schema/planted.ts', '../server/limits.ts', 'from-schema'],
  ['src/schema/job/planted.ts', '../../server/limits.ts', 'from-schema'],
  ['src/server/planted.ts', '../app.ts', 'from-server'],
  ['src/server/plan/planted.ts', '../../commands/command.ts', 'from-server'],
  ['src/server/plan/second-planted.ts', '../../embedded-redis/embedded-redis.ts', 'from-server'],
  ['src/demo/planted.ts', '../main.ts', 'from-demo'],
  ['src/import/planted.ts', '../simulate/simulate.ts', 'from-import'],
  ['src/attic/planted.ts', '../redis/base/handle.ts', 'from-no-room'],
  // From subject to subject.
  ['src/redis/base/second-planted.ts', '../job/shapes.ts', 'redis-of-others'],
  ['src/redis/job/planted.ts', '../metric/metric.ts', 'redis-of-job'],
  ['src/redis/inventory/planted.ts', '../order/order.ts', 'redis-of-inventory'],
  ['src/redis/cart/planted.ts', '../stores.ts', 'redis-of-cart'],
  ['src/redis/unheard-of/planted.ts', '../cart/cart.ts', 'redis-of-others'],
  ['src/resolvers/job/planted.ts', '../cart.ts', 'resolvers-of-others'],
  ['src/resolvers/cart-planted.ts', './order.ts', 'resolvers-of-others'],
  ['src/schema/message/planted.ts', '../order/order.ts', 'schema-of-others'],
  ['dashboard/src/pages/job/planted.tsx', '../order/orders-page.tsx', 'pages-of-others'],
  ['dashboard/src/parts/planted.tsx', '../pages/index.ts', 'parts-know-no-page'],
  // Behind the door of the executor.
  ['src/server/socket/second-planted.ts', '../plan/operation-plan.ts', 'plan-has-one-door'],
  ['tests/server/planted.ts', '../../src/server/plan/run-plan.ts', 'plan-has-one-door'],
  // Packages.
  ['src/redis/message/planted.ts', 'graphql', 'graphql-stays-above'],
  ['src/redis/base/third-planted.ts', '@pothos/core', 'graphql-stays-above'],
  ['src/redis/cache/second-planted.ts', 'graphql-redis-subscriptions', 'graphql-stays-above'],
  ['src/redis/cart/second-planted.ts', 'ioredis', 'redis-client-has-one-door'],
  ['src/live/second-planted.ts', 'graphql-redis-subscriptions', 'redis-pubsub-has-one-door'],
  ['src/worker/handlers/second-planted.ts', 'graphql-yoga', 'graphql-stays-above'],
  ['src/simulate/planted.ts', 'fast-check', 'no-dev-dependency'],
  ['src/statistics/planted.ts', 'no-such-package', 'resolves'],
  ['tests/system/planted.ts', './no-such-file.ts', 'resolves'],
  // Between the parts of the repository.
  ['src/server/socket/planted.ts', '../../../dashboard/src/format.ts', 'src-stands-alone'],
  ['src/progress-planted.ts', '../tests/support/post.ts', 'src-stands-alone'],
  ['dashboard/src/pages/cart/planted.tsx', '../../../../src/redis/cart/cart.ts', 'dashboard-stands-alone'],
  ['bench/planted.ts', '../tests/system/imports.test.ts', 'nobody-imports-tests'],
  ['tests/support/planted.ts', '../../bench/compare.ts', 'nobody-imports-bench'],
  // A circle of two files.
  ['src/redis/payment/planted.ts', './second-planted.ts', 'no-circle'],
  ['src/redis/payment/second-planted.ts', './planted.ts', 'no-circle'],
] as const;

/** dependency-cruiser has no parser for this file and skips it. */
const unread = 'src/redis/base/planted.mts';

let copy: string;
let found: ReadonlyMap<string, readonly string[]>;
let report: string;

beforeAll(() => {
  copy = copySources();
  for (const [path, imported] of planted)
    plant(path, `import type * as it from '${imported}';\nexport type It = typeof it;\n`);
  plant(unread, 'export {};\n');
  const { stderr } = spawnSync(process.execPath, ['scripts/check-imports.mjs'], { cwd: copy, encoding: 'utf8' });
  report = stderr;
  found = rulesByFile(report);
});

afterAll(() => rmSync(copy, { recursive: true }));

test.each(planted)('%s may not import %s', (path, _imported, rule) => {
  expect(found.get(path)).toContain(rule);
});

test('a file that the check cannot read fails it', () => {
  expect(report).toContain(`${unread}: dependency-cruiser has not read this file.`);
});

function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-imports-'));
  const parts = [
    'src',
    'dashboard',
    'tests',
    'bench',
    'scripts',
    'package.json',
    '.dependency-cruiser.mjs',
    '.gitignore',
  ];
  for (const part of parts) {
    const filter = (source: string) => basename(source) !== 'node_modules';
    cpSync(join(root, part), join(folder, part), { recursive: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  spawnSync('git', ['init', '--quiet'], { cwd: folder });
  return folder;
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

/** The report has two lines for each refusal: `file > imported`, then `  rule: why`. A circle is of all its files. */
function rulesByFile(text: string): Map<string, string[]> {
  const rules = new Map<string, string[]>();
  for (const [, way = '', rule = ''] of text.matchAll(/^(\S+(?: > \S+)+)\n {2}([\w-]+): /gm)) {
    const files = way.split(' > ');
    for (const file of rule === 'no-circle' ? files : files.slice(0, 1))
      rules.set(file, [...(rules.get(file) ?? []), rule]);
  }
  return rules;
}
