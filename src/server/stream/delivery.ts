// What a subscription delivers, and what takes it.

const [before, after] = ['event: next\ndata: ', '\n\n'];

/** The result of an execution, in the bytes that go to every client. */
export class Delivery {
  /** A whole server-sent event. */
  readonly event: Buffer;
  /** The result only, which is part of the event. */
  readonly json: Buffer;

  constructor(result: object) {
    this.event = Buffer.from(`${before}${JSON.stringify(result)}${after}`);
    this.json = this.event.subarray(before.length, -after.length);
  }
}

/** Takes what a subscription delivers, and calls `onTaken` when there is room for the next delivery. */
export type Sink = (delivery: Delivery, onTaken: () => void) => void;
