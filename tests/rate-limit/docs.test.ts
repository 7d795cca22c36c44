// What docs/rate-limits.md shows, done in its order: its GraphQL as an administrator, its answers as a caller gets them.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultPolicies } from '../../src/redis/rate-limit/defaults.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp();
const page = readFileSync(new URL('../../docs/rate-limits.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  );
}

/** Waits are counted from the first request: a second or two less is the same. */
const roughly = (text: string): string => text.replaceAll(/\b1(800|79\d)\b/g, '1800');

test('a policy, its refusal in body and header fields, and what takes it away again', async () => {
  const headers = { authorization: `Bearer ${await app.token('ADMIN')}` };
  const [set, ...further] = blocks('graphql');
  const made = await postGraphql(app.endpoint, { query: set }, headers);
  expect(made.body).toMatchObject({ data: { rateLimitPolicySet: { policy: { name: 'search' }, userErrors: [] } } });

  const search = () => postGraphql(app.endpoint, { query: '{ products(search: "mug") { nodes { sku } } }' });
  expect([(await search()).status, (await search()).status]).toEqual([200, 200]);
  const refused = await search();
  expect(refused.status).toBe(429);
  const [refusal, cost] = blocks('json').map((text) => JSON.parse(text));
  expect(JSON.parse(roughly(refused.text))).toEqual(refusal);
  for (const line of blocks('http')[0]?.trim().split('\n') ?? []) {
    const [name = '', value = ''] = line.split(': ');
    expect(roughly(refused.headers.get(name) ?? '')).toContain(value);
  }

  for (const query of further) {
    const { data } = (await postGraphql(app.endpoint, { query }, headers)).body;
    expect(Object.values(data ?? {}), query).toMatchObject([{ userErrors: [] }]);
  }
  expect((await search()).status).toBe(200);

  await app.stores.rateLimits.unblock('query-cost', '127.0.0.1');
  const query = /cost\. For\s`(.*)`:$/m.exec(page)?.[1];
  expect((await postGraphql(app.endpoint, { query }, { 'x-mortar-cost': '1' })).body).toEqual(cost);
});

test('the table of the first policies is that of the code', () => {
  for (const { name, targets, limit, burst } of defaultPolicies) {
    const row = new RegExp(`^\\| \`${name}\` .*$`, 'm').exec(page)?.[0] ?? '';
    for (const target of targets) expect(row).toContain(`\`${target}\``);
    for (const figure of [limit, burst || limit]) expect(row).toContain(figure.toLocaleString('en-US'));
  }
});
