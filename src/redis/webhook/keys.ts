// The keys of webhooks. All that belongs to one endpoint is in one slot.

export const webhookKeys = {
  /** The ids of all endpoints. */
  endpoints: (prefix: string) => `${prefix}:webhooks`,
  endpoint: (prefix: string, id: string) => `${prefix}:{webhook:${id}}:endpoint`,
  /** What was delivered, by the id of the event. */
  deliveries: (prefix: string, id: string) => `${prefix}:{webhook:${id}}:deliveries`,
  /** The events by when they were last sent. */
  times: (prefix: string, id: string) => `${prefix}:{webhook:${id}}:times`,
} as const;
