// A yes or no that is measured again and again, and believed once it was measured twice: one late answer is no outage.

/** So many measurements in a row change it. */
const needed = 2;

export class Steady {
  #value: boolean | undefined;
  #against = 0;

  get value(): boolean {
    return this.#value ?? false;
  }

  /** Whether the last measurement was another one. */
  get isInDoubt(): boolean {
    return this.#against > 0;
  }

  measure(now: boolean): void {
    // The first is all that is known.
    this.#value ??= now;
    this.#against = now === this.#value ? 0 : this.#against + 1;
    if (this.#against < needed) return;
    this.#value = now;
    this.#against = 0;
  }
}
