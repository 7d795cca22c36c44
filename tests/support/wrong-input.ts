// Inputs of mutations that are right but for one value.

import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

const values: Readonly<Record<string, unknown>> = {
  Boolean: true,
  CurrencyCode: 'EUR',
  DateTime: '2026-05-17T10:05:03.000Z',
  Decimal: '1.00',
  Float: 1,
  ID: 'text',
  Int: 1,
  JSON: {},
  String: 'text',
};

/** An input of each text in it: that one is `wrong`, and the others are words. What is not required is left out. */
export function withOneWrong(type: GraphQLInputObjectType, wrong: string): Record<string, unknown>[] {
  return Object.values(type.getFields()).flatMap(({ name, type: of }) =>
    wrongValues(of, wrong).map((value) => ({ ...required(type), [name]: value })),
  );
}

function wrongValues(type: GraphQLInputType, wrong: string): unknown[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return wrongValues(nullable.ofType, wrong).map((value) => [value]);
  if (isInputObjectType(nullable)) return withOneWrong(nullable, wrong);
  return ['String', 'ID'].includes(String(nullable)) ? [wrong] : [];
}

function required(type: GraphQLInputObjectType): Record<string, unknown> {
  const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(fields.map((field) => [field.name, wordFor(field.type)]));
}

function wordFor(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [wordFor(nullable.ofType)];
  if (isInputObjectType(nullable)) return required(nullable);
  return isEnumType(nullable) ? nullable.getValues()[0]?.name : values[String(nullable)];
}

/** Whether it leads through the fields of an input, with numbers for the items of lists. */
export function isPath(path: readonly string[], input: GraphQLInputObjectType): boolean {
  let type: GraphQLInputType | undefined = input;
  for (const step of path) {
    const at: GraphQLInputType | undefined = type && getNullableType(type);
    if (isListType(at) && /^\d+$/.test(step)) type = at.ofType;
    else if (isInputObjectType(at)) type = at.getFields()[step]?.type;
    else return false;
  }
  return type !== undefined && getNamedType(type) !== undefined;
}
