// What a client's cache may keep by itself: an object with an id is a Node, and everything else is a value on purpose.

import { isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { valueSuffixes, valueTypes } from '../../src/schema/base/value-types.ts';
import { schema } from '../../src/schema/index.ts';

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const types = Object.values(schema.getTypeMap()).filter(
  (type) => isObjectType(type) && !type.name.startsWith('__') && !roots.includes(type),
);
const isNode = (type: (typeof types)[number]) =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
const isValue = ({ name }: { name: string }) =>
  (valueTypes as readonly string[]).includes(name) || valueSuffixes.some((suffix) => name.endsWith(suffix));

it('each object type is either a Node or a value, and never both', () => {
  const undecided = types.filter((type) => isNode(type) === isValue(type)).map(({ name }) => name);
  expect(undecided).toEqual([]);
});

it('the list names types of the schema only', () => {
  const names = types.map(({ name }) => name);
  expect(valueTypes.filter((name) => !names.includes(name))).toEqual([]);
});
