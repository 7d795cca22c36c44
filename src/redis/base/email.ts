// What an e-mail address looks like, for every subject that takes one.

import { unprintable } from './text.ts';

export const maxEmailLength = 254;

const shape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Characters that are not seen. In names the joiners of Persian and of emoji are among them, and legal. */
const invisible = /\p{Cf}/u;

export function isEmail(text: string): boolean {
  return text.length <= maxEmailLength && shape.test(text) && !hidesCharacters(text);
}

/** Whether something in it is not seen, so that it reads as another address. */
export function hidesCharacters(text: string): boolean {
  return unprintable.test(text) || invisible.test(text);
}
