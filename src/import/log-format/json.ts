// Logs whose lines are JSON: nginx with a log_format of JSON, Caddy, Traefik.

import { anyTime, entryOf, forwardedFor, type LineReader, type LogEntry, type LogFormat } from './entry.ts';

type Line = Readonly<Record<string, unknown>>;

const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value);

function reader(read: (line: Line) => LogEntry | null): LineReader {
  return (text) => {
    if (!text.startsWith('{')) return null;
    try {
      const line: unknown = JSON.parse(text);
      return isLine(line) ? read(line) : null;
    } catch {
      return null;
    }
  };
}

/** The first of the names that the line has, as text. */
function text(line: Line, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = line[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

const client = (forwarded: string | undefined, address: string | undefined): string | undefined =>
  (forwarded && forwardedFor(forwarded)) || address;

/** The names are those of nginx' variables, which log_formats of JSON use for the most part. */
function readNginx(line: Line): LogEntry | null {
  const times = ['time_iso8601', 'time_local', '@timestamp', 'timestamp', 'time', 'msec'];
  const forwarded = text(line, 'http_x_forwarded_for', 'x_forwarded_for');
  const query = text(line, 'args', 'query_string');
  const uri = text(line, 'request_uri', 'uri', 'path');
  return entryOf({
    address: client(forwarded, text(line, 'remote_addr', 'remote_ip', 'client_ip', 'client')),
    at: anyTime(times.map((name) => line[name]).find((value) => value !== undefined)),
    request: text(line, 'request'),
    method: text(line, 'request_method', 'method'),
    path: uri && query && query !== '-' && !uri.includes('?') ? `${uri}?${query}` : uri,
    status: text(line, 'status', 'status_code'),
    host: text(line, 'host', 'http_host', 'server_name'),
    referrer: text(line, 'http_referer', 'http_referrer', 'referer', 'referrer'),
    userAgent: text(line, 'http_user_agent', 'user_agent', 'agent'),
  });
}

function readCaddy(line: Line): LogEntry | null {
  const { request } = line;
  if (!isLine(request)) return null;
  const headers = isLine(request.headers) ? request.headers : {};
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined;
  };
  return entryOf({
    address: text(request, 'client_ip', 'remote_ip', 'remote_addr'),
    at: anyTime(line.ts),
    method: text(request, 'method'),
    path: text(request, 'uri'),
    status: text(line, 'status'),
    host: text(request, 'host'),
    referrer: header('Referer'),
    userAgent: header('User-Agent') ?? '',
  });
}

/** Traefik has the headers of a request only where it is told to keep them. */
function readTraefik(line: Line): LogEntry | null {
  const forwarded = text(line, 'request_X-Forwarded-For');
  return entryOf({
    address: client(forwarded, text(line, 'ClientHost', 'ClientAddr')),
    at: anyTime(line.StartUTC ?? line.StartLocal ?? line.time),
    method: text(line, 'RequestMethod'),
    path: text(line, 'RequestPath'),
    status: text(line, 'DownstreamStatus', 'OriginStatus'),
    host: text(line, 'RequestHost'),
    referrer: text(line, 'request_Referer'),
    userAgent: text(line, 'request_User-Agent'),
  });
}

export const jsonFormats: readonly LogFormat[] = [
  { name: 'caddy', open: () => reader(readCaddy) },
  { name: 'traefik', open: () => reader(readTraefik) },
  { name: 'nginx_json', open: () => reader(readNginx) },
];
