// Reads lines by a log_format of nginx, as its configuration has it: text with variables such as $remote_addr and $time_local.

import { anyTime, entryOf, forwardedFor, type LineReader, type LogFormat } from './entry.ts';

const variable = /\$(?:([a-z0-9_]+)|\{([a-z0-9_]+)\})/gi;

/** The variables that one of each line must have. */
const needed: readonly (readonly string[])[] = [
  ['remote_addr', 'http_x_forwarded_for', 'http_x_real_ip', 'realip_remote_addr', 'http_cf_connecting_ip'],
  ['time_local', 'time_iso8601', 'msec'],
  ['request', 'request_uri', 'uri'],
  ['status'],
];

/** @throws an Error that says what the format lacks. */
export function nginxFormat(format: string): LogFormat {
  const names: string[] = [];
  const texts: string[] = [];
  let last = 0;
  for (const match of format.matchAll(variable)) {
    texts.push(format.slice(last, match.index));
    names.push((match[1] ?? match[2]) as string);
    last = match.index + match[0].length;
  }
  texts.push(format.slice(last));
  for (const some of needed)
    if (!some.some((name) => names.includes(name)))
      throw new Error(`--format lacks ${some.map((name) => `$${name}`).join(' or ')}`);
  const joint = texts.slice(1, -1).indexOf('');
  if (joint >= 0) throw new Error(`--format has nothing between $${names[joint]} and $${names[joint + 1]}`);
  return { name: 'log_format', open: () => reader(names, texts) };
}

/** nginx writes no quote within a value, so each value ends where the text behind it begins. */
function reader(names: readonly string[], texts: readonly string[]): LineReader {
  return (text) => {
    if (!text.startsWith(texts[0] as string)) return null;
    const values = new Map<string, string>();
    let at = (texts[0] as string).length;
    for (const [index, name] of names.entries()) {
      const behind = texts[index + 1] as string;
      const isLast = index === names.length - 1;
      const end = behind === '' ? text.length : isLast ? text.lastIndexOf(behind) : text.indexOf(behind, at);
      if (end < at) return null;
      values.set(name, text.slice(at, end));
      at = end + behind.length;
    }
    return at === text.length ? entryFrom(values) : null;
  };
}

function entryFrom(values: ReadonlyMap<string, string>) {
  const value = (...given: readonly string[]): string | undefined =>
    given.map((name) => values.get(name)).find((found) => found !== undefined && found !== '-' && found !== '');
  const forwarded = value('http_x_forwarded_for', 'http_x_real_ip', 'http_cf_connecting_ip');
  const [uri, query] = [value('request_uri', 'uri'), value('args', 'query_string')];
  return entryOf({
    address: (forwarded && forwardedFor(forwarded)) || value('remote_addr', 'realip_remote_addr'),
    at: anyTime(value('time_local', 'time_iso8601', 'msec')),
    request: value('request'),
    method: value('request_method') ?? 'GET',
    path: uri && query && !uri.includes('?') ? `${uri}?${query}` : uri,
    status: value('status'),
    host: value('host', 'http_host', 'server_name'),
    referrer: value('http_referer'),
    userAgent: values.has('http_user_agent') ? (value('http_user_agent') ?? '') : null,
  });
}
