// What is kept of the client that holds a session: enough to tell a person which device it is, and to notice that a
// token suddenly comes from another one. It is a signal and no proof, so nothing is bound to it.

import { isIPv6 } from 'node:net';

export interface SessionClient {
  readonly ipAddress: string;
  readonly userAgent: string | null;
}

// The order matters: an Edge calls itself Chrome and Safari too.
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
];

const systems: readonly (readonly [string, RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Such as `Firefox on Linux`, or a program's own name, such as `curl`; without versions, which change with every update.
 * Empty where the client does not say.
 */
export function clientFamily(userAgent: string | null): string {
  if (!userAgent) return '';
  const browser = browsers.find(([, sign]) => sign.test(userAgent))?.[0];
  const system = systems.find(([, sign]) => sign.test(userAgent))?.[0];
  if (browser) return system ? `${browser} on ${system}` : browser;
  const product = /^[\w.-]{1,40}/.exec(userAgent)?.[0];
  return product ?? '';
}

/** The /16 of an IPv4 address, the /48 of an IPv6 one: what a person keeps for days, also on the way. */
export function clientNetwork(ipAddress: string): string {
  return startOf(ipAddress, 2, 3);
}

/** An IPv4 address, the /48 of an IPv6 one: what a stranger has for nothing. A neighbour of an IPv4 address is somebody else. */
export function attemptNetwork(ipAddress: string): string {
  return startOf(ipAddress, 4, 3);
}

function startOf(ipAddress: string, octets: number, groups: number): string {
  const address = ipAddress.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(address)) return address.split('.').slice(0, octets).join('.');
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right]
    .slice(0, groups)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
