// Time as this process had it. What is promised "within a second" is promised by a machine that has the time for it: while
// this process is held up altogether, the clock stands still.

import { onTestFinished } from 'vitest';

const [everyMs, mostMs] = [10, 50] as const;

/** Begins to count; the returned function tells how many milliseconds this process has had since. */
export function startOwnTime(): () => number {
  let last = performance.now();
  let had = 0;
  const count = (): number => {
    const now = performance.now();
    had += Math.min(now - last, mostMs);
    last = now;
    return had;
  };
  const timer = setInterval(count, everyMs);
  onTestFinished(() => clearInterval(timer));
  return count;
}
