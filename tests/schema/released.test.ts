// A change that breaks clients of the last release is refused until it is written down where they look for it.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeBreaks } from '../../scripts/released/judge.ts';

const read = (name: string): string => readFileSync(name, 'utf8');
const pages = {
  released: read('schema.released.graphql'),
  current: read('schema.graphql'),
  upgrading: read('docs/upgrading.md'),
  changelog: read('CHANGELOG.md'),
};

function replaced(text: string, before: string, after: string): string {
  if (!text.includes(before)) throw new Error(`no ${before}`);
  return text.replace(before, after);
}

it('all that breaks clients is written down', async () => {
  expect(await judgeBreaks(pages)).toEqual([]);
});

describe('a planted break', () => {
  it.each([
    ['a field that is gone', 'available: Int!', 'free: Int!', 'Inventory.available'],
    ['a root field that is gone', 'services: [Service]', 'allServices: [Service]', 'Query.services'],
    ['another type under a wildcard for null', 'viewer: Viewer @', 'viewer: User @', 'Query.viewer'],
    ['null where it never was', 'available: Int!', 'available: Int', 'Inventory.available'],
    ['an argument that is required', '  product(', '  product(\n    by: String!\n', 'Query.product.by'],
    [
      'an enum value that is gone',
      /\n[^\n]*\n {2}BEST_SELLING\n/.exec(pages.current)?.[0] ?? '?',
      '\n',
      'BEST_SELLING',
    ],
  ])('%s is refused, and told what to write', async (_name, before, after, told) => {
    const problems = await judgeBreaks({ ...pages, current: replaced(pages.current, before, after) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(told);
    expect(problems[0]).toMatch(/CHANGELOG\.md.*docs\/upgrading\.md/s);
  });

  it('passes once it is named in a section that a line under Breaking links to', async () => {
    const current = replaced(pages.current, 'available: Int!', 'available: Int');
    const upgrading = pages.upgrading.replace(
      '### BigInt is SafeInt',
      '### Stock\n\n<!-- breaks: nullable:Inventory.available -->\n\n### BigInt is SafeInt',
    );
    const [unlinked, ...others] = await judgeBreaks({ ...pages, current, upgrading });
    expect(others).toEqual([]);
    expect(unlinked).toContain('docs/upgrading.md#stock');
    const line = '### Breaking\n\n- Stock may be null ([stock](docs/upgrading.md#stock)).\n';
    const changelog = pages.changelog.replace('### Breaking\n', line);
    expect(await judgeBreaks({ ...pages, current, upgrading, changelog })).toEqual([]);
  });
});

it('a name of nothing that breaks is refused', async () => {
  const upgrading = pages.upgrading.replace('Query.topics', 'Query.topics Query.nothing');
  expect(await judgeBreaks({ ...pages, upgrading })).toEqual([expect.stringContaining('names Query.nothing')]);
});
