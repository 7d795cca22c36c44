// A value of a caller's as JSON text of bounded length.

import { rangeOf, refuse, refuseBut } from './problem.ts';
import { messageOf } from './text.ts';

/**
 * @param advice what to do in the place of sending more than `maxBytes`
 * @throws Refusal INVALID or LIMIT_EXCEEDED naming the field.
 */
export function encodeJson(field: string, value: unknown, maxBytes: number, advice: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return refuse('INVALID', `${field} is not JSON: ${messageOf(error)}`, field);
  }
  if (text === undefined) return refuse('INVALID', `${field} is not JSON: it is a ${typeof value}`, field);
  // A character is three bytes at most, so that short texts need no counting.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  const message = `${field} is ${bytes} bytes long, at most ${maxBytes} are allowed: ${advice}`;
  return refuseBut([rangeOf(0, maxBytes, 'bytes')], 'LIMIT_EXCEEDED', message, field);
}
