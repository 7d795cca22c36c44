// A line that tells a waiting person how far a run is: rewritten in place on a terminal, now and then elsewhere.

const limits = { terminalMs: 200, elsewhereMs: 5_000 } as const;

export class Progress {
  readonly #timer: NodeJS.Timeout;

  /** `tell` answers the line as it is now. */
  constructor(tell: () => string) {
    const { isTTY } = process.stderr;
    const show = (): void => {
      process.stderr.write(isTTY ? `\r\u001b[K${tell()}` : `${tell()}\n`);
    };
    this.#timer = setInterval(show, isTTY ? limits.terminalMs : limits.elsewhereMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
