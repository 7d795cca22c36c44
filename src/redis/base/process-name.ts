// How a process is told from all others, on this machine and elsewhere, now and after a restart.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Host, process and a random part, since in containers every process may be the first. */
export function processName(): string {
  // What a host may be called and a name in Redis may not hold.
  const host = hostname()
    .replace(/[^\w.-]/g, '-')
    .slice(0, 60);
  return `${host}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
