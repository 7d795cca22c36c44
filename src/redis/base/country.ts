// Countries by the codes of ISO 3166-1, as of addresses, shipping and taxes.

import { refuseField } from './given.ts';
import { rangeOf } from './problem.ts';

const shape = /^[A-Z]{2}$/;
/** Codes that have a name and are no country. */
const unions = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether a country has this code, in capital letters, today: not UK, which is written GB, nor SU. */
export function isCountry(code: string): boolean {
  return (
    shape.test(code) &&
    !unions.has(code) &&
    names.of(code) !== undefined &&
    new Intl.Locale(`und-${code}`).region === code
  );
}

/** @throws Refusal INVALID that names the field. */
export function checkCountry(code: string, field: string | readonly string[]): void {
  if (!isCountry(code))
    refuseField(field, 'must be the code of a country in ISO 3166-1, such as DE or GB', [rangeOf(2, 2, 'characters')]);
}
