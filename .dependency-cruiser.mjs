// Which file may import which. `npm run check:imports` enforces it; tests/system/imports.test.ts plants imports that break it.

import { readFileSync } from 'node:fs';

/** The folders to check, with every source file in them. */
export const folders = ['src', 'dashboard', 'tests', 'bench', 'scripts'];

/** The programs of clients: each folder has packages of its own, which are not installed here. */
export const clientPrograms = /^tests\/clients\/[^/]+\//;

/**
 * The rooms of src/ from top to bottom. Each room may import only the rooms listed for it, and these must be below it. A room that is
 * not listed may import nothing, and no other room may import it.
 */
const rooms = {
  'main.ts': ['commands', 'config.ts'],
  'index.ts': ['commands', 'plugins', 'mail', 'redis'],
  // For browsers: it knows the API, and nothing of the rest.
  client: [],
  'testing.ts': ['commands', 'plugins', 'embedded-redis', 'mail', 'redis'],
  commands: [
    'app',
    'plugins',
    'worker-health.ts',
    'worker',
    'mail',
    'import',
    'simulate',
    'demo',
    'embedded-redis',
    'config.ts',
    'config',
    'progress-bar.ts',
    'redis',
  ],
  app: ['plugins', 'server', 'resolvers', 'worker', 'live', 'mail', 'redis'],
  'worker-health.ts': ['server', 'redis'],
  plugins: ['server', 'schema', 'resolvers', 'worker', 'config', 'mail', 'redis'],
  server: ['schema', 'resolvers', 'live', 'door', 'mail', 'redis'],
  schema: ['resolvers', 'live', 'mail', 'redis'],
  resolvers: ['live', 'mail', 'statistics', 'redis'],
  live: ['redis'],
  door: ['redis'],
  worker: ['mail', 'redis'],
  import: ['progress-bar.ts', 'redis'],
  simulate: [],
  demo: ['redis'],
  'embedded-redis': ['redis'],
  'config.ts': ['config', 'redis'],
  config: ['server/limits.ts', 'mail', 'redis'],
  'progress-bar.ts': [],
  mail: ['redis'],
  statistics: [],
  // Part of the server, and all that the settings need of it: the defaults.
  'server/limits.ts': [],
  redis: [],
};

/**
 * Floors that are divided by subject. A subject imports itself, what all of them share (`base`) and the neighbours listed here;
 * the files named in `above` put the subjects together, and no subject imports them.
 */
const floors = [
  {
    name: 'redis',
    folder: 'src/redis',
    base: ['base'],
    above: [
      'catalogue-stores',
      'event-stores',
      'index',
      'library',
      'metric-stores',
      'migration',
      'personal-data',
      'stores',
      'visitor-sections',
      'shop',
    ],
    neighbours: JSON.parse(readFileSync(new URL('scripts/subjects.json', import.meta.url), 'utf8')),
  },
  {
    name: 'resolvers',
    folder: 'src/resolvers',
    base: ['base'],
    above: [],
    neighbours: {
      account: ['session'],
      cart: ['session'],
      checkout: ['cart'],
      inventory: ['catalogue'],
      order: ['catalogue'],
      webhook: ['session'],
    },
  },
  {
    name: 'schema',
    folder: 'src/schema',
    base: ['base'],
    above: ['index', 'extension', 'federation', 'types'],
    neighbours: {
      cart: ['catalogue', 'session'],
      checkout: ['cart', 'order', 'pricing', 'session'],
      inventory: ['catalogue'],
      metric: ['session'],
      order: ['account', 'catalogue', 'pricing', 'session'],
      recommendation: ['cart', 'catalogue', 'session'],
      session: ['account'],
    },
  },
  {
    name: 'pages',
    folder: 'dashboard/src/pages',
    base: ['page-props'],
    above: ['index'],
    neighbours: {
      catalogue: ['inventory'],
      order: ['cart'],
    },
  },
];

/** A path that begins with one of these names in a folder, each a file or a folder. */
const within = (folder, names) => `^${folder}/(${names.map((name) => name.replace('.', '\\.')).join('|')})([/.]|$)`;

const roomRules = Object.entries(rooms).map(([room, below], index, all) => {
  const lower = all.slice(index + 1).map(([name]) => name);
  const notBelow = below.filter((name) => !lower.includes(name));
  if (notBelow.length > 0) throw new Error(`src/${room} may not import ${notBelow}: imports go down only.`);
  return {
    name: `from-${room.replace('.ts', '')}`,
    comment: `src/${room} may import ${below.map((name) => `src/${name}`).join(', ') || 'no other part of src'}.`,
    from: { path: within('src', [room]) },
    to: { path: '^src/', pathNot: within('src', [room, ...below]) },
  };
});

