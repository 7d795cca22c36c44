// What may wait for clients of sockets that do not read.

import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { serverLimits } from '../../src/server/limits.ts';
import { Outflow } from '../../src/server/socket/outflow.ts';
import { Readers } from '../../src/server/stream/readers.ts';

const { fullBytes, bytes, inAll, behindBytes } = serverLimits.socketWaiting;

/** A socket whose client reads only what `read` says. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  #waiting: (() => void)[] = [];

  send(text: string, _how: object, onTaken: () => void): void {
    this.bufferedAmount += text.length;
    this.#waiting.push(onTaken);
  }

  read(): void {
    this.bufferedAmount = 0;
    for (const onTaken of this.#waiting.splice(0)) onTaken();
  }

  terminate(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

function open() {
  const readers = new Readers();
  const outflow = new Outflow(readers);
  const send = (socket: SlowSocket, length: number, onTaken = () => {}): void =>
    outflow.send(socket as unknown as WebSocket, 'x'.repeat(length), onTaken);
  const mayAsk = (socket: SlowSocket): boolean => outflow.mayAsk(socket as unknown as WebSocket);
  return { readers, send, mayAsk };
}

it('a client is asked for nothing more while much waits for it, and is cut off when too much does', () => {
  const { readers, send, mayAsk } = open();
  const socket = new SlowSocket();
  let taken = 0;
  send(socket, fullBytes, () => taken++);
  expect(mayAsk(socket)).toBe(true);
  send(socket, 1, () => taken++);
  expect(mayAsk(socket)).toBe(false);
  expect(readers.waitingBytes).toBe(fullBytes + 1);
  socket.read();
  expect(taken).toBe(2);
  expect(mayAsk(socket)).toBe(true);
  expect(readers.waitingBytes).toBe(0);
  send(socket, bytes);
  expect(readers.counts.slow).toBe(0);
  send(socket, 1);
  expect(readers.counts.slow).toBe(1);
  expect(readers.waitingBytes).toBe(0);
  send(socket, 1);
  expect(socket.bufferedAmount).toBe(bytes + 1);
});

it('while much waits in all, those that are far behind are cut off, and others are served', () => {
  const { readers, send } = open();
  const sockets = Array.from({ length: 10 }, () => new SlowSocket());
  for (const socket of sockets) send(socket, bytes - 1);
  expect(readers.waitingBytes).toBeLessThan(inAll + bytes);
  expect(readers.counts.slow).toBeGreaterThan(0);
  const quick = new SlowSocket();
  send(quick, behindBytes);
  expect(quick.readyState).toBe(quick.OPEN);
});
