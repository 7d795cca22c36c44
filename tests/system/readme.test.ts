// docs/tour.md, the pages of the shop and the examples of README.md, run as they are written: its GraphQL as one browser would send it, its shell lines in a shell.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { openInstalledFolder, runProgram } from '../support/client-folder.ts';
import { dataFolder, runMortar } from '../support/mortar-process.ts';

interface Block {
  readonly language: string;
  readonly text: string;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The fenced blocks of the tour that can be run. */
function tour(): Block[] {
  return [...read('docs/tour.md').matchAll(/^```(graphql|sh)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language: language as string,
    text: text as string,
  }));
}

/** Speaks to Mortar as a browser does: keeps its cookie. */
class Browser {
  readonly #endpoint: string;
  readonly #cookies = new Map<string, string>();

  get #header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  constructor(url: string) {
    this.#endpoint = `${url}/graphql`;
  }

  async send(query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#header },
      body: JSON.stringify({ query, variables }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] as string).split('=');
      this.#cookies.set(name, value);
    }
    return (await response.json()) as Answer;
  }

  /** What a subscription delivers, for as long as the caller reads. */
  async *watch(query: string): AsyncGenerator<Answer> {
    const headers = { cookie: this.#header };
    const webSocketImpl = class extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers });
      }
    };
    const client = createClient({ url: this.#endpoint.replace('http', 'ws'), webSocketImpl, retryAttempts: 0 });
    try {
      yield* client.iterate({ query });
    } finally {
      await client.dispose();
    }
  }
}

/** Whatever is called `name` in an answer, at any depth. */
function found(answer: unknown, name: string): unknown[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) => [...(key === name ? [value] : []), ...found(value, name)]);
}

/** What README.md shows of a front end, with the packages of its own install line. */
async function runsInFrontEnd(url: string): Promise<void> {
  const section = /^## In a front end[\s\S]*?(?=^## )/m.exec(read('README.md'))?.[0] ?? '';
  const [, packages = ''] = /^npm install (.*)$/m.exec(section) ?? [];
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const folder = await openInstalledFolder('graphql-request', packages.split(' '));
  writeFileSync(join(folder, 'front-end.mjs'), code.replace('localhost:4000', new URL(url).host));
  expect(await runProgram(folder, ['front-end.mjs'])).toMatch(/^.*[Mm]ug.* \d+\.\d\d EUR$/m);
}

/** The pages of the shop, with who does what they show. */
const shopPages = [
  ['commerce', 'a guest'],
  ['catalogue', 'an administrator'],
  ['inventory', 'an administrator'],
  ['pricing', 'an administrator'],
  ['recommendations', 'a guest'],
  ['checkouts', 'a guest'],
] as const;

const logIn = `mutation ($password: String!) {
  sessionLogIn(input: { email: "admin@example.com", password: $password }) { userErrors { code } }
}`;
const fillCart = `mutation {
  cartLinesAdd(input: { lines: [{ sku: "mug-slate", quantity: 1 }] }) { cart { version } userErrors { code } }
}`;
const start = 'mutation { checkoutStart { checkout { id } userErrors { code } } }';

/** Does what a page of the shop shows, and pays last, as the pages say. */
async function runsPage(page: string, reader: Browser): Promise<void> {
  const blocks = [...read(`docs/${page}.md`).matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const paysLast = (one: string, other: string): number =>
    Number(one.includes('checkoutComplete')) - Number(other.includes('checkoutComplete'));
  const [version] = page === 'commerce' ? [] : found(await reader.send(fillCart), 'version');
  let checkout: unknown;
  for (const text of blocks.sort(paysLast)) {
    if (text.includes('CHECKOUT_ID')) checkout ??= found(found(await reader.send(start), 'checkout'), 'id')[0];
    const ask = (): Promise<Answer> => reader.send(text.replaceAll('CHECKOUT_ID', String(checkout)), { version });
    const answer = await ask();
    expect(answer.errors, text).toBeUndefined();
    expect(found(answer, 'userErrors').flat(), text).toEqual([]);
    checkout ??= found(found(answer, 'checkout'), 'id')[0];
    // A reader sees something. What was just written may take a moment to be found.
    const lists = async (): Promise<unknown[]> => {
      const seen = await ask();
      return ['nodes', 'prices', 'searches', 'recommendations'].flatMap((name) => found(seen, name));
    };
    if (text.startsWith('query')) await expect.poll(lists, { message: text, timeout: 20_000 }).not.toContainEqual([]);
  }
}

test('the example of a back end is that of docs/library.md, which another test runs', () => {
  const [, code = 'none'] = /^```js\n\/\/ library\.mjs\n([\s\S]*?)^```$/m.exec(read('docs/library.md')) ?? [];
  expect(read('README.md')).toContain(code);
});

test('every step of the tour does what it says', async () => {
  const mortar = runMortar(['start'], { MORTAR_DATA_DIR: dataFolder() });
  const url = await mortar.url();
  const browser = new Browser(url);
  const adminPassword = (await mortar.says(/Administrator .*password (\S+)/))[1] as string;
  await runsInFrontEnd(url);
  const blanks = new Map([['ADMIN_PASSWORD', adminPassword]]);
  const filled = (text: string): string =>
    [...blanks].reduce((done, [blank, value]) => done.replaceAll(blank, value), text);

  const blocks = tour();
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  let live: AsyncGenerator<Answer> | undefined;
  for (const { language, text } of blocks) {
    if (language === 'sh') {
      execFileSync('sh', ['-ec', text.replaceAll('http://127.0.0.1:4000', url)], { encoding: 'utf8' });
    } else if (text.startsWith('subscription')) {
      const stream = browser.watch(filled(text));
      onTestFinished(async () => void (await stream.return(undefined)));
      const first = await stream.next();
      expect(first.value, text).toMatchObject({ data: expect.anything() });
      expect(first.value.errors, text).toBeUndefined();
      if (text.includes('liveMetrics')) live = stream;
    } else {
      const answer = await browser.send(filled(text));
      expect(answer.errors, text).toBeUndefined();
      expect(found(answer, 'userErrors').flat(), text).toEqual([]);
      for (const [owner, blank] of [
        ['job', 'JOB_ID'],
        ['checkout', 'CHECKOUT_ID'],
      ] as const) {
        const [id] = found(found(answer, owner), 'id');
        if (typeof id === 'string') blanks.set(blank, id);
      }
    }
  }

  // The three visitors of the last step show in the subscription that was left open before it.
  for (;;) {
    const { value, done } = (await live?.next()) ?? { done: true };
    expect(done).toBe(false);
    if (found(value, 'pageViews')[0] === 3) break;
  }

  for (const [page, who] of shopPages) {
    const reader = new Browser(url);
    if (who === 'an administrator') await reader.send(logIn, { password: adminPassword });
    await runsPage(page, reader);
  }
});
