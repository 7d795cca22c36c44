// Runs each example of docs/clients.md as it stands, against a real server, and compares what it prints.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestApp } from './support/app.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

const app = await openTestApp();
const email = 'admin@example.com';
const password = 'correct horse battery staple';
await app.stores.accounts.create({ email, password, roles: ['ADMIN'] });

// Inside the repository, so that the examples find their packages.
await mkdir(join(root, '.cache'), { recursive: true });
const folder = await mkdtemp(join(root, '.cache', 'clients-'));
afterAll(() => rm(folder, { recursive: true }));

const page = await readFile(join(root, 'docs', 'clients.md'), 'utf8');
const examples = [...page.matchAll(/```ts\n(.*?)```\n+```text\n(.*?)```/gs)].map(([, code = '', prints = '']) => ({
  code,
  prints,
  about:
    page
      .slice(0, page.indexOf(code))
      .match(/^## (.*)$/gm)
      ?.at(-1) ?? '',
}));

describe('docs/clients.md', () => {
  it('has an example with its output for each client', () => {
    expect(examples.length).toBe(page.match(/```ts/g)?.length);
  });

  it.each(examples)('$about', async ({ code, prints }) => {
    const file = join(folder, `${examples.findIndex((example) => example.code === code)}.ts`);
    const here = code.replaceAll('localhost:4000', new URL(app.url).host).replaceAll('your password', password);
    await writeFile(file, here);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { cwd: root });
    expect(stdout).toBe(prints);
  });
});
