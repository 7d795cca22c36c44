// Where an export is written to: standard output, or a file. The part of a file that is written stands beside it as FILE.part until all of
// it is there, with what it goes on from in FILE.part.json, so that the same command goes on after whatever has ended it.

import { once } from 'node:events';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { CommandError } from './command.ts';

export interface ExportTarget {
  /** What to go on from; null at the beginning. */
  readonly after: string | null;
  /** Entries that are there already. */
  readonly count: number;
  /** Whether anybody reads what is written. */
  isOpen(): boolean;
  /** Writes a page. @param next what to go on from behind it */
  write(text: string, count: number, next: string | null): Promise<void>;
  /** The last page is written. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export function exportToStdout(after: string | null): ExportTarget {
  const { stdout } = process;
  return {
    ...{ after, count: 0 },
    // Nobody reads any more after `mortar export products | head`.
    isOpen: () => stdout.writable,
    write: async (text) => {
      if (!stdout.write(text) && stdout.writable) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
    },
    finish: async () => {},
    close: async () => {},
  };
}

interface Progress {
  /** What is exported: two exports are not made into one file. */
  readonly what: string;
  readonly bytes: number;
  readonly count: number;
  readonly next: string;
}

/** @throws CommandError if the part that is there is of another export. */
export async function exportToFile(file: string, what: string): Promise<ExportTarget> {
  const [part, state] = [`${file}.part`, `${file}.part.json`];
  const before = await readProgress(state);
  if (before && before.what !== what)
    throw new CommandError(
      `export: ${part} is the beginning of another export (${before.what}). Delete it and ${state}, or name another file`,
    );
  const handle = await openPart(part, before);
  let bytes = before?.bytes ?? 0;
  let total = before?.count ?? 0;
  return {
    ...{ after: before?.next ?? null, count: total },
    isOpen: () => true,
    write: async (text, count, next) => {
      const data = Buffer.from(text);
      // write() may write less than all.
      for (let at = 0; at < data.length; )
        at += (await handle.write(data, at, data.length - at, bytes + at)).bytesWritten;
      bytes += data.length;
      total += count;
      if (next !== null) await writeFile(state, JSON.stringify({ what, bytes, count: total, next } satisfies Progress));
    },
    finish: async () => {
      await handle.sync();
      await rename(part, file);
      await rm(state, { force: true });
    },
    close: () => handle.close(),
  };
}

/** What was written behind the last page that is known is written again. */
async function openPart(part: string, before: Progress | null): Promise<FileHandle> {
  if (!before) return open(part, 'w', 0o600);
  try {
    const handle = await open(part, 'r+');
    await handle.truncate(before.bytes);
    return handle;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CommandError(`export: ${part} is gone. Delete ${part}.json to begin again`);
  }
}

async function readProgress(state: string): Promise<Progress | null> {
  try {
    const { what, bytes, count, next } = JSON.parse(await readFile(state, 'utf8')) as Partial<Progress>;
    const isRight = typeof bytes === 'number' && typeof count === 'number' && typeof next === 'string';
    return isRight && typeof what === 'string' ? { what, bytes, count, next } : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
