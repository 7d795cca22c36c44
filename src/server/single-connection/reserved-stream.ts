// One stream of server-sent events that the results of many operations share. It is reserved first, and its client opens it then. It ends
// when its connection does, unless its client resumes streams: then its operations pause, and the client opens it again behind the last
// event that it has got.

import type { ServerResponse } from 'node:http';
import { serverLimits } from '../limits.ts';
import type { Written } from '../stream/delivery.ts';
import { eventStreamDialect, restart } from '../stream/stream-dialect.ts';
import { SentEvents } from './sent-events.ts';

const limits = serverLimits.reservedStreams;
const [heartbeat, endOfEvent] = [Buffer.from(eventStreamDialect.heartbeat), Buffer.from('}\n\n')];

/** Of all streams of the process. */
export interface WaitingInAll {
  /** What waits for their readers, in bytes. */
  bytes: number;
  /** What is kept for those that resume, in bytes. */
  kept: number;
  /** Those that were cut off because their readers do not read. */
  cutOff(): void;
}

export interface Opening {
  /** The number of the last event that the client has got. */
  readonly after: number;
  /** Whether the client comes back when its connection is lost. */
  readonly resumes: boolean;
}

interface Unsent {
  readonly chunk: Buffer;
  onTaken(): void;
}

export class ReservedStream {
  /** The session that it belongs to; null for a caller without one. */
  readonly sessionId: string | null;
  readonly #onEnd: () => void;
  readonly #inAll: WaitingInAll;
  /** Its part of all. */
  #counted = 0;
  readonly #operations = new Map<string, StreamOperation>();
  #expiry: NodeJS.Timeout | undefined;
  /** What was written while it was not open. */
  #unsent: Unsent[] = [];
  #unsentBytes = 0;
  readonly #sent: SentEvents;
  #response: ServerResponse | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Bytes that its connection had written at the last heartbeat, if more waited. */
  #written: number | undefined;
  #ended = false;

  constructor(sessionId: string | null, inAll: WaitingInAll, onEnd: () => void) {
    this.sessionId = sessionId;
    this.#inAll = inAll;
    this.#sent = new SentEvents(inAll);
    this.#onEnd = onEnd;
    this.#endLater();
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
    return this.#response ? this.#response.writableLength : this.#unsentBytes;
  }

  /** Writes it to a response from now on, and no more to the one before. False if it cannot go on behind that event. */
  open(response: ServerResponse, { after, resumes }: Opening): boolean {
    const missed = this.#sent.after(after);
    if (!missed || this.#ended) return false;
    this.#pause();
    clearTimeout(this.#expiry);
    this.#response = response;
    this.#sent.isKept = resumes;
    response.once('close', () => {
      if (this.#response !== response) return;
      if (!resumes || this.#ended) return this.end();
      this.#pause();
      this.#endLater();
    });
    response.writeHead(200, eventStreamDialect.headers);
    response.write(eventStreamDialect.opening);
    // A client that is cut off before the first event comes back with this.
    if (resumes) response.write(`id: ${after}\n\n`);
    this.#heartbeat = setInterval(() => this.#beat(response), serverLimits.eventStreamPingMs);
    for (const { number, chunk } of missed) this.#send(response, number, chunk);
    const unsent = this.#unsent;
    this.#unsent = [];
    this.#unsentBytes = 0;
    for (const { chunk, onTaken } of unsent) this.#sendFirst(response, chunk, onTaken);
    this.#count();
    return true;
  }

  /** Cuts off a connection over which nothing was read between two heartbeats, as if it had been lost. */
  #beat(response: ServerResponse): void {
    const before = this.#written;
    this.#written = undefined;
    if (this.#waitingBytes === 0) response.write(heartbeat);
    else {
      this.#written = (response.socket?.bytesWritten ?? 0) - (response.socket?.writableLength ?? 0);
      if (this.#written !== before) return;
      this.#inAll.cutOff();
      response.destroy();
    }
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
    if (!this.#ended) this.#response?.write(eventStreamDialect.farewell(restart));
    this.end();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#expiry);
    clearInterval(this.#heartbeat);
    for (const operation of [...this.#operations.values()]) operation.stop();
    this.#unsent = [];
    this.#sent.clear();
    this.#inAll.bytes -= this.#counted;
    this.#counted = 0;
    this.#response?.end();
    this.#onEnd();
  }

  /** Until it is opened again nothing is written, and each operation waits with one result at most. */
  #pause(): void {
    const response = this.#response;
    this.#response = undefined;
    clearInterval(this.#heartbeat);
    if (response && !response.closed) response.destroy();
    this.#count();
  }

  #endLater(): void {
    this.#expiry = setTimeout(() => this.end(), limits.reservedMs);
    this.#expiry.unref();
  }

  #write(chunk: Buffer, onTaken: () => void): void {
    if (this.#ended) return;
    if (this.#response) this.#sendFirst(this.#response, chunk, onTaken);
    else {
      this.#unsent.push({ chunk, onTaken });
      this.#unsentBytes += chunk.length;
    }
    this.#count();
    const most = this.#inAll.bytes > limits.waitingInAll ? limits.behindBytes : limits.waitingBytes;
    if (this.#waitingBytes <= most) return;
    // Its reader does not keep up with what it has asked for.
    const response = this.#response;
    this.#inAll.cutOff();
    this.end();
    response?.destroy();
  }

  #sendFirst(response: ServerResponse, chunk: Buffer, onTaken: () => void): void {
    const event = this.#sent.add(chunk, onTaken);
    this.#send(response, event.number, event.chunk);
  }

  #send(response: ServerResponse, number: number, chunk: Buffer): void {
    response.write(chunk, () => {
      // One that was cut off says this also of what it has not written.
      if (this.#response !== response) return;
      this.#count();
      this.#sent.taken(number);
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

  next({ json }: Pick<Written, 'json'>, onTaken: () => void): void {
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
