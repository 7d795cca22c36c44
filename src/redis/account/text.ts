// What may stand in an e-mail address and in a name, and when two addresses are one.

import { rangeOf, refuse, refuseBut } from '../base/problem.ts';

export const textLimits = { email: 254, displayName: 100 } as const;

/** Control characters, halves of surrogate pairs, and separators of lines: they garble logs, mails and pages. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** They change the order in which a text is shown, so that it reads as another one. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Characters that are not seen. In names the joiners of Persian and of emoji are among them, and legal. */
const invisible = /\p{Cf}/u;

const shape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * An address as mail is sent to it: as it was given.
 * @throws Refusal INVALID on `email`.
 */
export function requireEmail(text: string): string {
  const email = text.trim();
  if (unprintable.test(text) || invisible.test(text))
    refuse('INVALID', 'The e-mail address contains a control character or an invisible one. Type it again.', 'email');
  const fits = (address: string): boolean => address.length <= textLimits.email && shape.test(address);
  if (!fits(email) || !fits(emailIdentity(email)))
    refuse('INVALID', 'This is not an e-mail address; it should look like name@example.com.', 'email');
  return email;
}

/** @throws Refusal INVALID on `displayName`. */
export function requireDisplayName(text: string | null | undefined): string {
  const name = text?.trim() ?? '';
  if (name.length > textLimits.displayName)
    refuseBut(
      [rangeOf(0, textLimits.displayName, 'characters')],
      'INVALID',
      `The name may have at most ${textLimits.displayName} characters.`,
      'displayName',
    );
  requirePrintable(name, 'displayName', 'name');
  return name;
}

/** @throws Refusal INVALID on `field`. */
export function requirePrintable(text: string, field: string, what: string): void {
  if (unprintable.test(text) || bidiControls.test(text))
    refuse('INVALID', `The ${what} contains a control character. Type it again.`, field);
}

/** The addresses of accounts of services: nobody ever gets mail there. */
const serviceDomain = '@service.invalid';

export const newServiceEmail = (id: string): string => `${id}${serviceDomain}`;

/** Whether it is the address of a service, which nobody can log in to. */
export const isServiceEmail = (email: string): boolean => emailIdentity(email).endsWith(serviceDomain);

/** What addresses are compared by: NFKC and case folding, so that spellings that look alike are one. */
export function emailIdentity(email: string): string {
  const folded = [...email.trim().normalize('NFKC')].map(foldCase).join('');
  return folded.normalize('NFKC');
}

/** What addresses were compared by until accounts had identities. */
export function formerEmailIdentity(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Unicode's full case folding of a character. The dotless i has no other case in it. */
function foldCase(character: string): string {
  return character === 'ı' ? character : character.toUpperCase().toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ');
}
