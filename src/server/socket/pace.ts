// Reads a socket no faster than it may send. Every message counts, also those that are no operation; nothing is lost, the
// sender's own buffers fill up instead.

import type { WebSocket } from 'ws';

export interface Pace {
  /** Messages that may come at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

export function readAtMost(socket: WebSocket, { burst, perSecond }: Pace): void {
  let allowance = burst;
  let countedAtMs = performance.now();
  socket.on('message', () => {
    const nowMs = performance.now();
    allowance = Math.min(burst, allowance + ((nowMs - countedAtMs) / 1000) * perSecond) - 1;
    countedAtMs = nowMs;
    if (allowance >= 0 || socket.isPaused) return;
    socket.pause();
    setTimeout(() => socket.resume(), (1000 * -allowance) / perSecond).unref();
  });
}
