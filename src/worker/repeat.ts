// Does something again and again, each time so long after the last time has ended.

/** Returns a function that stops it and waits for what is under way. */
export function repeat(
  everyMs: number,
  round: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  const plan = (): void => {
    timer = setTimeout(() => {
      running = round()
        .then(() => {}, onError)
        .then(() => {
          if (!stopped) plan();
        });
    }, everyMs);
  };
  plan();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
