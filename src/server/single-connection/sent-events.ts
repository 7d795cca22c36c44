// The events that were written to a stream, numbered, as long as its client may not have got them: what a connection had under way when
// it was lost is sent again over the next one.

import { serverLimits } from '../limits.ts';

const { keptBytes, keptInAll } = serverLimits.reservedStreams;

interface SentEvent {
  readonly number: number;
  readonly chunk: Buffer;
}

export class SentEvents {
  /** Whether its client comes back for them. */
  isKept = false;
  readonly #inAll: { kept: number };
  #last = 0;
  #kept: SentEvent[] = [];
  #bytes = 0;
  /** Of those that are not written out yet. */
  readonly #onTaken = new Map<number, () => void>();

  constructor(inAll: { kept: number }) {
    this.#inAll = inAll;
  }

  /** Numbers an event that is about to be sent. `onTaken` is called once it is written out. */
  add(text: Buffer, onTaken: () => void): SentEvent {
    this.#last += 1;
    const event = { number: this.#last, chunk: Buffer.concat([Buffer.from(`id: ${this.#last}\n`), text]) };
    this.#onTaken.set(event.number, onTaken);
    if (this.isKept) this.#keep(event);
    return event;
  }

  taken(number: number): void {
    const onTaken = this.#onTaken.get(number);
    this.#onTaken.delete(number);
    onTaken?.();
  }

  /** What came after an event that the client has got. Undefined if not all of that is kept, and for one that was never sent. */
  after(number: number): readonly SentEvent[] | undefined {
    const missed = this.#kept.filter((event) => event.number > number);
    if (number + missed.length !== this.#last) return undefined;
    // What the client has got was taken, whatever the connection that brought it knew.
    for (const taken of [...this.#onTaken.keys()]) if (taken <= number) this.taken(taken);
    return missed;
  }

  clear(): void {
    this.#inAll.kept -= this.#bytes;
    this.#bytes = 0;
    this.#kept = [];
    this.#onTaken.clear();
  }

  #keep(event: SentEvent): void {
    this.#kept.push(event);
    this.#add(event.chunk.length);
    // One at least, however long it is.
    while (this.#kept.length > 1 && (this.#bytes > keptBytes || this.#inAll.kept > keptInAll))
      this.#add(-(this.#kept.shift() as SentEvent).chunk.length);
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    this.#inAll.kept += bytes;
  }
}
