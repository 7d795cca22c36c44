// What the clients of live delivery do not read: counted by bytes as it waits, and by clients that were cut off for it.

export class Readers {
  readonly counts = { slow: 0 };
  readonly #waiting: (() => number)[] = [];

  /** Bytes that wait for clients to read, in all that count them. */
  get waitingBytes(): number {
    return this.#waiting.reduce((sum, count) => sum + count(), 0);
  }

  /** Adds what counts the bytes that wait in one place. */
  countWaiting(count: () => number): void {
    this.#waiting.push(count);
  }
}
