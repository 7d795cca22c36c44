// How far a long run is, on the last line of a terminal, and how long the rest will take.

const width = 24;
const everyMs = 250;

export class Progress {
  readonly #total: number;
  readonly #began = performance.now();
  #shownAt = 0;

  constructor(total: number) {
    this.#total = total;
  }

  show(done: number, what: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shownAt < everyMs) return;
    this.#shownAt = now;
    const part = done / this.#total;
    const filled = Math.round(part * width);
    const restSeconds = part > 0 ? Math.round((((now - this.#began) / part) * (1 - part)) / 1_000) : 0;
    const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
    const rest = `${Math.floor(restSeconds / 60)} min ${restSeconds % 60} s left`;
    process.stderr.write(`\r\u001b[K${bar} ${Math.round(part * 100)} %, ${rest}: ${what}`);
  }

  /** Writes a line above the bar. */
  log(line: string): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    console.log(line);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
