// Logs faults of Redis once per cause and minute, with their number: a fault fails every request, and a log that fills the disk is
// another fault.

import type { RedisFault } from './redis-fault.ts';

const windowMs = 60_000;

/** What it needs of a log such as pino's. */
interface Log {
  error(facts: object, message: string): void;
}

interface Window {
  /** Faults since the last line. */
  count: number;
}

export class FaultLog {
  readonly #log: Log;
  /** By cause. There are as few as `redisFault` names. */
  readonly #windows = new Map<string, Window>();

  constructor(log: Log) {
    this.#log = log;
  }

  report(fault: RedisFault, error: unknown): void {
    const window = this.#windows.get(fault.cause);
    if (window) {
      window.count++;
      return;
    }
    const reason = (error as Error).message.split('\n')[0]?.slice(0, 300);
    this.#open(fault, reason, 1);
  }

  #open(fault: RedisFault, reason: string | undefined, count: number): void {
    this.#log.error({ ...fault, reason, count }, `Redis: ${fault.cause}`);
    const window: Window = { count: 0 };
    this.#windows.set(fault.cause, window);
    setTimeout(() => {
      this.#windows.delete(fault.cause);
      if (window.count > 0) this.#open(fault, reason, window.count);
    }, windowMs).unref();
  }
}
