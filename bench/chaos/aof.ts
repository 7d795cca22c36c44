// Reads what a Redis has written down: each command that changed something, in order, with the second in which it did. What was
// not done is not there, whatever became of the answer.

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Written {
  /** Seconds since 1970, as the file has them: to the second. */
  readonly at: number;
  readonly command: readonly string[];
}

/** Commands in the append-only file of a Redis with `aof-timestamp-enabled`; one that is cut off at the end is none. */
export async function* readAof(folder: string): AsyncGenerator<Written> {
  const files = join(folder, 'appendonlydir');
  const parts = readdirSync(files).filter((name) => name.endsWith('.incr.aof'));
  let at = 0;
  for (const name of parts.sort((a, b) => Number(a.split('.').at(-3)) - Number(b.split('.').at(-3)))) {
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(join(files, name))) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      let from = 0;
      for (let found = readOne(rest, from); found; found = readOne(rest, from)) {
        from = found.end;
        if (typeof found.value === 'number') at = found.value;
        else yield { at, command: found.value };
      }
      rest = rest.subarray(from);
    }
  }
}

/** A time or a command that begins at `from`; undefined if it is not whole. */
function readOne(text: Buffer, from: number): { value: number | string[]; end: number } | undefined {
  const lineOf = (start: number): [line: string, end: number] | undefined => {
    const end = text.indexOf('\r\n', start);
    return end < 0 ? undefined : [text.toString('utf8', start, end), end + 2];
  };
  const head = lineOf(from);
  if (!head) return undefined;
  if (head[0].startsWith('#')) return { value: Number(head[0].slice('#TS:'.length)), end: head[1] };
  const words: string[] = [];
  let at = head[1];
  for (let left = Number(head[0].slice(1)); left > 0; left -= 1) {
    const length = lineOf(at);
    if (!length) return undefined;
    const end = length[1] + Number(length[0].slice(1));
    if (end + 2 > text.length) return undefined;
    words.push(text.toString('utf8', length[1], end));
    at = end + 2;
  }
  return { value: words, end: at };
}
