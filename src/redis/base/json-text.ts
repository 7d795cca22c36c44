// A value of a caller's as JSON text of bounded length.

import { hash } from 'node:crypto';
import { isNestedDeeper } from './nesting.ts';
import { rangeOf, refuse, refuseBut } from './problem.ts';
import { messageOf } from './text.ts';

/** Lists and objects in each other, so that every reader of the text, recursive ones too, can read it. */
const mostLevels = 500;

/**
 * As `JSON.stringify` writes it: a date as its text, what is undefined or a function left out of objects and null in lists.
 * @param advice what to do in the place of sending more than `maxBytes`
 * @throws Refusal INVALID or LIMIT_EXCEEDED naming the field; INVALID also for NaN and the infinities, which JSON has no text for.
 */
export function encodeJson(field: string, value: unknown, maxBytes: number, advice: string): string {
  let text: string | undefined;
  let endless: Endless | null;
  try {
    text = JSON.stringify(value);
    endless = findEndless(value, text);
  } catch (error) {
    return refuse('INVALID', `${field} is not JSON: ${messageOf(error)}`, field);
  }
  if (text === undefined) return refuse('INVALID', `${field} is not JSON: it is a ${typeof value}`, field);
  if (endless) {
    const place = [field, ...endless.path];
    return refuse(
      'INVALID',
      `${place.join('.')} is ${endless.value}, which JSON has no text for. Give a number or null.`,
      ...place,
    );
  }
  if (isNestedDeeper(text, mostLevels))
    return refuse('INVALID', `${field} is nested more than ${mostLevels} levels deep.`, field);
  // A character is three bytes at most, so that short texts need no counting.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  const message = `${field} is ${bytes} bytes long, at most ${maxBytes} are allowed: ${advice}`;
  return refuseBut([rangeOf(0, maxBytes, 'bytes')], 'LIMIT_EXCEEDED', message, field);
}

/** Characters of what two values under one idempotency key are told apart by. */
const digestLength = 16;

/**
 * A digest of JSON text, the same in whatever order its objects name their properties; `before` is what else is told apart. Text
 * whose properties are in order already has the digest that the release before gave it.
 */
export function digestOfJson(text: string, before = ''): string {
  const inOrder = JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return hash('sha1', before + inOrder, 'base64url').slice(0, digestLength);
}

interface Endless {
  readonly path: readonly string[];
  readonly value: number;
}

/** The first number that is none or has no end, after each `toJSON`; `text` is what JSON.stringify made, with null in its place. */
export function findEndless(given: unknown, text: string | undefined): Endless | null {
  if (!text?.includes('null')) return null;
  const paths = new Map<object, readonly string[]>();
  let found: Endless | null = null;
  JSON.stringify(given, function (this: object, key: string, value: unknown) {
    const above = paths.get(this);
    const path = above ? [...above, key] : [];
    const number = value instanceof Number ? Number(value) : value;
    if (typeof number === 'number' && !Number.isFinite(number)) found ??= { path, value: number };
    if (typeof value === 'object' && value !== null) paths.set(value, path);
    return value;
  });
  return found;
}
