// Global ids as they come from outside: base64 of a type's name and a key. One that is malformed, or of another type, is treated as
// the id of an object that does not exist.

import { refuse } from '../../redis/base/problem.ts';

export interface GlobalId {
  readonly typename: string;
  readonly key: string;
}

const shape = /^(?<typename>[A-Za-z_]\w{0,100}):(?<key>.+)$/s;

/** @returns null for text that is no global id. */
export function readGlobalId(text: string): GlobalId | null {
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  // Every object has one id, so text that only decodes to the same is none.
  if (Buffer.from(decoded, 'utf8').toString('base64') !== text) return null;
  const { typename, key } = shape.exec(decoded)?.groups ?? {};
  return typename !== undefined && key !== undefined ? { typename, key } : null;
}

/** The key in a global id of this type, or null. */
export function readKey(typename: string, id: string): string | null {
  const read = readGlobalId(id);
  return read?.typename === typename ? read.key : null;
}

/**
 * The key in the global id that a mutation's input gives for an object.
 * @throws Refusal NOT_FOUND that names `field`.
 */
export function requireKey(typename: string, id: string, field = 'id'): string {
  return readKey(typename, id) ?? refuse('NOT_FOUND', `There is no ${typename} with this id.`, field);
}
