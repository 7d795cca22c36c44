// The keys that no subject owns. Each subject builds its own in its keys.ts, also those whose ends its scripts append;
// docs/redis-keys.md lists all of them with their types, hash tags and lifetimes.

export const baseKeys = {
  /** The number of the layout of all keys and values. */
  layout: (prefix: string) => `${prefix}:layout`,
  /** Which steps of the migration are done, and how far others are. */
  migration: (prefix: string) => `${prefix}:migration`,
  /** How far the demo is set up, and its passwords. */
  demo: (prefix: string) => `${prefix}:demo`,
  /** What a plugin keeps. */
  plugin: (prefix: string, name: string, tag: string, parts: readonly string[]) =>
    [prefix, 'plugin', `{${name}:${tag}}`, ...parts].join(':'),
} as const;
