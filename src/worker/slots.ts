// The slots of a worker. A handler that goes on though its attempt is over, since it ignores its signal, holds its slot until it
// ends: so no more handlers run than the worker was told.

/** So long all slots may be held by such handlers before the worker counts as unhealthy. */
const graceMs = 5_000;

export class Slots {
  readonly #queue: string;
  readonly #concurrency: number;
  readonly #onError: (error: unknown) => void;
  #lingering = 0;
  #allHang = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: string, concurrency: number, onError: (error: unknown) => void) {
    this.#queue = queue;
    this.#concurrency = concurrency;
    this.#onError = onError;
  }

  /** How many are held by handlers whose attempts are over. */
  get lingering(): number {
    return this.#lingering;
  }

  /** Whether all are, and have been for a while. */
  get allHang(): boolean {
    return this.#allHang;
  }

  /** Holds a slot until a handler has ended. */
  async linger(handled: Promise<unknown>): Promise<void> {
    this.#lingering += 1;
    if (this.#lingering === this.#concurrency) this.#timer ??= setTimeout(() => this.#tell(), graceMs).unref();
    await handled;
    this.#lingering -= 1;
    this.close();
    this.#allHang = false;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    this.#allHang = true;
    const advice = 'end them when their signal aborts, or restart the worker';
    const what = `All ${this.#concurrency} slots of the worker of ${this.#queue} are held by handlers that did not end with their attempts`;
    this.#onError(new Error(`${what}: ${advice}`));
  }
}
