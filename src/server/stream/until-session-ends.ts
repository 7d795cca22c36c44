// Ends what comes later of an answer with the session that asked for it.

import type { SessionWatch } from '../../live/session-watch.ts';

/** The same stream, until the session ends; then also a reader who waits for the next value is told that it is over. */
export function untilSessionEnds<T>(
  stream: AsyncIterable<T>,
  sessionId: string,
  watch: SessionWatch,
): AsyncIterableIterator<T> {
  const source = stream[Symbol.asyncIterator]();
  const over: IteratorResult<T> = { value: undefined, done: true };
  let ended = false;
  let wake: ((result: IteratorResult<T>) => void) | undefined;
  const finish = (): void => {
    if (ended) return;
    ended = true;
    unwatch();
    wake?.(over);
    void source.return?.().catch(() => {});
  };
  const unwatch = watch.watch(sessionId, finish);
  return {
    next: () => {
      if (ended) return Promise.resolve(over);
      return new Promise((resolve, reject) => {
        wake = resolve;
        source.next().then(
          (result) => {
            if (result.done) finish();
            resolve(ended ? over : result);
          },
          (error) => {
            // Told before it ends, since a reader who waits would be told of the end alone.
            reject(error);
            finish();
          },
        );
      });
    },
    return: async () => {
      finish();
      return over;
    },
    throw: async (error) => {
      finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
