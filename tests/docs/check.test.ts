// The check of the documentation finds each kind of name that does not exist, and lets those pass that do.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { checkDocs } from '../../scripts/docs/check.ts';
import { descriptionsOf, textsOf } from '../../scripts/docs/strings.ts';
import { readWorld } from '../../scripts/docs/world.ts';

const world = await readWorld(process.cwd());

function messages(text: string, others: readonly (readonly [string, string])[] = []): string[] {
  const pages = new Map([['docs/planted.md', text], ...others]);
  return checkDocs(pages, world)
    .filter(({ path }) => path === 'docs/planted.md')
    .map(({ line, message }) => `${line}: ${message}`);
}

const fence = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```'].join('\n');
const jobs: readonly [string, string] = ['docs/jobs.md', '# Jobs\n\n## The library\n'];

const keys: readonly [string, string] = ['docs/redis-keys.md', '| `layout` | string |'];

describe('the check of the documentation', () => {
  it.each([
    ['a path', 'See `src/redis/metric-bucket.ts`.', '1: There is no file src/redis/metric-bucket.ts.'],
    ['a file by its name', 'See\n`metric-bucket.ts`.', '2: There is no file metric-bucket.ts.'],
    ['a folder', 'All of `src/redis/carts/`.', '1: There is no file src/redis/carts/.'],
    ['a pattern', 'All of `src/redis/<subject>/wherever.ts`.', '1: There is no file src/redis/<subject>/wherever.ts.'],
    ['a built file', 'Run `dist/never.js`.', '1: There is no file dist/never.js.'],
    [
      'a path in a command',
      fence('sh', '', 'npx vitest run tests/cart.test.ts'),
      '3: There is no file tests/cart.test.ts.',
    ],
    ['a test', 'Shown by `tests/job/full.test.ts` "never".', '1: tests/job/full.test.ts has no test named never.'],
    ['an npm script', 'Run `npm run never`.', '1: package.json has no script never.'],
    ['a bench', fence('', 'npm run bench -- never'), '2: npm run bench knows no never: there is no bench/never.ts.'],
    ['a binary', 'Run `npx never-installed`.', '1: npx finds no never-installed among the installed packages.'],
    ['a command', fence('sh', 'node dist/main.js stop'), '2: dist/main.js has no command stop.'],
    ['a project of tests', 'Add `--project double`.', '1: Vitest has no project double.'],
    [
      'an import',
      fence('ts', "import { Jobs, JobBook } from 'mortar/redis';"),
      '2: mortar/redis does not export JobBook.',
    ],
    ['an entry', fence('ts', "import { Jobs } from 'mortar/jobs';"), '2: The package has no entry mortar/jobs.'],
    ['a variable', 'Set\nMORTAR_NEVER_READ=1.', '2: Nothing reads the variable MORTAR_NEVER_READ.'],
    ['variables by their beginning', 'All MORTAR_NEVER_*.', '1: Nothing reads the variable MORTAR_NEVER_*.'],
    ['a link', 'See [there](never.md).', '1: The link never.md leads to no file.'],
    ['an anchor', 'See [there](jobs.md#never).', '1: The link jobs.md#never leads to no heading of docs/jobs.md.'],
    ['an anchor of the page', 'See [there](#never).', '1: The link #never leads to no heading of docs/planted.md.'],
    ['GraphQL', fence('graphql', '{', '  never', '}'), '3: Cannot query field "never" on type "Query"'],
    [
      'a type of GraphQL',
      fence('graphql', 'mutation ($input: NeverInput!) { cartClear(input: $input) { cart { id } } }'),
      '2: Unknown type "NeverInput"',
    ],
    ['GraphQL in a string', fence('ts', '', 'ask(`{ never }`);'), '3: Cannot query field "never" on type "Query"'],
    ['a coordinate', 'See `Cart.never`.', '1: The type Cart of the schema has no field never.'],
    ['a symbol', 'It is `neverWritten()`.', '1: Nothing in the sources is called neverWritten.'],
    [
      'a default',
      '| `MORTAR_DRAIN_SECONDS` | How long. Default: 5. Range: 0–600. |',
      '1: The default of MORTAR_DRAIN_SECONDS is 0 seconds, not 5.',
    ],
    [
      'a range',
      '| `MORTAR_PROCESSES` | How many. Default: 1. Range: 1–1,000. |',
      '1: MORTAR_PROCESSES may be a whole number from 1 to 64, not 1–1,000.',
    ],
    [
      'an option',
      'Run `npm run account -- create ada@example.com --role ADMIN`.',
      '1: The command account has no option --role.',
    ],
    ['a key', 'See `{never:<shard>}:list`.', '1: docs/redis-keys.md lists no key {never:<shard>}:list.'],
    [
      'a date',
      fence('graphql', '{ metrics { totals(from: "2026-05-01T00:00:00Z", to: "2026-06-01T00:00:00Z") { visitors } } }'),
      '2: The operation has a date that goes stale',
    ],
    ['a code', 'It fails with `NEVER_RAISED`.', '1: Nothing in the sources is called NEVER_RAISED.'],
  ])('finds %s that does not exist', (_kind, text, message) => {
    expect(messages(text, [jobs, keys])).toContainEqual(expect.stringContaining(message));
  });

  it('finds nothing wrong with what exists', () => {
    const text = [
      'See `src/main.ts`, `dist/main.js`, `src/redis/<subject>/keys.ts`, `*.store.test.ts` and [jobs](jobs.md#the-library).',
      'Run `npm start -- --port 4001` with a `MORTAR_DRAIN_SECONDS` of 5. The key is `layout`.',
      'Run `npm test`, `npm run bench -- cache` and `npx vitest run --project single`; set `MORTAR_TEST_DATA` or `MORTAR_SESSION_*`.',
      'Save this as `compose.mjs`, and run `node compose.mjs > supergraph.graphql`.',
      '`Query.products` fails with `BAD_USER_INPUT`. `CONFIG SET maxmemory-policy noeviction` is for Redis.',
      fence(
        'ts',
        "import { Jobs, RedisHandle } from 'mortar/redis';",
        'await client.request(`{ viewer { session { id } } }`);',
      ),
      fence('graphql', 'query ($sku: String!) { product(sku: $sku) { name } }'),
    ].join('\n\n');
    expect(messages(text, [jobs])).toEqual([]);
  });

  it('finds words that the docs do not use, in text and not in code', () => {
    const text = 'Whoever asks once a second is told `goes on` alone.\n';
    const args = [
      'node_modules/textlint/bin/textlint.js',
      '--stdin',
      '--stdin-filename',
      'docs/planted.md',
      '--format',
      'json',
    ];
    const { stdout } = spawnSync(process.execPath, args, { input: text, encoding: 'utf8' });
    const [{ messages: found }] = JSON.parse(stdout) as [{ messages: { message: string }[] }];
    expect(found.map(({ message }) => message.split(' => ')[0])).toEqual([
      'Whoever',
      'once a second',
      'is told',
      'alone',
    ]);
  });

  it('reads the words of descriptions, of pages and of messages, and where they stand', () => {
    expect(descriptionsOf('"""\nA thing of\ntwo lines.\n"""\ntype Thing {\n  "Its name."\n  name: String\n}')).toEqual([
      { line: 1, text: 'A thing of two lines.' },
      { line: 6, text: 'Its name.' },
    ]);
    const page = [
      "#!/usr/bin/env node\nimport { a } from 'some where';",
      ['const name = `Delete $', '{a} now?`;'].join(''),
      "throw new Error('Nothing was deleted.');",
      'const part = <p className="muted">Nobody is\n  here.</p>;',
    ];
    expect(textsOf(page.join('\n'), true)).toEqual([
      { line: 3, text: 'Delete … now?' },
      { line: 4, text: 'Nothing was deleted.' },
      { line: 5, text: 'Nobody is here.' },
    ]);
  });

  it('finds a requirement of accounts that no test shows', () => {
    const rows = ['| 6.4.2 No hints | 1 | met | There are none |', '| 6.8.3 SAML | 2 | not applicable | none |'];
    const text = ['### V3 Web', '| 3.2.1 No hints | 1 | met | none |', '### V6 Authentication', ...rows].join('\n');
    expect(checkDocs(new Map([['docs/security.md', text]]), world)).toMatchObject([
      { line: 4, message: 'The requirement names no test that shows it.' },
    ]);
  });

  it('finds a line of the guarantees that nothing shows', () => {
    const text = ['| fault | promise | shown by |', '|---|---|---|', '| a crash | nothing is lost | we hope |'].join(
      '\n',
    );
    expect(checkDocs(new Map([['docs/guarantees.md', text]]), world)).toMatchObject([
      { line: 3, message: 'The line names no test and no chaos run that shows it.' },
    ]);
  });
});
