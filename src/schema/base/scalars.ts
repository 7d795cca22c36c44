// The scalars of the contract. Where graphql-scalars has a well-tested one it is used; money's two are ours because their
// rules are.

import { GraphQLError, Kind } from 'graphql';
import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars';
import { findInexact, inexactRule } from '../../redis/base/exact-json.ts';
import { builder } from './builder.ts';

builder.addScalarType('SafeInt', SafeIntResolver, {
  description: 'A whole number beyond the 32-bit limit of Int, between -(2^53 - 1) and 2^53 - 1. Always a JSON number.',
  specifiedByURL: 'https://tc39.es/ecma262/#sec-number.issafeinteger',
});
builder.addScalarType('DateTime', DateTimeResolver, {
  description: 'A moment as RFC 3339 text, such as `2026-05-17T10:05:03.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
});
builder.scalarType('JSON', {
  description:
    'Any JSON value. A whole number beyond ±(2^53 - 1), and one that is too large for a double, is rejected with `BAD_USER_INPUT`: send it as a string.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: JSONResolver.serialize,
  parseValue: (value) => exact(JSONResolver.parseValue(value)),
  parseLiteral: (node, variables) => exact(JSONResolver.parseLiteral(node, variables)),
});

/** Refuses what is not the number that was sent. JSON.parse, and Number for literals, round without a word. */
function exact(value: unknown): unknown {
  const place = findInexact(value);
  if (place === null) return value;
  throw new GraphQLError(`${place === '' ? 'The value' : place} ${inexactRule}`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

const decimal = { pattern: /^-?\d{1,15}(\.\d{1,6})?$/, allowed: 'a decimal number as text, such as "19.99"' };
const currency = { pattern: /^[A-Z]{3}$/, allowed: 'three capital letters, such as EUR' };

builder.scalarType('Decimal', {
  description: 'An exact decimal number as text, such as `"19.99"`. Never a float, so nothing is rounded on the way.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  serialize: (value) => value,
  parseValue: (value) => parseText('Decimal', typeof value === 'number' ? String(value) : value, decimal),
  parseLiteral: (node) =>
    parseText(
      'Decimal',
      node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : null,
      decimal,
    ),
});

builder.scalarType('CurrencyCode', {
  description: 'An ISO 4217 currency code, such as `EUR`.',
  specifiedByURL: 'https://www.iso.org/iso-4217-currency-codes.html',
  serialize: (value) => value,
  parseValue: (value) => parseText('CurrencyCode', value, currency),
});

function parseText(scalar: string, value: unknown, rule: { pattern: RegExp; allowed: string }): string {
  if (typeof value === 'string' && rule.pattern.test(value)) return value;
  throw new GraphQLError(`${scalar} must be ${rule.allowed}; got ${JSON.stringify(value)}`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
