// What `npm run docs:api` documents. `npm run trial -- reference` makes it, with TypeDoc.

import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error It has no types.
import { entriesBySource } from '../../scripts/reference-entries.mjs';

it('has each entry of the package that is code', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const named: Map<string, string> = entriesBySource(exports);
  const code = Object.entries<{ types?: string }>(exports).filter(([, { types }]) => types);
  expect(code.length).toBeGreaterThan(10);
  expect([...named.values()]).toEqual(code.map(([name]) => name.replace(/^\./, 'mortar')));
  expect([...named.keys()].filter((source) => !existsSync(source))).toEqual([]);
});
