// Logs in the extended format of the W3C, whose lines are told by a heading `#Fields:`: IIS with spaces, CloudFront with tabs.

import { anyTime, entryOf, type LineReader, type LogEntry, type LogFormat } from './entry.ts';

/** What stands in the fields of a log without a heading, such as the second half of one. */
const fieldsOf = {
  cloudfront:
    'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query',
  iis:
    'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status ' +
    'sc-substatus sc-win32-status time-taken',
};

function open(separator: string, defaults: string, plain: (text: string) => string): LineReader {
  let places = placesOf(defaults);
  return (text) => {
    if (text.startsWith('#')) {
      const fields = /^#Fields:\s*(.+)$/.exec(text)?.[1];
      if (fields !== undefined) places = placesOf(fields);
      return undefined;
    }
    return read(text.split(separator), places, plain);
  };
}

function placesOf(fields: string): ReadonlyMap<string, number> {
  return new Map(
    fields
      .trim()
      .split(/\s+/)
      .map((name, place) => [name.toLowerCase(), place]),
  );
}

function read(
  values: readonly string[],
  places: ReadonlyMap<string, number>,
  plain: (text: string) => string,
): LogEntry | null {
  const value = (name: string): string | undefined => {
    const found = values[places.get(name) ?? -1];
    return found === undefined || found === '-' ? undefined : found;
  };
  const [stem, query] = [value('cs-uri-stem'), value('cs-uri-query')];
  const userAgent = value('cs(user-agent)');
  return entryOf({
    address: value('c-ip'),
    at: anyTime(`${value('date')}T${value('time')}Z`),
    method: value('cs-method'),
    path: stem && query ? `${stem}?${query}` : stem,
    status: value('sc-status'),
    host: value('x-host-header') ?? value('cs(host)') ?? value('cs-host'),
    referrer: value('cs(referer)'),
    userAgent: places.has('cs(user-agent)') ? plain(userAgent ?? '') : null,
  });
}

/** CloudFront encodes what is encoded already once more. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('%25', '%'));
  } catch {
    return text;
  }
}

export const w3cFormats: readonly LogFormat[] = [
  { name: 'cloudfront', open: () => open('\t', fieldsOf.cloudfront, decoded) },
  { name: 'iis', open: () => open(' ', fieldsOf.iis, (text) => text.replaceAll('+', ' ')) },
];
