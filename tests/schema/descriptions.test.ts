// Descriptions tell a reader something: each is made of sentences, and what an operation is given is described by a whole one.

import {
  type GraphQLField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';

interface Described {
  readonly of: string;
  readonly text: string;
}

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name);
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const all = types.flatMap(descriptionsOf);
const rootArguments = all.filter(({ of }) => of.includes('(') && roots.includes(of.split('.')[0]));

function descriptionsOf(type: GraphQLNamedType): Described[] {
  const described = (of: string, text: string | null | undefined): Described => ({ of, text: text ?? '' });
  const own = described(type.name, type.description);
  const ofField = (field: GraphQLField<unknown, unknown>): Described[] => [
    described(`${type.name}.${field.name}`, field.description),
    ...field.args.map((arg) => described(`${type.name}.${field.name}(${arg.name})`, arg.description)),
  ];
  if (isObjectType(type) || isInterfaceType(type)) return [own, ...Object.values(type.getFields()).flatMap(ofField)];
  const members = isInputObjectType(type) ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : [];
  return [own, ...members.map(({ name, description }) => described(`${type.name}.${name}`, description))];
}

/** Without the right that every guarded field names. */
const wordsOf = ({ text }: Described): number =>
  text.replace(/ (Public|Requires (a session|an account|the \w+ role))\.$/, '').split(/\s+/).length;
const named = (some: readonly Described[]): string[] => some.map(({ of, text }) => `${of}: ${text}`);

it('each begins with a capital or a name and ends with a period', () => {
  expect(all.length).toBeGreaterThan(800);
  expect(named(all.filter(({ text }) => !/^["`/A-Z0-9−-].*\.$/s.test(text)))).toEqual([]);
});

it('none is a fragment of a few words', () => {
  expect(named(all.filter((one) => wordsOf(one) < 4))).toEqual([]);
});

it('each argument of a root field has a sentence of its own', () => {
  expect(rootArguments.length).toBeGreaterThan(60);
  expect(named(rootArguments.filter((one) => wordsOf(one) < 5))).toEqual([]);
});
