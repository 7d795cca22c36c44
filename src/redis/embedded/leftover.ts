// A Redis that is still there though nobody owns the data folder: its Mortar was killed, and it is on its way out, or
// its guard was killed too. Two servers on one append-only file would spoil it, so the old one ends first.

import { Redis } from 'ioredis';
import { beganAt } from './process-began.ts';

const limits = { endTimeoutMs: 15_000, pollMs: 20 } as const;

/** Ends the Redis that answers on this socket, if one does. It writes out all it holds before it goes. */
export async function endLeftover(socketPath: string): Promise<void> {
  const client = new Redis({ path: socketPath, lazyConnect: true, retryStrategy: null, enableReadyCheck: false });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch {
    return;
  }
  try {
    const pid = Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
    await client.shutdown('NOSAVE').catch(() => {});
    await untilGone(pid);
  } finally {
    client.disconnect();
  }
}

async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + limits.endTimeoutMs;
  while (beganAt(pid) !== undefined) {
    if (Date.now() > deadline) throw new Error(`a Redis of an earlier run (process ${pid}) does not end; stop it`);
    await new Promise((resolve) => setTimeout(resolve, limits.pollMs));
  }
}
