// Claiming jobs over the API. A caller that is gone is given none: what was claimed for it goes back, without an attempt.

import type { StepRequest } from '../../redis/job/lease.ts';
import { type ClaimedJob, jobLimits } from '../../redis/job/shapes.ts';
import type { Context } from '../base/context.ts';

export type Claim = Pick<StepRequest, 'queue' | 'workerId' | 'want' | 'leaseMs' | 'names'>;

/** How often it looks without being woken. */
const pollMs = 1_000;

/** Claims jobs. If there are none, it waits for one until the deadline, or until the server is about to end. */
export async function claimJobs(
  claim: Claim,
  deadline: number,
  { stores, live, caller, closing }: Context,
): Promise<{ claimed: readonly ClaimedJob[]; paused: boolean }> {
  let held: readonly ClaimedJob[] = [];
  const giveBack = (): void => {
    const finished = held.map(({ id, fence }) => ({ id, fence, outcome: { kind: 'GIVEN_BACK' } as const }));
    held = [];
    if (finished.length === 0) return;
    const request = { ...claim, want: 0, leaseMs: jobLimits.leaseDefaultMs, finished };
    // Where this fails, the leases run out.
    stores.jobLeases.step(request).catch(() => {});
  };
  const stopWatching = caller.onGone(giveBack);
  try {
    for (;;) {
      const channels = stores.jobLeases.partsOf(claim.queue).map((part) => stores.jobs.wakeChannel(part));
      const news = wakeup({ live, caller, closing }, channels);
      try {
        if (caller.gone || closing.aborted) return { claimed: [], paused: false };
        const { claimed, paused } = await stores.jobLeases.step({ ...claim, finished: [] });
        held = claimed;
        if (caller.gone) giveBack();
        const leftMs = deadline - Date.now();
        if (claimed.length > 0 || leftMs <= 0) return { claimed: held, paused };
        await news.within(Math.min(leftMs, pollMs));
      } finally {
        news.stop();
      }
    }
  } finally {
    // The answer is on its way until it is written out.
    if (held.length === 0) stopWatching();
  }
}

/** Listens before the first look, so that a job which comes between look and wait is not slept through. */
function wakeup({ live, caller, closing }: Pick<Context, 'live' | 'caller' | 'closing'>, channels: readonly string[]) {
  let woken = false;
  let wake: (() => void) | undefined;
  const rouse = (): void => {
    woken = true;
    wake?.();
  };
  const stopListening = channels.map((channel) =>
    live.listen(channel, (text) => {
      if (!text.startsWith('q')) rouse();
    }),
  );
  const stopWatching = caller.onGone(rouse);
  closing.addEventListener('abort', rouse);
  const stop = (): void => {
    for (const stopOne of stopListening) stopOne();
    stopWatching();
    closing.removeEventListener('abort', rouse);
  };
  const within = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return { stop, within };
}
