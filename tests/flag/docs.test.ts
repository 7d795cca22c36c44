// What docs/flags.md shows, done in its order.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const administrator = app.client(await app.token('ADMIN'));
const page = readFileSync(new URL('../../docs/flags.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');

test('the flags of docs/flags.md are set, read, watched and changed', async () => {
  expect(blocks).toHaveLength(5);
  const [set = '', read = '', watch = '', rules = '', banner = ''] = blocks;
  expect(await administrator.request(set)).toEqual({
    flagSet: { flag: { key: 'new-checkout', enabled: true, percent: 10, version: 1 }, userErrors: [] },
  });
  const values = await app.client().request<{ flagValues: { key: string; on: boolean }[] }>(read);
  expect(values.flagValues).toMatchObject([{ key: 'new-checkout', on: expect.any(Boolean) }]);
  const stream = app.socket().iterate({ query: watch });
  expect((await stream.next()).value).toEqual({ data: values });
  expect(await administrator.request(rules)).toMatchObject({
    flagSet: { flag: { percent: 0, rules: [{ percent: 100 }, { percent: 50 }] }, userErrors: [] },
  });
  expect(await administrator.request(banner)).toMatchObject({
    flagSet: { flag: { value: { text: 'Sale', colour: 'red' }, offValue: { text: '' } }, userErrors: [] },
  });
  // By now nobody without an account has the first one.
  const latest = async (): Promise<unknown> => {
    const { value } = await stream.next();
    const seen = value?.data?.flagValues as { key: string; on: boolean }[];
    return seen.length === 2 ? seen : latest();
  };
  expect(await latest()).toMatchObject([
    { key: 'banner', on: true },
    { key: 'new-checkout', on: false },
  ]);
  await stream.return?.();
});