const floorRules = floors.flatMap(({ name, folder, base, above, neighbours }) => {
  refuseCircle(folder, neighbours);
  const listed = Object.entries(neighbours);
  const all = `^${folder}/`;
  return [
    ...listed.map(([subject, others]) => ({
      name: `${name}-of-${subject}`,
      comment: `On this floor ${folder}/${subject} may import ${[...base, ...others].join(', ')}.`,
      from: { path: within(folder, [subject]) },
      to: { path: all, pathNot: within(folder, [subject, ...base, ...others]) },
    })),
    {
      name: `${name}-of-others`,
      comment: `A subject that is not listed for ${folder} may import ${base} on this floor.`,
      from: { path: `^${folder}/([^/.]+)`, pathNot: within(folder, [...above, ...listed.map(([subject]) => subject)]) },
      to: { path: all, pathNot: within(folder, ['$1', ...base]) },
    },
  ];
});

function refuseCircle(folder, neighbours) {
  const visit = (subject, path) => {
    if (path.includes(subject))
      throw new Error(`${folder} has a circle of subjects: ${[...path, subject].join(' > ')}`);
    for (const next of neighbours[subject] ?? []) visit(next, [...path, subject]);
  };
  for (const subject of Object.keys(neighbours)) visit(subject, []);
}

const generalRules = [
  {
    name: 'from-no-room',
    comment: 'A new part of src needs a row among the rooms in .dependency-cruiser.mjs.',
    from: { path: '^src/', pathNot: within('src', Object.keys(rooms)) },
    to: {},
  },
  {
    name: 'plan-has-one-door',
    comment: 'Outside src/server/plan, import src/server/plan/index.ts.',
    from: { pathNot: '^src/server/plan/' },
    to: { path: '^src/server/plan/', pathNot: '^src/server/plan/index[.]ts$' },
  },
  {
    name: 'graphql-stays-above',
    comment: 'Only src/server, src/schema, src/resolvers, src/live and src/client know of GraphQL.',
    from: { path: '^src/', pathNot: within('src', ['server', 'schema', 'resolvers', 'live', 'client']) },
    to: { path: 'node_modules/(graphql[^/]*|@pothos|@graphql-yoga|@escape\\.tech)/' },
  },
  {
    name: 'redis-client-has-one-door',
    comment: 'Only src/redis/base/connect.ts may import ioredis, so that another client can take its place.',
    from: { path: '^src/', pathNot: '^src/redis/base/connect[.]ts$' },
    to: { path: 'node_modules/ioredis/' },
  },
  {
    name: 'redis-pubsub-has-one-door',
    comment:
      'Only src/live/wakeups.ts may import graphql-redis-subscriptions, so that something else can take its place.',
    from: { path: '^src/', pathNot: '^src/live/wakeups[.]ts$' },
    to: { path: 'node_modules/graphql-redis-subscriptions/' },
  },
  {
    name: 'src-stands-alone',
    comment: 'src may import only src and packages.',
    from: { path: '^src/' },
    to: { path: '^(dashboard|tests|bench|scripts)/' },
  },
  {
    name: 'dashboard-stands-alone',
    comment: 'The dashboard knows the API by its schema: it may import only dashboard and packages.',
    from: { path: '^dashboard/' },
    to: { path: '^(src|tests|bench|scripts)/' },
  },
  {
    name: 'parts-know-no-page',
    comment: 'dashboard/src/parts is what pages are made of.',
    from: { path: '^dashboard/src/parts/' },
    to: { path: '^dashboard/src/pages/' },
  },
  {
    name: 'nobody-imports-tests',
    comment: 'Only tests import tests; bench also imports tests/support.',
    from: { path: '^(bench|scripts)/' },
    to: { path: '^tests/', pathNot: '^tests/support/' },
  },
  {
    name: 'nobody-imports-bench',
    comment: 'Only bench imports bench.',
    from: { pathNot: '^bench/' },
    to: { path: '^bench/' },
  },
  {
    name: 'no-circle',
    comment: 'Move what both need into a file of its own; type-only imports count.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolves',
    comment: 'The import does not resolve to a file or package.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-dev-dependency',
    comment: 'What src imports is one of the `dependencies` in package.json.',
    from: {
      path: '^src/',
      pathNot:
        '^src/(schema/federation|redis/payment/stripe-provider|commands/shop-settings|door/express-session|server/graphql/executor)[.]ts$',
    },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'federation-is-loaded-by-its-setting',
    comment:
      'Only src/server/graphql/served-schema.ts may import src/schema/federation.ts, with import(): its packages are optional.',
    from: { path: '^src/' },
    to: { path: '^src/schema/federation[.]ts$', dependencyTypesNot: ['dynamic-import'] },
  },
  {
    name: 'stripe-is-loaded-by-its-setting',
    comment:
      'Only src/commands/shop-settings.ts may import the adapter to Stripe, with import(): its package is optional.',
    from: { path: '^src/' },
    to: { path: '^src/redis/payment/stripe-provider[.]ts$', dependencyTypesNot: ['dynamic-import'] },
  },
];

export default {
  forbidden: [...roomRules, ...floorRules, ...generalRules].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // dependency-cruiser does not support TypeScript 7, and without another parser it skips every .ts file.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // The benchmarks' peers, and programs that have packages of their own.
    exclude: { path: ['^bench/node_modules/', clientPrograms.source] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
