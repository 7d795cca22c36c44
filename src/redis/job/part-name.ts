// How the parts of a queue are named (parts.ts).

import { isName } from '../base/name.ts';

/** What follows the name of a queue in that of a part which is not the first. */
export const partSuffix = '~\\d{1,2}\\.\\d{1,6}';

const part = new RegExp(`^(.+?)(?:${partSuffix})?$`);

/** The queue that a part belongs to; a queue is its own first part. */
export function queueOfPart(name: string): string {
  return part.exec(name)?.[1] ?? name;
}

export function isPartName(name: string): boolean {
  return typeof name === 'string' && isName(queueOfPart(name));
}
