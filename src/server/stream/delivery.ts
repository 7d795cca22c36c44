// What a subscription delivers, and what takes it.

import { createHash } from 'node:crypto';

const [closing, closingTwo] = ['}'.length, '}}'.length];

/** A result in the bytes that go to every client. */
export interface Written {
  /** A whole server-sent event. */
  readonly event: Buffer;
  /** The result only. */
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

/** A text, in the bytes of each way that somebody asked for. */
class WrittenText implements Written {
  protected readonly text: string;
  readonly #id: string | undefined;
  #event: Buffer | undefined;
  #json: Buffer | undefined;

  constructor(text: string, id: string | undefined) {
    this.text = text;
    this.#id = id;
  }

  get event(): Buffer {
    const id = this.#id === undefined ? '' : `id: ${this.#id}\n`;
    this.#event ??= Buffer.from(`event: next\n${id}data: ${this.text}\n\n`);
    return this.#event;
  }

  get json(): Buffer {
    this.#json ??= Buffer.from(this.text);
    return this.#json;
  }
}

/** The result of an execution, written once for all who get it. */
export class Delivery extends WrittenText {
  /** What a client that comes back sends as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly #hasGap: boolean;
  #numbered: Written | undefined;

  constructor(result: object, { id, missed = 0, isState = false }: Place = {}) {
    const hasGap = missed > 0;
    const text = JSON.stringify(hasGap ? { ...result, extensions: { gap: missed } } : result);
    const own = isState ? stateIdOf(text) : id;
    super(text, own);
    this.id = own;
    this.#hasGap = hasGap;
  }

  /** The same with its id among the extensions, for clients that ask for it there. */
  get numbered(): Written {
    if (this.id === undefined) return this;
    if (!this.#numbered) {
      const { text } = this;
      const eventId = `"eventId":${JSON.stringify(this.id)}`;
      const full = this.#hasGap
        ? `${text.slice(0, -closingTwo)},${eventId}}}`
        : `${text.slice(0, -closing)},"extensions":{${eventId}}}`;
      this.#numbered = new WrittenText(full, this.id);
    }
    return this.#numbered;
  }
}

/** The first result for a client that asks for ids: where its subscription begins, and nothing else. */
export function beginning(id: string): Written {
  return new WrittenText(JSON.stringify({ data: null, extensions: { eventId: id } }), id);
}

/** Unlike any cursor. */
function stateIdOf(text: string): string {
  return `s${createHash('sha1').update(text).digest('base64url')}`;
}

/** Takes what a subscription delivers, and calls `onTaken` when there is room for the next delivery. */
export type Sink = (delivery: Written, onTaken: () => void) => void;
