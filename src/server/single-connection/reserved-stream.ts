// One stream of server-sent events that the results of many operations share. It is reserved first; its client opens it then, once, and
// it ends when the client leaves it.

import type { ServerResponse } from 'node:http';
import { serverLimits } from '../limits.ts';
import type { Delivery } from '../stream/delivery.ts';
import { eventStreamDialect } from '../stream/stream-dialect.ts';

const limits = serverLimits.reservedStreams;
const [heartbeat, endOfEvent] = [Buffer.from(eventStreamDialect.heartbeat), Buffer.from('}\n\n')];

/** What waits for the readers of all streams of the process, in bytes. */
export interface WaitingInAll {
  bytes: number;
}

export class ReservedStream {
  /** The session that it belongs to; null for a caller without one. */
  readonly sessionId: string | null;
  readonly #onEnd: () => void;
  readonly #inAll: WaitingInAll;
  /** Its part of all. */
  #counted = 0;
  readonly #operations = new Map<string, StreamOperation>();
  readonly #expiry: NodeJS.Timeout;
  /** What was written before the stream was opened. */
  #early: { readonly chunk: Buffer; onTaken(): void }[] = [];
  #earlyBytes = 0;
  #response: ServerResponse | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(sessionId: string | null, inAll: WaitingInAll, onEnd: () => void) {
    this.sessionId = sessionId;
    this.#inAll = inAll;
    this.#onEnd = onEnd;
    this.#expiry = setTimeout(() => this.end(), limits.reservedMs);
    this.#expiry.unref();
  }

  get isOpen(): boolean {
    return this.#response !== undefined;
  }

  /** Whether it takes no more operations now. */
  get isFull(): boolean {
    const { operations, fullBytes, waitingInAll } = limits;
    const waiting = this.#waitingBytes;
    return this.#operations.size >= operations || waiting > (this.#inAll.bytes > waitingInAll ? 0 : fullBytes);
  }

  get #waitingBytes(): number {
    return this.#response ? this.#response.writableLength : this.#earlyBytes;
  }

  /** Writes it to a response from now on. */
  open(response: ServerResponse): void {
    clearTimeout(this.#expiry);
    this.#response = response;
    response.once('close', () => this.end());
    response.writeHead(200, eventStreamDialect.headers);
    response.write(eventStreamDialect.opening);
    this.#heartbeat = setInterval(() => {
      if (this.#waitingBytes === 0) response.write(heartbeat);
    }, serverLimits.eventStreamPingMs);
    const early = this.#early;
    this.#early = [];
    for (const { chunk, onTaken } of early) this.#send(response, chunk, onTaken);
    this.#count();
  }

  /** Undefined if an operation with this id runs. */
  begin(id: string): StreamOperation | undefined {
    if (this.#ended || this.#operations.has(id)) return undefined;
    const operation = new StreamOperation(id, (chunk, onTaken) => this.#write(chunk, onTaken));
    this.#operations.set(id, operation);
    operation.onEnd(() => {
      if (this.#operations.get(id) === operation) this.#operations.delete(id);
    });
    return operation;
  }

  /** Stops the operation with an id, if it runs. */
  stop(id: string): void {
    this.#operations.get(id)?.stop();
  }

  /** Has the client reserve another, at a server that stays. */
  leave(): void {
    if (!this.#ended) this.#response?.write(eventStreamDialect.farewell());
    this.end();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#expiry);
    clearInterval(this.#heartbeat);
    for (const operation of [...this.#operations.values()]) operation.stop();
    this.#early = [];
    this.#inAll.bytes -= this.#counted;
    this.#counted = 0;
    this.#response?.end();
    this.#onEnd();
  }

  #write(chunk: Buffer, onTaken: () => void): void {
    if (this.#ended) return;
    if (this.#response) this.#send(this.#response, chunk, onTaken);
    else {
      this.#early.push({ chunk, onTaken });
      this.#earlyBytes += chunk.length;
    }
    this.#count();
    const most = this.#inAll.bytes > limits.waitingInAll ? limits.behindBytes : limits.waitingBytes;
    if (this.#waitingBytes <= most) return;
    // Its reader does not keep up with what it has asked for.
    this.#response?.destroy();
    this.end();
  }

  #send(response: ServerResponse, chunk: Buffer, onTaken: () => void): void {
    response.write(chunk, () => {
      this.#count();
      onTaken();
    });
  }

  #count(): void {
    if (this.#ended) return;
    const waiting = this.#waitingBytes;
    this.#inAll.bytes += waiting - this.#counted;
    this.#counted = waiting;
  }
}

/** An operation whose results go to a stream, each with its id. */
export class StreamOperation {
  readonly #head: Buffer;
  readonly #complete: Buffer;
  readonly #write: (chunk: Buffer, onTaken: () => void) => void;
  readonly #listeners: (() => void)[] = [];
  #ended = false;

  constructor(id: string, write: (chunk: Buffer, onTaken: () => void) => void) {
    const text = JSON.stringify(id);
    this.#head = Buffer.from(`event: next\ndata: {"id":${text},"payload":`);
    this.#complete = Buffer.from(`event: complete\ndata: {"id":${text}}\n\n`);
    this.#write = write;
  }

  get isOver(): boolean {
    return this.#ended;
  }

  /** Calls `listener` when the operation is over, or has been stopped; at once if it has been already. */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#listeners.push(listener);
  }

  next({ json }: Pick<Delivery, 'json'>, onTaken: () => void): void {
    if (!this.#ended) this.#write(Buffer.concat([this.#head, json, endOfEvent]), onTaken);
  }

  complete(): void {
    if (this.#ended) return;
    this.#write(this.#complete, () => {});
    this.stop();
  }

  /** Writes nothing more. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
