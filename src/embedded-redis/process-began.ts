// Tells whether a process lives, and tells it from a later one with the same number.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, in the system's own words, or undefined where there is none of that number. One that has ended
 * and whose parent has not asked for its exit status yet (a zombie) counts as gone: where process 1 is slow to ask, as
 * in some containers, it keeps its number for seconds, or for good.
 */
export function beganAt(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; the time is the twentieth after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
