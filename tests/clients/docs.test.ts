// Runs each example of docs/clients.md and docs/sessions.md as it stands, in an empty folder in which its own install line was run,
// against a real server, and compares what it prints.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openInstalledFolder, runProgram } from '../support/client-folder.ts';
import { compileProject } from '../support/package-project.ts';
import { unpackMortar } from '../support/packed-mortar.ts';

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
  const examples = [...page.matchAll(/```js\n((?:(?!```).)*)```\n+```text\n(.*?)```/gs)].map(
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

/** The samples of `mortar/client` that print nothing: they need a page, or what others of the section have. */
const unprinted = ['feed = ', 'resumable(', 'trackPages', 'ProductsDocument'];

function samplesOf(page: string): string[] {
  return [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
}

/** The samples that set a client up with `mortar/graphql`: modules that others import. */
function settingsOf(page: string): string[] {
  return samplesOf(page).filter((code) => code.includes("from 'mortar/graphql'"));
}

/** Opens the packages of a client with Mortar's, as `npm pack` makes it. */
async function openWithMortar(client: string): Promise<string> {
  const folder = await openInstalledFolder(client, dependenciesOf(client));
  unpackMortar(join(folder, 'node_modules/mortar'));
  return folder;
}

/** A folder with what `mortar/client` imports. */
function openOwnClient(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-own-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  unpackMortar(join(folder, 'node_modules/mortar'));
  for (const name of ['eventsource-parser', 'graphql', 'graphql-ws'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}

describe('the settings of docs/clients.md', () => {
  const sampleWith = (text: string): string => {
    const [sample, ...others] = settingsOf(examplesOf('clients.md').page).filter((code) => code.includes(text));
    if (sample === undefined || others.length > 0) throw new Error(`No sample, or several, with ${text}`);
    return sample;
  };
  const query = '{ products(first: 1) { edges { node { id name price { amount } } } pageInfo { endCursor } } }';

  it('has a test for each', () => {
    expect(settingsOf(examplesOf('clients.md').page)).toHaveLength(3);
  });

  it("keep Apollo Client's pages", async () => {
    const folder = await openWithMortar('apollo-client');
    writeFileSync(join(folder, 'cache.mjs'), sampleWith('InMemoryCache'));
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { ApolloClient, gql, HttpLink } from '@apollo/client';
      import { cache } from './cache.mjs';
      const client = new ApolloClient({ cache, link: new HttpLink({ uri: '${app.endpoint}' }) });
      const { data } = await client.query({ query: gql\`${query}\` });
      console.log(data.products.edges[0].node.name, Object.keys(cache.extract()).filter((key) => key.startsWith('Product:')).length);`,
    );
    expect(await runProgram(folder, ['main.mjs'])).toBe('Assam 1\n');
  }, 180_000);

  it('keep what graphcache reads', async () => {
    const folder = await openWithMortar('urql');
    writeFileSync(join(folder, 'cache.mjs'), sampleWith('cacheExchange'));
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { Client, fetchExchange } from '@urql/core';
      import { cache } from './cache.mjs';
      const client = new Client({ url: '${app.endpoint}', preferGetMethod: false, exchanges: [cache, fetchExchange] });
      const { data } = await client.query('${query}', {}).toPromise();
      const again = await client.query('{ product(sku: "tea-assam") { id } }', {}).toPromise();
      console.log(data.products.edges[0].node.name, again.data.product.id === data.products.edges[0].node.id);`,
    );
    expect(await runProgram(folder, ['main.mjs'])).toBe('Assam true\n');
  }, 180_000);

  it('make the types of GraphQL Code Generator, which mortar/client knows', async () => {
    const folder = openOwnClient();
    mkdirSync(join(folder, 'src'));
    for (const name of ['@graphql-codegen', '@graphql-typed-document-node', '@types'])
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'codegen.ts'), sampleWith('generates'));
    writeFileSync(join(folder, 'src/products.graphql'), `query Products($first: Int!) ${query.replace('1', '$first')}`);
    await runProgram(folder, [join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.ts']);
    const types = readFileSync(join(folder, 'src/generated/graphql.ts'), 'utf8');
    expect(types).toContain(
      'ProductsQuery = { products: { edges: Array<{ node: { id: string, name: string, price: { amount: string } } }>, pageInfo: { endCursor: string | null } } };',
    );
    const [page] = samplesOf(examplesOf('clients.md').page).filter((code) => code.includes('ProductsDocument'));
    writeFileSync(
      join(folder, 'src/page.ts'),
      `${page}
      export const name: string | undefined = products.edges[0]?.node.name;
      // @ts-expect-error: a product has no such field
      products.edges[0]?.node.nam;
      // @ts-expect-error: the variable is missing
      createClient().request(ProductsDocument);
      // @ts-expect-error: the variable is a number
      createClient().request(ProductsDocument, { first: 'one' });`,
    );
    const compilerOptions = {
      ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true },
      ...{ allowImportingTsExtensions: true, skipLibCheck: true, types: ['node'] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/page.ts'] }));
    expect(compileProject(folder)).toBe('');
  }, 60_000);
});

describe.each([examplesOf('clients.md'), examplesOf('sessions.md')])('docs/$name', ({ name, page, examples }) => {
  it('has the output of each example', () => {
    const samples = samplesOf(page);
    const others = samples.filter((code) => unprinted.some((text) => code.includes(text)));
    expect(examples.length).toBe(samples.length - settingsOf(page).length - others.length);
    expect(page).not.toContain('```ts');
  });

  it.each(examples)(
    '$about',
    async (example) => {
      const { packages, code, prints } = example;
      const imported = [...code.matchAll(/ from '((?:@[\w-]+\/)?[\w:-]+)/g)].map(([, module = '']) => module);
      const named = packages.map((name) => (name.endsWith('.tgz') ? 'mortar' : name));
      for (const module of imported)
        if (!module.startsWith('node:') && !builtinModules.includes(module)) expect(named).toContain(module);
      const folder = named.includes('mortar')
        ? openOwnClient()
        : await openInstalledFolder(clientWith(packages), packages);
      const program = `${name}-${examples.indexOf(example)}.mjs`;
      const here = code.replaceAll('localhost:4000', new URL(app.url).host).replaceAll('your password', password);
      writeFileSync(join(folder, program), here);
      const args = name === 'sessions.md' ? ['--import', keepCookies, program] : [program];
      expect(await runProgram(folder, args)).toBe(prints);
    },
    180_000,
  );
});
