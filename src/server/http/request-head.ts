// The parts of a request's head that decide who gets the request: the target and Host. A stranger writes both, so only this file takes
// them apart, and nothing here throws.

import type { IncomingMessage } from 'node:http';

const base = 'http://localhost';

/**
 * Returns the path of a request target, without dot segments. Undefined for a target that is not an absolute path, such as `*`,
 * `//host/path` or `http://host/path`.
 */
export function readPath(target: string | undefined): string | undefined {
  if (target === undefined || !/^\/(?![/\\])[^#\s]*$/.test(target)) return undefined;
  const url = base + target;
  return URL.canParse(url) ? new URL(url).pathname : undefined;
}

/** Whether a request names one host that a URL can have. HTTP/1.0 allows requests without a Host. */
export function hasValidHost({ headers, rawHeaders, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  const { host } = headers;
  if (host === undefined) return httpVersionMajor === 1 && httpVersionMinor === 0;
  return isHost(host) && !isRepeated('host', rawHeaders);
}

/** Returns what says the same as `hasValidHost`. Most requests name the host that the last one named. */
export function hostJudge(): (request: IncomingMessage) => boolean {
  let known: string | undefined;
  return (request) => {
    const { host } = request.headers;
    if (host !== undefined && host === known) return !isRepeated('host', request.rawHeaders);
    const isValid = hasValidHost(request);
    if (isValid) known = host;
    return isValid;
  };
}

function isHost(host: string): boolean {
  return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`http://${host}`);
}

/** Node keeps the first of several Host fields, and a proxy may have read another one. */
function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const field = rawHeaders[index] as string;
    if (field.length === name.length && field.toLowerCase() === name) found++;
  }
  return found > 1;
}
