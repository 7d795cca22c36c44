// How the size of a list is described at its argument: the numbers are those that its resolver holds.

import type { PageLimits } from '../../redis/base/page.ts';

export function describeSize(what: string, { default: standard, max }: PageLimits): string {
  return `${what} Default: ${standard}. Range: 1–${max}.`;
}
