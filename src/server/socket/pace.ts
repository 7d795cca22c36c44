// Reads a socket no faster than it may send, and not while its client does not read what it asked for. Every message counts, also those
// that are no operation; nothing is lost, the sender's own buffers fill up instead.

import type { WebSocket } from 'ws';

export interface Pace {
  /** Messages that may come at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

/** After which time it looks again whether it may read. */
const lookMs = 100;

export function readAtMost(socket: WebSocket, { burst, perSecond }: Pace, mayRead: () => boolean): void {
  let allowance = burst;
  let countedAtMs = performance.now();
  socket.on('message', () => {
    const nowMs = performance.now();
    allowance = Math.min(burst, allowance + ((nowMs - countedAtMs) / 1000) * perSecond) - 1;
    countedAtMs = nowMs;
    if ((allowance >= 0 && mayRead()) || socket.isPaused) return;
    socket.pause();
    setTimeout(goOn, Math.max(0, (1000 * -allowance) / perSecond)).unref();
  });
  const goOn = (): void => {
    if (mayRead() || socket.readyState !== socket.OPEN) socket.resume();
    else setTimeout(goOn, lookMs).unref();
  };
}
