// Reads a line of an access log in the combined format of nginx and Apache, and decides whether it is a page view.
// docs/metrics.md has the rules in plain words.

import { createHash } from 'node:crypto';
import { longestLine } from './lines.ts';

export interface LogEntry {
  readonly address: string;
  readonly at: Date;
  readonly method: string;
  /** As requested, with its query. */
  readonly path: string;
  readonly status: number;
  /** Null where the log does not tell. */
  readonly referrer: string | null;
  readonly userAgent: string;
}

/** Why a line that can be read is no page view. */
export type SkipReason = 'asset' | 'method' | 'status';

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
// address identity user [time] "request" status size, then "referrer" "agent", and whatever a server appends to it. A user may
// have a bracket in the name, so the time is looked for by its form. Each of the three goes over the line once.
const start = /^(\S+) \S+ /;
const time = /\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] (?=")/;
const rest = new RegExp(String.raw`^${quoted} (\d{3}) (?:\d+|-)(?: ${quoted} ${quoted}|\s*$)`);
const moment = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const assets = /\.(png|jpe?g|gif|ico|svg|webp|avif|bmp|tiff?|css|m?js|map|woff2?|ttf|otf|eot)$/i;

/** Null where the line is not of this format, or longer than `longestLine`. */
export function parseLine(text: string): LogEntry | null {
  if (text.length > longestLine) return null;
  const [begun = '', address] = start.exec(text) ?? [];
  const found = address === undefined ? null : time.exec(text.slice(begun.length));
  if (!found) return null;
  const match = rest.exec(text.slice(begun.length + found.index + found[0].length));
  if (!match) return null;
  const [, request, status, referrer, userAgent] = match as unknown as string[];
  const at = parseMoment(found[1] as string);
  const [, method, path] = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/.exec(request as string) ?? [];
  if (!at || method === undefined || path === undefined) return null;
  return {
    address: address as string,
    at,
    method,
    path,
    status: Number(status),
    referrer: referrer && referrer !== '-' ? referrer : null,
    userAgent: userAgent ?? '',
  };
}

function parseMoment(text: string): Date | null {
  const match = moment.exec(text);
  if (!match) return null;
  const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] = match as unknown as string[];
  const index = months.indexOf(month as string);
  if (index < 0) return null;
  const local = Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return new Date(sign === '-' ? local + zoneMs : local - zoneMs);
}

/** A page view is a GET of something that is no image, style sheet, script or font, answered in whole or from a cache. */
export function skipReason({ method, path, status }: LogEntry): SkipReason | null {
  if (method !== 'GET') return 'method';
  if (assets.test(path.replace(/[?#].*$/s, ''))) return 'asset';
  const seen = (status >= 200 && status < 300 && status !== 206) || status === 304;
  return seen ? null : 'status';
}

/** Who it was, without a way back to the address for whoever does not have the salt. */
export function visitorOf({ address, userAgent }: LogEntry, salt: string): string {
  return createHash('sha256').update(`${salt}\n${address}\n${userAgent}`).digest('base64url');
}

/**
 * Gives equal lines different ids, and the same line the same id whenever it is imported: an id is made of a line's text
 * and of how many such lines came before it. It remembers the last hundred thousand lines or more; equal lines are of
 * one second, so they stand together.
 */
export class LineIds {
  readonly #remembered = 100_000;
  #recent = new Map<string, number>();
  #older = new Map<string, number>();

  idOf(text: string): string {
    const digest = createHash('sha256').update(text).digest('base64url');
    const occurrence = (this.#recent.get(digest) ?? this.#older.get(digest) ?? 0) + 1;
    this.#recent.set(digest, occurrence);
    if (this.#recent.size >= this.#remembered) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    return `${digest}.${occurrence}`;
  }
}
