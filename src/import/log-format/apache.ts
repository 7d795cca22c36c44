// The formats of Apache and nginx: common and combined, with the virtual host before them or the forwarded address behind.

import { isIP } from 'node:net';
import { clfTime, entryOf, forwardedFor, type LineReader, type LogEntry, type LogFormat } from './entry.ts';

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
// address identity user [time] "request" status size, then "referrer" "agent", and whatever a server appends to it. A user may
// have a bracket in the name, so the time is looked for by its form. Each of the three goes over the line once.
const start = /^(\S+) (\S+) /;
const time = /\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] (?=")/;
const rest = new RegExp(String.raw`^${quoted} (\d{3}) (?:\d+|-)(?: ${quoted} ${quoted}|\s*$)`);
/** What stands in quotes at the end of a line. */
const lastQuoted = /"([0-9a-f.:, -]{1,1000})"\s*$/i;

/** What a line tells beside the common and the combined format. */
interface Beside {
  /** The client's address. */
  readonly last?: string;
  readonly host?: string;
}

/** Reads the common and the combined format. `agents` says which of the two. */
function read(text: string, agents: boolean, { last, host }: Beside = {}): LogEntry | null {
  const [begun = '', address] = start.exec(text) ?? [];
  const found = address === undefined ? null : time.exec(text.slice(begun.length));
  if (!found) return null;
  const match = rest.exec(text.slice(begun.length + found.index + found[0].length));
  if (!match) return null;
  const [, request, status, referrer, userAgent] = match;
  if ((userAgent !== undefined) !== agents) return null;
  const at = clfTime(found[1] as string);
  return entryOf({ address: last ?? address, at, request, status, host, referrer, userAgent });
}

/** The same after the name of a virtual host, which nobody takes for the address of a visitor. */
function readBehindHost(text: string, agents: boolean): LogEntry | null {
  const [, host, address = ''] = start.exec(text) ?? [];
  return host !== undefined && isIP(address) > 0 ? read(text.slice(host.length + 1), agents, { host }) : null;
}

function readForwarded(text: string): LogEntry | null {
  const last = lastQuoted.exec(text)?.[1];
  if (last === undefined) return null;
  if (last === '-') return read(text, true);
  const client = forwardedFor(last);
  return client === null ? null : read(text, true, { last: client });
}

const always = (reader: LineReader) => () => reader;

export const apacheFormats: readonly LogFormat[] = [
  { name: 'vhost_combined', open: always((text) => readBehindHost(text, true)) },
  { name: 'vhost_common', open: always((text) => readBehindHost(text, false)) },
  { name: 'combined_forwarded', open: always(readForwarded) },
  { name: 'combined', open: always((text) => read(text, true)) },
  { name: 'common', open: always((text) => read(text, false)) },
];
