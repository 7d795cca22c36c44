// The names that callers give to what they make, such as queues and topics.

import { rangeOf } from './problem.ts';

export const nameRule = 'must be 1 to 100 letters, digits, dots, dashes or underscores';

/** How long a name is, for programs: see `rangeOf`. */
export const nameLengths: readonly string[] = [rangeOf(1, 100, 'characters')];

export function isName(text: string): boolean {
  // A pattern reads null as the word, which would be a name.
  return typeof text === 'string' && /^[\w.-]{1,100}$/.test(text);
}
