// What a subscription delivers, and what takes it.

const [before, after] = ['event: next\n', '\n\n'];

/** The result of an execution, in the bytes that go to every client. */
export class Delivery {
  /** A whole server-sent event. */
  readonly event: Buffer;
  /** The result only, which is part of the event. */
  readonly json: Buffer;

  /** `cursor` is what a client that comes back sends as `Last-Event-ID`; of what has none it sends the one before. */
  constructor(result: object, cursor?: string) {
    const json = JSON.stringify(result);
    const head = cursor === undefined ? `${before}data: ` : `${before}id: ${cursor}\ndata: `;
    this.event = Buffer.from(`${head}${json}${after}`);
    this.json = this.event.subarray(Buffer.byteLength(head), -after.length);
  }
}

/** Takes what a subscription delivers, and calls `onTaken` when there is room for the next delivery. */
export type Sink = (delivery: Delivery, onTaken: () => void) => void;
