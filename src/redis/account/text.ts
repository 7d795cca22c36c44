// What may stand in an e-mail address and in a name, and when two addresses are one.

import { hidesCharacters, isEmail, maxEmailLength } from '../base/email.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { unprintable } from '../base/text.ts';

export const textLimits = { email: maxEmailLength, displayName: 100 } as const;

/** They change the order in which a text is shown, so that it reads as another one. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * An address as mail is sent to it: as it was given.
 * @throws Refusal INVALID on `email`.
 */
export function requireEmail(text: string): string {
  const email = text.trim();
  if (hidesCharacters(text))
    refuse('INVALID', 'The e-mail address contains a control character or an invisible one. Type it again.', 'email');
  if (!isEmail(email) || !isEmail(emailIdentity(email)))
    refuse('INVALID', 'This is not an e-mail address; it should look like name@example.com.', 'email');
  return email;
}

const logInName = /^[a-z\d][\w.-]{2,29}$/i;

/**
 * A name to log in with, as it was given. It has no @, so that it is no address.
 * @throws Refusal INVALID on `logInName`.
 */
export function requireLogInName(text: string): string {
  if (logInName.test(text)) return text;
  return refuseBut(
    [rangeOf(3, 30, 'characters')],
    'INVALID',
    'A user name has 3 to 30 letters, digits, dots, dashes or underscores of ASCII, and begins with a letter or a digit.',
    'logInName',
  );
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
