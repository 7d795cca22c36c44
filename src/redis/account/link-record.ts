// A link of an account with a provider as it is stored.

import { z } from 'zod';

const stored = z.object({ identity: z.string(), linkedAt: z.number() });

/** Null where it cannot be read. */
export function readLink(entry: string): z.infer<typeof stored> | null {
  try {
    return stored.parse(JSON.parse(entry));
  } catch {
    return null;
  }
}

/** The digest of the identity of a link; none where it cannot be read. */
export function identityOf(entry: string): string[] {
  const found = readLink(entry);
  return found ? [found.identity] : [];
}
