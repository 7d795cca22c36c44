// Logs of load balancers and stores: ALB, S3, HAProxy.

import { anyTime, clfTime, entryOf, type LogEntry, type LogFormat } from './entry.ts';

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;

// type time balancer client:port target:port three times status status bytes bytes "request" "agent"
const alb = new RegExp(
  String.raw`^(?:https?|h2|grpcs|wss?) (\S+) \S+ (\S+) \S+ [-\d.]+ [-\d.]+ [-\d.]+ (\d{3}|-) \S+ -?\d+ -?\d+ ${quoted} ${quoted}`,
);

function readAlb(text: string): LogEntry | null {
  const [, at, address, status, request = '', userAgent] = alb.exec(text) ?? [];
  if (at === undefined) return null;
  // Whole addresses are requested there: http://host:80/path.
  const [, method, path] = /^([A-Z]+) [a-z]+:\/\/[^/ ]*(\/\S*)? HTTP\/[\d.]+$/.exec(request) ?? [];
  return entryOf({ address, at: anyTime(at), method, path: path ?? '/', status, userAgent });
}

// owner bucket [time] address requester id operation key "request" status error bytes size times "referrer" "agent"
const s3 = new RegExp(
  String.raw`^\S+ \S+ \[([^\]]{1,40})\] (\S+) \S+ \S+ [A-Z0-9._]+ \S+ ${quoted} (\d{3}) \S+ \S+ \S+ \S+ \S+ ${quoted} ${quoted}`,
);

function readS3(text: string): LogEntry | null {
  const [, at, address, request, status, referrer, userAgent] = s3.exec(text) ?? [];
  if (at === undefined) return null;
  return entryOf({ address, at: clfTime(at), request, status, referrer, userAgent });
}

// Behind what syslog puts before it: client:port [time] frontend backend/server times status bytes … "request"
const haproxy = new RegExp(
  String.raw`(?:^|\s)(\S+:\d+) \[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2}\.\d{3})\] \S+ \S+ [-+\d/]+ (\d{3}) \+?\d+ [^"]{1,10000}${quoted}\s*$`,
);

/** The log has no zone and no user agent: its times are taken for those of UTC. */
function readHaproxy(text: string): LogEntry | null {
  const [, address, at = '', status, request] = haproxy.exec(text) ?? [];
  return address === undefined ? null : entryOf({ address, at: clfTime(at), request, status });
}

export const proxyFormats: readonly LogFormat[] = [
  { name: 'alb', open: () => readAlb },
  { name: 's3', open: () => readS3 },
  { name: 'haproxy', open: () => readHaproxy },
];
