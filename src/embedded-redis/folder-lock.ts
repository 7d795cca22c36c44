// Keeps two processes from opening one data folder. The lock is a file that names its owner; an owner that no longer
// lives has left it behind, and the next one takes it over.

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { beganAt } from './process-began.ts';

const ownerShape = z.object({
  pid: z.number().int(),
  /** When the process began, in the system's own words: it tells a process from a later one with the same number. */
  began: z.string(),
  /** Mortar's command: `start`, `import`. */
  command: z.string(),
  /** The address under which this folder's Redis answers. */
  url: z.string(),
});

/** Who has a data folder open, and where its Redis answers. */
export type FolderOwner = z.infer<typeof ownerShape>;

/** The living owner of the lock file, if any. */
export function readOwner(file: string): FolderOwner | undefined {
  const owner = parse(file);
  return owner && beganAt(owner.pid) === owner.began ? owner : undefined;
}

/**
 * Takes the lock, also from an owner that has died.
 *
 * @returns the living owner where there is one, else undefined: the lock is ours.
 */
export function takeLock(file: string, command: string, url: string): FolderOwner | undefined {
  const own = `${file}.${process.pid}`;
  const owner: FolderOwner = { pid: process.pid, began: beganAt(process.pid) ?? '', command, url };
  writeFileSync(own, JSON.stringify(owner), { mode: 0o600 });
  try {
    for (;;) {
      // A link, unlike a rename, fails where the name is taken.
      if (tries(() => linkSync(own, file))) return undefined;
      const living = readOwner(file);
      if (living) return living;
      removeStale(file, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Gives the lock back. */
export function releaseLock(file: string): void {
  if (parse(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** Moves the dead owner's file away; where another process was quicker and the file is a living owner's, puts it back. */
function removeStale(file: string, aside: string): void {
  if (!tries(() => renameSync(file, aside))) return;
  if (readOwner(aside)) tries(() => linkSync(aside, file));
  rmSync(aside, { force: true });
}

function parse(file: string): FolderOwner | undefined {
  try {
    return ownerShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function tries(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
