// What limits by address count by.

import { isIP } from 'node:net';

/** An IPv4 address, or the /64 network that an IPv6 address is one of many in. */
export function addressKey(address: string): string {
  if (!address.includes(':') || isIP(address) !== 6) return address === '' ? 'unknown' : address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    const afterGroups = after.length + (after.at(-1)?.includes('.') ? 1 : 0);
    while (groups.length + afterGroups < 8) groups.push('0');
    groups.push(...after);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  while (network.at(-1) === '0') network.pop();
  return `${network.join(':')}::/64`;
}
