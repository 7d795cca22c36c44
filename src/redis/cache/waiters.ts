// Those in this process who wait for a load in another one, and how they are told of its end.

/** `time` where nothing was heard. */
export type Wakeup = 'ended' | 'failed' | 'time';

export class Waiters {
  readonly #waiting = new Map<string, Set<(wakeup: Wakeup) => void>>();

  /** Hears of a key from now on, until `close`: open it before asking who loads, so that no word comes in between. */
  open(key: string): { wait(forMs: number): Promise<Wakeup>; close(): void } {
    let heard: Wakeup | undefined;
    let tell: ((wakeup: Wakeup) => void) | undefined;
    const listener = (wakeup: Wakeup): void => {
      heard = wakeup;
      tell?.(wakeup);
    };
    const listeners = this.#waiting.get(key) ?? new Set();
    listeners.add(listener);
    this.#waiting.set(key, listeners);
    return {
      wait: (forMs) =>
        new Promise((resolve) => {
          const timer = setTimeout(() => tell?.('time'), forMs);
          tell = (wakeup) => {
            clearTimeout(timer);
            heard = tell = undefined;
            resolve(wakeup);
          };
          if (heard) tell(heard);
        }),
      close: () => {
        listeners.delete(listener);
        if (listeners.size === 0 && this.#waiting.get(key) === listeners) this.#waiting.delete(key);
      },
    };
  }

  wake(key: string, wakeup: Wakeup): void {
    for (const listener of [...(this.#waiting.get(key) ?? [])]) listener(wakeup);
  }

  wakeAll(): void {
    for (const key of [...this.#waiting.keys()]) this.wake(key, 'ended');
  }
}
