// A provider is another's program over a network: it may throw anything, or never answer. Whoever asks it goes on all the same.

import { PaymentUnclear } from './payment.ts';

/**
 * What the provider answers, if it does so in time. Its signal is aborted when nobody waits any more.
 * @param stop ends the wait before its time
 * @throws PaymentUnclear where there was no answer in time; whatever the provider throws
 */
export async function answerWithin<Answer>(
  ms: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
  stop?: AbortSignal,
): Promise<Answer> {
  stop?.throwIfAborted();
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onStop: () => void = () => {};
  const givenUp = new Promise<never>((_resolve, reject) => {
    const end = (message: string) => (): void => {
      reject(new PaymentUnclear(message));
      over.abort();
    };
    timer = setTimeout(end(`The payment provider did not answer within ${ms} ms`), ms);
    onStop = end('Nobody waits for the payment provider any more');
    stop?.addEventListener('abort', onStop, { once: true });
  });
  try {
    return await Promise.race([Promise.resolve().then(() => ask(over.signal)), givenUp]);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', onStop);
  }
}
