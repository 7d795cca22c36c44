// Answers and variables made up from a schema: each field has a value, and each list has two.

import {
  execute,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  typeFromAST,
} from 'graphql';

const texts = { CurrencyCode: 'EUR', DateTime: '2026-05-17T10:05:03.000Z', Decimal: '1.00' };
const numbers = ['Int', 'SafeInt', 'Float'];

/** A `fetch` that answers every operation. */
export function answerFrom(schema) {
  let made = 0;
  const answerOf = (type) => {
    if (isNonNullType(type)) return answerOf(type.ofType);
    if (isListType(type)) return [answerOf(type.ofType), answerOf(type.ofType)];
    if (isAbstractType(type)) return { __typename: schema.getPossibleTypes(type)[0].name };
    if (isObjectType(type)) return {};
    made += 1;
    return scalarOf(type, made);
  };
  return async (_url, { body }) => {
    const { query, variables } = JSON.parse(body);
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: variables,
      rootValue: {},
      fieldResolver: (source, _args, _context, { returnType, fieldName }) => source[fieldName] ?? answerOf(returnType),
    });
    return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
  };
}

/** A value for a variable of a type, or an input; undefined where it may be left out. */
export function valueFor(schema, node) {
  return inputOf(typeFromAST(schema, node));
}

function inputOf(type) {
  if (!isNonNullType(type)) return undefined;
  const inner = type.ofType;
  if (isListType(inner)) return [];
  if (!isInputObjectType(inner)) return scalarOf(inner, 1);
  const fields = Object.values(inner.getFields()).map((field) => [field.name, inputOf(field.type)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function scalarOf(type, number) {
  if (isEnumType(type)) return type.getValues()[0].value;
  if (type.name === 'Boolean') return true;
  return numbers.includes(type.name) ? number : (texts[type.name] ?? `text-${number}`);
}
