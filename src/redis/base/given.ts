// Judges what callers give before it is sent: what TypeScript lets through and Redis, or a script, would trip over. Each check
// refuses with INVALID and a message that begins with the name of the field. A subject's limits say what is allowed.

import { rangeOf, refuse, refuseBut } from './problem.ts';

/** Where a value stands in what was given: `quantity`, or `['lines', '0', 'quantity']`. */
type Field = string | readonly string[];

/** What is wrong with a text, in words that go on from its name; null where it is allowed. An emoji that was cut in half is no text. */
export function textProblem(text: string, most: number, least = 1): string | null {
  if (typeof text !== 'string' || text.length < least || text.length > most)
    return least === 0 ? `must have at most ${most} characters` : `must have ${least} to ${most} characters`;
  return text.isWellFormed()
    ? null
    : 'must be well-formed text: it holds half of a character, as of an emoji cut in two';
}

export function checkText(text: string, field: Field, most: number, least = 1): void {
  const problem = textProblem(text, most, least);
  if (problem) refuseField(field, problem, [rangeOf(least, most, 'characters')]);
}

/** A whole number of a range. */
export function checkWhole(value: number | bigint, field: Field, from: number | bigint, to: number | bigint): void {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isWhole || value < from || value > to)
    refuseField(field, `must be a whole number from ${from} to ${to}, not ${value}`, [rangeOf(from, to)]);
}

/** Years 1970 to 9999, unless others are allowed. */
export function checkMoment(at: Date, field: Field, fromYear = 1970): void {
  const year = at.getUTCFullYear();
  if (!(year >= fromYear && year <= 9_999))
    refuseField(field, `must be a moment of the years ${fromYear} to 9999`, [
      rangeOf(`${fromYear}-01-01T00:00:00.000Z`, '9999-12-31T23:59:59.999Z'),
    ]);
}

export function checkCount(list: readonly unknown[], field: Field, most: number, least = 0): void {
  if (list.length < least || list.length > most)
    refuseField(field, `must have ${least === 0 ? 'at most' : `${least} to`} ${most} entries, not ${list.length}`, [
      rangeOf(least, most, 'entries'),
    ]);
  checkEntries(list, field);
}

/** All entries are there: no list with holes. */
export function checkEntries(list: readonly unknown[], field: Field): void {
  const missing = list.findIndex((entry) => entry === undefined || entry === null);
  if (missing >= 0) refuseField([...(typeof field === 'string' ? [field] : field), String(missing)], 'is missing');
}

/** Three capital letters, as of ISO 4217. */
export function checkCurrency(currency: string, field: Field): void {
  if (!/^[A-Z]{3}$/.test(currency)) refuseField(field, 'must be three capital letters, such as EUR');
}

/** @param allowed what `field` may be, if that can be listed. */
export function refuseField(field: Field, problem: string, allowed?: readonly string[]): never {
  const path = typeof field === 'string' ? [field] : field;
  const message = `${path.join('.')} ${problem}.`;
  return allowed ? refuseBut(allowed, 'INVALID', message, ...path) : refuse('INVALID', message, ...path);
}
