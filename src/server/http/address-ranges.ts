// Addresses and ranges in CIDR notation.

import { BlockList, isIP, isIPv4 } from 'node:net';

const limits = {
  /** A check makes an object of the address, and most requests come from addresses that came before. */
  remembered: 1_000,
} as const;

export class AddressRanges {
  readonly #blocks = new BlockList();
  readonly #isEmpty: boolean;
  readonly #remembered = new Map<string, boolean>();

  constructor(ranges: readonly string[]) {
    this.#isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#blocks.addAddress(address, family);
      else this.#blocks.addSubnet(address, Number(bits), family);
    }
  }

  has(address: string): boolean {
    if (this.#isEmpty) return false;
    let has = this.#remembered.get(address);
    if (has === undefined) {
      has = isIP(address) !== 0 && this.#blocks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
      if (this.#remembered.size >= limits.remembered) this.#remembered.clear();
      this.#remembered.set(address, has);
    }
    return has;
  }
}
