// The keys of the registry of services, all in one slot.

import type { ChannelPrefix } from '../base/channels.ts';

/** What only the scripts of the registry append to its base. */
export type RegistryPart = 'names' | 'state' | 'facts' | 'tokens' | 'expiry' | 'expired';

export const serviceKeys = {
  /** Starts every key of the registry; scripts append a `RegistryPart`, or what follows it below. */
  services: (prefix: string) => `${prefix}:{svc}:`,
  part: (prefix: string, part: RegistryPart) => `${prefix}:{svc}:${part}`,
  /** How many instances are known of each service. */
  counts: (prefix: string) => `${prefix}:{svc}:services`,
  changes: (prefix: string) => `${prefix}:{svc}:changes`,
  changeNumber: (prefix: string) => `${prefix}:{svc}:number`,
  /** Channel: an instance of a service has changed. */
  changed: (prefix: ChannelPrefix) => `${prefix}:service-changed`,
} as const;
