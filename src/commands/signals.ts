// Ctrl-C and SIGTERM: the first asks for an orderly end, a later one ends at once. SIGUSR2 replaces processes, if there are several.

import type { Logger } from 'pino';

const limits = {
  /** npm passes on a Ctrl-C that the terminal has sent already: two signals at a time are one wish. */
  sameWishMs: 1_000,
  /** An orderly end that takes longer than this is cut short. */
  stopTimeoutMs: 9_000,
} as const;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves at the first signal. From then on a further one ends the process with code 1, as does an end that takes longer than
 * `stopTimeoutMs` and what the process may take beside: `extraMs`.
 */
export function untilSignal(extraMs = 0): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (): void => {
      if (first === undefined) {
        first = Date.now();
        setTimeout(() => leave('Stopping took too long.'), limits.stopTimeoutMs + extraMs).unref();
        resolve();
      } else if (Date.now() - first > limits.sameWishMs) leave('Stopped at once.');
    };
    for (const signal of signals) process.on(signal, onSignal);
  });
}

/** For a process that nothing replaces: SIGUSR2, as a service manager sends it to reload, would end it in the middle of its work. */
export function outliveReload(log: Logger): void {
  process.on('SIGUSR2', () =>
    log.warn('SIGUSR2 replaces the processes of MORTAR_PROCESSES, and there is only this one: restart it instead'),
  );
}

function leave(sentence: string): void {
  console.error(sentence);
  process.exit(1);
}
