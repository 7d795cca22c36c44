// What a line of an access log tells, whatever its format, and how formats read times, requests and addresses.

import { isIP } from 'node:net';

export interface LogEntry {
  readonly address: string;
  readonly at: Date;
  readonly method: string;
  /** As requested, with its query. */
  readonly path: string;
  readonly status: number;
  /** Null if the log does not have it, or if it is on the host that was asked for. */
  readonly referrer: string | null;
  /** Null if the format has none; empty or "-" if the client sent none. */
  readonly userAgent: string | null;
}

/** Reads lines in their order: null for a line that is not of the format, undefined for one that is no entry, such as a heading. */
export type LineReader = (text: string) => LogEntry | null | undefined;

export interface LogFormat {
  readonly name: string;
  open(): LineReader;
}

/** The fields of a line as text. */
export interface RawEntry {
  /** A port after it is ignored. */
  readonly address: string | undefined;
  readonly at: Date | null;
  /** `GET /path HTTP/1.1`, or the two parts by themselves. */
  readonly request?: string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly status: string | number | undefined;
  /** That was asked for; a port after it is ignored. */
  readonly host?: string | undefined;
  readonly referrer?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}

/** Null where what counting needs is missing. */
export function entryOf(raw: RawEntry): LogEntry | null {
  const [, method = raw.method, path = raw.path] = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/.exec(raw.request ?? '') ?? [];
  const status = Number(raw.status);
  const address = addressOf(raw.address ?? '');
  if (!raw.at || Number.isNaN(raw.at.getTime()) || !method || !path || !address) return null;
  if (!/^[A-Z]+$/.test(method) || !Number.isInteger(status) || status < 100 || status > 999) return null;
  const given = raw.referrer && raw.referrer !== '-' ? raw.referrer : null;
  // A link within the site is no source, as for the page script.
  const referrer = given && raw.host && hostIn(given) === hostIn(raw.host) ? null : given;
  return { address, at: raw.at, method, path, status, referrer, userAgent: raw.userAgent ?? null };
}

/** An address without a port. Names stay as they are: servers may look addresses up. */
function addressOf(text: string): string {
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(text)?.[1];
  return bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/** The host of an address or of `host:port`, without `www.`. */
function hostIn(text: string): string | undefined {
  return /^(?:[a-z]+:\/\/)?(?:www\.)?(\[[^\]]*\]|[^/?#:]*)/i.exec(text)?.[1]?.toLowerCase();
}

/** The client that a list of X-Forwarded-For begins with; null if it is no such list. */
export function forwardedFor(list: string): string | null {
  const addresses = list.split(',').map((each) => addressOf(each.trim()));
  return addresses.every((address) => isIP(address) > 0) ? (addresses[0] as string) : null;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clf = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?: ([+-])(\d{2})(\d{2}))?$/;

/** `10/Oct/2025:13:55:36 +0200`; without a zone it is of UTC. */
export function clfTime(text: string): Date | null {
  const match = clf.exec(text);
  if (!match) return null;
  const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] = match;
  const index = months.indexOf(month as string);
  if (index < 0) return null;
  const local = Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
  const zoneMs = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000;
  return new Date(sign === '-' ? local + zoneMs : local - zoneMs);
}

/** ISO 8601, or the time of the common log format, or seconds since 1970. */
export function anyTime(value: unknown): Date | null {
  if (typeof value === 'number' || /^\d{9,11}(\.\d+)?$/.test(String(value))) return new Date(Number(value) * 1_000);
  if (typeof value !== 'string') return null;
  const common = clfTime(value);
  if (common) return common;
  return /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value) : null;
}
