// Runs each example of docs/clients.md and docs/sessions.md as it stands, against a real server, and compares what it
// prints.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const app = await openTestApp();
const email = 'admin@example.com';
const password = 'correct horse battery staple';
await app.stores.accounts.create({ email, password, roles: ['ADMIN'] });

// Inside the repository, so that the examples find their packages.
await mkdir(join(root, '.cache'), { recursive: true });
const folder = await mkdtemp(join(root, '.cache', 'clients-'));
afterAll(() => rm(folder, { recursive: true }));

const keepCookies = join(root, 'tests', 'support', 'keep-cookies.ts');

async function examplesOf(name: string) {
  const page = await readFile(join(root, 'docs', name), 'utf8');
  const examples = [...page.matchAll(/```ts\n(.*?)```\n+```text\n(.*?)```/gs)].map(([, code = '', prints = '']) => ({
    code,
    prints,
    about:
      page
        .slice(0, page.indexOf(code))
        .match(/^## (.*)$/gm)
        ?.at(-1) ?? '',
  }));
  return { name, examples, blocks: page.match(/```ts/g)?.length };
}

describe.each([await examplesOf('clients.md'), await examplesOf('sessions.md')])('docs/$name', (page) => {
  it('has an example with its output for each client', () => {
    expect(page.examples.length).toBe(page.blocks);
  });

  it.each(page.examples)('$about', async ({ code, prints }) => {
    const file = join(folder, `${page.name}-${page.examples.findIndex((example) => example.code === code)}.ts`);
    const here = code.replaceAll('localhost:4000', new URL(app.url).host).replaceAll('your password', password);
    await writeFile(file, here);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--import', keepCookies, file], { cwd: root });
    expect(stdout).toBe(prints);
  });
});
