// Which scalar a number has: a count is a whole number, and only what is measured or computed from counts is a Float.

import { getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

const fields = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) || isInterfaceType(type))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ ...field, of: type.name })));
const measures =
  /\b(share|rate|probability|progress|p-value|interval|difference|average|deviation|per minute|in seconds)\b/i;

it('a Float is a share, a rate, a time or a statistic, and never a count', () => {
  const floats = fields.filter(({ type }) => getNamedType(type).name === 'Float');
  expect(floats.length).toBeGreaterThan(10);
  const counts = floats.filter(({ description }) => !measures.test(description ?? ''));
  expect(counts.map(({ of, name }) => `${of}.${name}`)).toEqual([]);
});
