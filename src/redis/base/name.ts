// The names that callers give to what they make, such as queues and topics.

export const nameRule = 'must be 1 to 100 letters, digits, dots, dashes or underscores';

export function isName(text: string): boolean {
  // A pattern reads null as the word, which would be a name.
  return typeof text === 'string' && /^[\w.-]{1,100}$/.test(text);
}
