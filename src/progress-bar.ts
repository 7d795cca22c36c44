// A progress bar on a terminal, and nothing where nobody looks at one.

import { SingleBar } from 'cli-progress';

export interface Progress<Fields> {
  /** @param done in the unit of the total. */
  update(done: number, fields: Fields): void;
  stop(): void;
}

/**
 * @param format what stands beside the bar: `{percentage}` and the names of the fields in braces are filled in.
 * @param fields what they are at the beginning.
 */
export function showProgress<Fields extends object>(total: number, format: string, fields: Fields): Progress<Fields> {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({ stream: process.stderr, format, hideCursor: true, clearOnComplete: true });
  bar.start(Math.max(total, 1), 0, fields);
  return {
    update: (done, now) => bar.update(done, now),
    stop: () => bar.stop(),
  };
}
