// A progress bar on a terminal, and nothing where nobody looks at one.

import { SingleBar } from 'cli-progress';

export interface Progress {
  /** @param done bytes, @param counted page views so far. */
  update(done: number, counted: number): void;
  stop(): void;
}

export function showProgress(totalBytes: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {percentage} % | {counted} page views | {eta_formatted} to go',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(Math.max(totalBytes, 1), 0, { counted: 0 });
  return {
    update: (done, counted) => bar.update(done, { counted }),
    stop: () => bar.stop(),
  };
}
