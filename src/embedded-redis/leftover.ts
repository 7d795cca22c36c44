// A Redis that is still there though nobody owns the data folder: its Mortar was killed, and it is on its way out, or
// its guard was killed too. Two servers on one append-only file would spoil it, so the old one ends first.

import { connectOnce } from '../redis/base/connect.ts';
import { beganAt } from './process-began.ts';

const limits = { endTimeoutMs: 15_000, pollMs: 20 } as const;

/** Ends the Redis that answers on this socket, if one does. It writes out all it holds before it goes. */
export async function endLeftover(socketPath: string): Promise<void> {
  const deadline = Date.now() + limits.endTimeoutMs;
  while ((await endOne(socketPath, deadline)) === 'closing') {
    if (Date.now() > deadline) throw new Error(`a Redis of an earlier run at ${socketPath} does not end; stop it`);
    await pause();
  }
}

/** `closing`: it takes connections still and closes them before it has answered. */
async function endOne(socketPath: string, deadline: number): Promise<'gone' | 'closing'> {
  const client = connectOnce({ kind: 'single', nodes: [], database: 0, path: socketPath });
  let failure: string | undefined;
  client.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code;
  });
  try {
    await client.connect();
  } catch {
    return failure === undefined || failure === 'ECONNRESET' || failure === 'EPIPE' ? 'closing' : 'gone';
  }
  try {
    const about = await client.info('server').catch(() => null);
    if (about === null) return 'closing';
    await client.shutdown('NOSAVE').catch(() => {});
    await untilGone(Number(/process_id:(\d+)/.exec(about)?.[1]), deadline);
    return 'gone';
  } finally {
    client.disconnect();
  }
}

async function untilGone(pid: number, deadline: number): Promise<void> {
  while (beganAt(pid) !== undefined) {
    if (Date.now() > deadline) throw new Error(`a Redis of an earlier run (process ${pid}) does not end; stop it`);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, limits.pollMs));
}
