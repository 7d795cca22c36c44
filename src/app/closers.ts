// What a process has opened, and how it closes that.

/** What has been opened, to be closed in reverse order. */
export class Closers {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  async close(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) await step();
  }

  async closeTogether(): Promise<void> {
    await Promise.all(this.#steps.splice(0).map((step) => step()));
  }
}
