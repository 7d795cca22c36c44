// How long an event takes from being sent to being seen by one who watches.

import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../compare.ts';

const events = 12;
/** No whole part of anybody's pace, so that the events fall into all its phases. */
const everyMs = 1_130;
const startMs = 2_000;
const lateMs = 30_000;

/** Sends events one after the other while `watch` tells how many were seen so far; the median in ms. */
export async function medianDelayMs(watch: AsyncIterable<number>, send: () => Promise<unknown>): Promise<number> {
  const sentAt: number[] = [];
  const delays: number[] = [];
  let before: number | undefined;
  const watching = (async () => {
    for await (const seen of watch) {
      before ??= seen;
      while (delays.length < Math.min(seen - before, sentAt.length))
        delays.push(performance.now() - (sentAt[delays.length] as number));
      if (delays.length === events) return;
    }
  })();
  await wait(startMs);
  for (let index = 0; index < events; index += 1) {
    sentAt.push(performance.now());
    await send();
    await wait(everyMs);
  }
  const late = new AbortController();
  const tooLate = wait(lateMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`${events - delays.length} events were not seen ${lateMs} ms after they were sent`);
  });
  await Promise.race([watching, tooLate]).finally(() => late.abort());
  return median(delays);
}
