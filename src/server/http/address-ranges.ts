// Addresses and ranges in CIDR notation.

import { BlockList, isIP, isIPv4 } from 'node:net';

export class AddressRanges {
  readonly #blocks = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#blocks.addAddress(address, family);
      else this.#blocks.addSubnet(address, Number(bits), family);
    }
  }

  has(address: string): boolean {
    return isIP(address) !== 0 && this.#blocks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
}
