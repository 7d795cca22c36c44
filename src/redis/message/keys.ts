// The keys of the topics. All keys of one topic share a hash tag.

export const messageKeys = {
  /** The names of all topics. */
  topics: (prefix: string) => `${prefix}:topics`,
  /** Starts every key of a topic; docs/redis-keys.md lists what follows it. */
  topic: (prefix: string, name: string) => `${prefix}:{topic:${name}}:`,
  /** The dead letters of a topic's group. */
  dead: (prefix: string, name: string, group: string) => `${prefix}:{topic:${name}}:g:${group}:dead`,
  meta: (prefix: string, name: string) => `${prefix}:{topic:${name}}:meta`,
  /** Channel: a topic has new messages. */
  changed: (prefix: string, name: string) => `${prefix}:topic-changed:${name}`,
} as const;
