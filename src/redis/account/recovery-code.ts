// Codes that stand in for a second factor that was lost: once each. They have 120 bits, so that a plain digest keeps them.

import { createHash, randomBytes } from 'node:crypto';

export const recoveryLimits = { codes: 10, characters: 60 } as const;

/** Without letters and digits that are taken for one another. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const form = { groups: 4, groupLength: 6 } as const;

export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryLimits.codes }, () => {
    const text = [...randomBytes(form.groups * form.groupLength)]
      .map((byte) => letters[byte % letters.length])
      .join('');
    return (text.match(new RegExp(`.{${form.groupLength}}`, 'g')) ?? []).join('-');
  });
}

/** How a code is kept. Case, blanks and dashes do not count. */
export function recoveryDigest(userId: string, code: string): string {
  const bare = code.toLowerCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(`${userId} ${bare}`).digest('base64url');
}
