// The formats of access logs that are read, and which of them a log is in.

import { apacheFormats } from './apache.ts';
import type { LogFormat } from './entry.ts';
import { jsonFormats } from './json.ts';
import { nginxFormat } from './nginx.ts';
import { proxyFormats } from './proxies.ts';
import { w3cFormats } from './w3c.ts';

/** Where two read a line, the first is meant: it asks for more. */
const formats: readonly LogFormat[] = [...w3cFormats, ...proxyFormats, ...jsonFormats, ...apacheFormats];

export const formatNames = formats.map(({ name }) => name);

/** How many lines the format is found by. */
export const sampleLines = 200;

/** The format of a name, or of a log_format of nginx. @throws an Error for text that is neither. */
export function formatNamed(given: string): LogFormat {
  const found = formats.find(({ name }) => name === given);
  if (found) return found;
  if (given.includes('$')) return nginxFormat(given);
  throw new Error(`Unknown format "${given}". Formats: ${formatNames.join(', ')}, or a log_format of nginx`);
}

/** The format that reads most of the lines; null if none reads any. */
export function detectFormat(lines: readonly string[]): LogFormat | null {
  let [best, most]: [LogFormat | null, number] = [null, 0];
  for (const format of formats) {
    const read = format.open();
    const count = lines.filter((line) => Boolean(read(line))).length;
    if (count > most) [best, most] = [format, count];
  }
  return best;
}
