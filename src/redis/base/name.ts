// The names that callers give to what they make, such as queues and topics.

export const nameRule = 'must be 1 to 100 letters, digits, dots, dashes or underscores';

export function isName(text: string): boolean {
  return /^[\w.-]{1,100}$/.test(text);
}
