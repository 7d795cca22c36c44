// Runs each example of docs/clients.md and docs/sessions.md as it stands, in an empty folder in which its own install line was run,
// against a real server, and compares what it prints.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openInstalledFolder, runProgram } from '../support/client-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// What docs/sessions.md shows runs in pages.
const keepCookies = pathToFileURL(join(root, 'tests/support/keep-cookies.mjs')).href;

const app = await openTestApp();
const email = 'admin@example.com';
const password = 'correct horse battery staple';

beforeAll(async () => {
  await app.stores.accounts.create({ email, password, roles: ['ADMIN'] });
  const tea = { name: 'Assam', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true };
  await app.stores.catalogue.setMany([{ sku: 'tea-assam', ...tea }]);
});

interface Example {
  readonly about: string;
  readonly packages: readonly string[];
  readonly code: string;
  readonly prints: string;
}

/** The install line of an example is the last one before it, or that of the section that it names. */
function examplesOf(name: string) {
  const page = readFileSync(join(root, 'docs', name), 'utf8');
  const examples = [...page.matchAll(/```js\n(.*?)```\n+```text\n(.*?)```/gs)].map(
    ({ index, 1: code = '', 2: prints = '' }): Example => {
      const before = page.slice(0, index);
      const [, section = ''] = /packages \[above\]\(#([\w-]+)\):\n+$/.exec(before) ?? [];
      const from = section === '' ? before : page.slice(sectionAt(page, section));
      const lines = [...from.matchAll(/^npm install (.*)$/gm)];
      const [, packages = ''] = (section === '' ? lines.at(-1) : lines[0]) ?? [];
      return {
        about: /^#+ .*$/gm.exec(before.slice(before.lastIndexOf('\n#')))?.[0] ?? '',
        packages: packages.split(' '),
        code,
        prints,
      };
    },
  );
  return { name, page, examples };
}

function sectionAt(page: string, anchor: string): number {
  const headings = [...page.matchAll(/^## (.*)$/gm)];
  const heading = headings.find(([, title = '']) => title.toLowerCase().replaceAll(' ', '-') === anchor);
  if (!heading) throw new Error(`There is no section ${anchor}`);
  return heading.index;
}

/** The folder of tests/clients that has these packages and no other, so that its lock file knows of their newest versions. */
function clientWith(packages: readonly string[]): string {
  const found = readdirSync(import.meta.dirname, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && [...packages].sort().join() === dependenciesOf(entry.name).sort().join(),
  );
  if (!found) throw new Error(`No folder of tests/clients has exactly the packages ${packages.join(' ')}`);
  return found.name;
}

function dependenciesOf(client: string): string[] {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, client, 'package.json'), 'utf8'));
  return Object.keys(manifest.dependencies);
}

describe.each([examplesOf('clients.md'), examplesOf('sessions.md')])('docs/$name', ({ name, page, examples }) => {
  it('has the output of each example', () => {
    const settings = page.match(/```js\n[^`]*from 'mortar\/graphql'/g) ?? [];
    expect(examples.length).toBe((page.match(/```js\n/g)?.length ?? 0) - settings.length);
    expect(page).not.toContain('```ts');
  });

  it.each(examples)(
    '$about',
    async (example) => {
      const { packages, code, prints } = example;
      const imported = [...code.matchAll(/ from '((?:@[\w-]+\/)?[\w:-]+)/g)].map(([, module = '']) => module);
      for (const module of imported)
        if (!module.startsWith('node:') && !builtinModules.includes(module)) expect(packages).toContain(module);
      const folder = await openInstalledFolder(clientWith(packages), packages);
      const program = `${name}-${examples.indexOf(example)}.mjs`;
      const here = code.replaceAll('localhost:4000', new URL(app.url).host).replaceAll('your password', password);
      writeFileSync(join(folder, program), here);
      const args = name === 'sessions.md' ? ['--import', keepCookies, program] : [program];
      expect(await runProgram(folder, args)).toBe(prints);
    },
    180_000,
  );
});
