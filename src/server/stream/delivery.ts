// What a subscription delivers, and what takes it.

import { createHash } from 'node:crypto';

const [before, after] = ['event: next\n', '\n\n'];
const [closing, closingTwo] = ['}'.length, '}}'.length];

/** A result in the bytes that go to every client. */
export interface Written {
  /** A whole server-sent event. */
  readonly event: Buffer;
  /** The result only, which is part of the event. */
  readonly json: Buffer;
}

/** Where a result stands in its subscription. */
export interface Place {
  /** Behind which a client goes on that comes back with it. Of what has none it has the one before. */
  readonly id?: string | undefined;
  /** What was dropped before it. */
  readonly missed?: number | undefined;
  /** Whether it is a whole state, which has its content as its id. */
  readonly isState?: boolean;
}

/** The result of an execution, written once for all who get it. */
export class Delivery implements Written {
  readonly event: Buffer;
  readonly json: Buffer;
  /** What a client that comes back sends as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly #hasGap: boolean;
  #numbered: Written | undefined;

  constructor(result: object, { id, missed = 0, isState = false }: Place = {}) {
    this.#hasGap = missed > 0;
    const text = JSON.stringify(this.#hasGap ? { ...result, extensions: { gap: missed } } : result);
    this.id = isState ? stateIdOf(text) : id;
    const { event, json } = write(text, this.id);
    this.event = event;
    this.json = json;
  }

  /** The same with its id among the extensions, for clients that ask for it there. */
  get numbered(): Written {
    if (this.id === undefined) return this;
    if (!this.#numbered) {
      const text = this.json.toString();
      const eventId = `"eventId":${JSON.stringify(this.id)}`;
      const full = this.#hasGap
        ? `${text.slice(0, -closingTwo)},${eventId}}}`
        : `${text.slice(0, -closing)},"extensions":{${eventId}}}`;
      this.#numbered = write(full, this.id);
    }
    return this.#numbered;
  }
}

/** The first result for a client that asks for ids: where its subscription begins, and nothing else. */
export function beginning(id: string): Written {
  return write(JSON.stringify({ data: null, extensions: { eventId: id } }), id);
}

function write(text: string, id: string | undefined): Written {
  const head = id === undefined ? `${before}data: ` : `${before}id: ${id}\ndata: `;
  const event = Buffer.from(`${head}${text}${after}`);
  return { event, json: event.subarray(Buffer.byteLength(head), -after.length) };
}

/** Unlike any cursor. */
function stateIdOf(text: string): string {
  return `s${createHash('sha1').update(text).digest('base64url')}`;
}

/** Takes what a subscription delivers, and calls `onTaken` when there is room for the next delivery. */
export type Sink = (delivery: Written, onTaken: () => void) => void;
