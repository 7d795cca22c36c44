// Postal addresses, as orders keep them: which parts a country's addresses have, and what its postcodes look like.

import { formatAddress } from 'localized-address-format';
import { postcodeValidator, postcodeValidatorExistsForCountry } from 'postcode-validator';
import { checkCountry } from '../base/country.ts';
import { checkCount, checkText, refuseField } from '../base/given.ts';
import { rangeOf } from '../base/problem.ts';
import { unprintable } from '../base/text.ts';

export const addressLimits = {
  maxLength: 100,
  lines: 4,
} as const;

export interface PostalAddress {
  /** ISO 3166-1, two capital letters. */
  readonly country: string;
  readonly name: string;
  readonly organization: string | null;
  /** Street and number, and what else the country writes above the locality. */
  readonly lines: readonly string[];
  readonly locality: string | null;
  /** A state, province or prefecture. */
  readonly administrativeArea: string | null;
  readonly postalCode: string | null;
  readonly phone: string | null;
}

type Part = 'locality' | 'administrativeArea' | 'postalCode';

const partNames: Readonly<Record<Part, string>> = {
  locality: 'city or locality',
  administrativeArea: 'state or province',
  postalCode: 'postcode',
};

/** The parts that the addresses of a country have beside names and lines. */
function partsOf(country: string): readonly Part[] {
  const mark = (part: Part): string => `<${part}>`;
  const written = formatAddress({
    postalCountry: country,
    name: 'name',
    addressLines: ['line'],
    locality: mark('locality'),
    administrativeArea: mark('administrativeArea'),
    postalCode: mark('postalCode'),
  }).join('\n');
  return (Object.keys(partNames) as Part[]).filter((part) => written.includes(mark(part)));
}

/** The lines of an address as the country writes it, for a label or a mail. */
export function addressLines(address: PostalAddress): string[] {
  return formatAddress({
    postalCountry: address.country,
    name: address.name,
    ...(address.organization !== null && { organization: address.organization }),
    addressLines: [...address.lines],
    ...(address.locality !== null && { locality: address.locality }),
    ...(address.administrativeArea !== null && { administrativeArea: address.administrativeArea }),
    ...(address.postalCode !== null && { postalCode: address.postalCode }),
  });
}

/** @throws Refusal INVALID that names the field. */
export function checkAddress(address: PostalAddress, field: string): void {
  const { country, name, organization, lines, locality, administrativeArea, postalCode, phone } = address;
  checkCountry(country, [field, 'country']);
  checkLine(name, [field, 'name'], 1);
  checkCount(lines, [field, 'lines'], addressLimits.lines, 1);
  for (const [index, line] of lines.entries()) checkLine(line, [field, 'lines', String(index)], 1);
  const optional = { organization, locality, administrativeArea, postalCode, phone };
  for (const [part, text] of Object.entries(optional)) checkLine(text ?? '', [field, part], 0);
  for (const part of partsOf(country)) {
    // A country whose postcodes nobody knows the form of may do without.
    const isNeeded = part !== 'postalCode' || postcodeValidatorExistsForCountry(country);
    if (isNeeded && !address[part])
      refuseField([field, part], `is missing: addresses of ${country} have a ${partNames[part]}`, [
        rangeOf(1, addressLimits.maxLength, 'characters'),
      ]);
  }
  if (postalCode && postcodeValidatorExistsForCountry(country) && !postcodeValidator(postalCode, country))
    refuseField([field, 'postalCode'], `is no postcode of ${country}`, [
      rangeOf(1, addressLimits.maxLength, 'characters'),
    ]);
}

function checkLine(text: string, field: readonly string[], least: number): void {
  checkText(text, field, addressLimits.maxLength, least);
  if (unprintable.test(text))
    refuseField(field, 'must be printable text without line breaks', [
      rangeOf(least, addressLimits.maxLength, 'characters'),
    ]);
}
