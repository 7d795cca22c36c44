// Every key and every channel that Mortar writes is built here; docs/redis-keys.md lists them with their types, hash
// tags and lifetimes. What one script touches shares one hash tag, so that it is in one slot of a cluster.

export type Keys = ReturnType<typeof createKeys>;

/** @param prefix starts every key and channel; it must not hold a brace, which would make a hash tag of its own. */
export function createKeys(prefix: string) {
  if (/[{}]/.test(prefix)) throw new Error(`The key prefix ${JSON.stringify(prefix)} must not contain a brace`);
  return {
    prefix,
  };
}
