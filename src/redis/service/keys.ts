// The keys of the registry of services, all in one slot.

export const serviceKeys = {
  /** Starts every key of the registry; lua/include/registry.lua lists what follows it. */
  services: (prefix: string) => `${prefix}:{svc}:`,
  /** How many instances are known of each service. */
  counts: (prefix: string) => `${prefix}:{svc}:services`,
  changes: (prefix: string) => `${prefix}:{svc}:changes`,
  changeNumber: (prefix: string) => `${prefix}:{svc}:number`,
  /** Channel: an instance of a service has changed. */
  changed: (prefix: string) => `${prefix}:service-changed`,
} as const;
